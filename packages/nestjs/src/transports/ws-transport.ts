import { isAuthError, type Policy, type Verifier } from '@countersign/core'
import {
  type AuthContext,
  type AuthenticateOptions,
  authorizeRequest,
} from '@countersign/core/adapter'
import type { ExecutionContext } from '@nestjs/common'
import { foundAtAdmission } from '../admission.js'
import { refusalPayload } from './refusal-payload.js'
import type { Places, Transport } from './transport.js'
import { connectionOf } from './ws-connection.js'

/** Messages of WebSocket gateways, and the connections that they come over. */
export const ws: Transport = {
  check: checkMessage,
  found: foundAtAdmission,
}

async function checkMessage(
  verifier: Verifier<unknown>,
  context: ExecutionContext,
  options: AuthenticateOptions,
  policies: readonly Policy[],
  { webSocket }: Places,
): Promise<AuthContext> {
  try {
    const connection = connectionOf(context.switchToWs().getClient<object>())
    const found = await connection.authenticate(verifier, options, webSocket())
    for (const policy of policies) await authorizeRequest(found, policy)
    return found
  } catch (error) {
    if (!isAuthError(error)) throw error
    // Nest looks for this very class. Who has no gateways need not have the package.
    const { WsException } = await import('@nestjs/websockets')
    throw Object.assign(new WsException(refusalPayload(error)), { cause: error })
  }
}
