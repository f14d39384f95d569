import type { ExecutionContext } from '@nestjs/common'

/** The metadata of a gRPC call. */
export interface GrpcMetadata {
  get(name: string): readonly unknown[]
  getMap(): unknown
}

/** How a call ends that its handler was not asked about. */
export interface GrpcStatus {
  readonly code: number
  readonly message: string
}

/** That of a failure of our own: `UNKNOWN`, as Nest has it. */
export const failedStatus: GrpcStatus = { code: 2, message: 'Internal server error' }

interface GrpcCall {
  readonly metadata: GrpcMetadata
  emit?(event: 'error', status: GrpcStatus): unknown
}

/** The metadata of a call, if it came by gRPC. */
export function grpcMetadata(context: ExecutionContext): GrpcMetadata | undefined {
  const second: unknown = context.getArgByIndex(1)
  return isMetadata(second) ? second : streamCall(context)?.metadata
}

/**
 * Ends the call of a `@GrpcStreamCall()`, if it is one. Nest handles no error that comes before such a
 * handler: the process would end of it, and anybody could see to that.
 */
export function endStreamCall(context: ExecutionContext, status: GrpcStatus): boolean {
  const call = streamCall(context)
  if (!call) return false
  const done: unknown = context.getArgByIndex(1)
  if (typeof done === 'function') done(status)
  else call.emit?.('error', status)
  return true
}

/** Its handler gets the call alone, or with a callback. */
function streamCall(context: ExecutionContext): GrpcCall | undefined {
  const [first, second]: readonly unknown[] = context.getArgs()
  const isAlone = second === undefined || typeof second === 'function'
  return isAlone && isCall(first) ? first : undefined
}

function isCall(value: unknown): value is GrpcCall {
  return isMetadata((Object(value) as Partial<GrpcCall>).metadata)
}

function isMetadata(value: unknown): value is GrpcMetadata {
  const { get, getMap } = Object(value) as Partial<GrpcMetadata>
  return typeof get === 'function' && typeof getMap === 'function'
}
