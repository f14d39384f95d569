import type { IncomingMessage } from 'node:http'
import type { Origin } from '../../approval.js'
import type { Settings } from '../../settings.js'
import { networkOf } from './network.js'

const LONGEST_ADDRESS = 64
const LONGEST_AGENT = 256

/** Where a request came from, as far as can be told: what cannot be shown is left out. */
export function originOf(request: IncomingMessage, { remoteAddress }: Settings): Origin {
  const address = addressOf(remoteAddress(request))
  return { address, network: networkOf(address), userAgent: agentOf(request) }
}

/** Behind a proxy it is what that has written. */
function addressOf(given: unknown): string | undefined {
  if (typeof given !== 'string' || given === '' || given.length > LONGEST_ADDRESS) return undefined
  return /^[\x21-\x7e]+$/.test(given) ? given : undefined
}

function agentOf({ headers }: IncomingMessage): string | undefined {
  const agent = headers['user-agent']?.slice(0, LONGEST_AGENT)
  return agent !== undefined && /^[\x20-\x7e]+$/.test(agent) ? agent : undefined
}
