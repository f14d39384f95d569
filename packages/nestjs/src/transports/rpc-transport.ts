import { isAuthError, type AuthError, type Policy, type Verifier } from '@countersign/core'
import {
  authenticateMessage,
  type AuthContext,
  type AuthenticateOptions,
  authorizeRequest,
} from '@countersign/core/adapter'
import { type ExecutionContext, Logger } from '@nestjs/common'
import { foundAtAdmission } from '../admission.js'
import { endStreamCall, failedStatus, grpcMetadata, type GrpcStatus } from './grpc-call.js'
import { refusalPayload, safeMessage } from './refusal-payload.js'
import type { Places, Transport } from './transport.js'

/** Messages of microservices. */
export const rpc: Transport = {
  check: checkMessage,
  found: foundAtAdmission,
}

async function checkMessage(
  verifier: Verifier<unknown>,
  context: ExecutionContext,
  options: AuthenticateOptions,
  policies: readonly Policy[],
  places: Places,
): Promise<AuthContext> {
  try {
    const message = { authorization: places.rpcAuthorization(context), raw: context.getArgs() }
    const found = await authenticateMessage(verifier, message, options)
    for (const policy of policies) await authorizeRequest(found, policy)
    return found
  } catch (error) {
    if (endStreamCall(context, grpcStatus(error))) return nothingMore(error)
    throw isAuthError(error) ? await exceptionOf(error, context) : error
  }
}

/** Nest looks for this very class. Who has no microservices need not have the package. */
async function exceptionOf(error: AuthError, context: ExecutionContext): Promise<Error> {
  const { RpcException } = await import('@nestjs/microservices')
  const payload = grpcMetadata(context) ? grpcStatus(error) : refusalPayload(error)
  return Object.assign(new RpcException(payload), { cause: error })
}

/** The call has ended, so nobody waits for its handler any more. */
function nothingMore(error: unknown): Promise<never> {
  if (!isAuthError(error)) new Logger('AuthGuard').error(error)
  return new Promise(() => {})
}

/** Status codes of gRPC, by those of HTTP that say the same. */
const GRPC_CODES: Readonly<Record<number, number>> = { 400: 3, 401: 16, 403: 7, 503: 14 }

function grpcStatus(error: unknown): GrpcStatus {
  if (!isAuthError(error)) return failedStatus
  return { code: GRPC_CODES[error.status] ?? failedStatus.code, message: safeMessage(error) }
}
