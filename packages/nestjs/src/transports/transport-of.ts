import type { ExecutionContext } from '@nestjs/common'
import { graphql } from './graphql-transport.js'
import { http } from './http-transport.js'
import { rpc } from './rpc-transport.js'
import type { Transport } from './transport.js'
import { unsupported } from './unsupported.js'
import { ws } from './ws-transport.js'

const others: ReadonlyMap<string, Transport> = new Map([
  ['graphql', graphql],
  ['ws', ws],
  ['rpc', rpc],
])

/** The transport that a call came by. One that is not known fails every call. */
export function transportOf(context: ExecutionContext): Transport {
  const type = context.getType<string>()
  return type === 'http' ? http : (others.get(type) ?? unsupported)
}
