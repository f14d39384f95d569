import { ConfigError } from '@countersign/core'
import type { ExecutionContext } from '@nestjs/common'
import { grpcMetadata } from './grpc-call.js'

interface NatsHeaders {
  keys(): readonly string[]
  values(name: string): readonly unknown[]
}

/** What the contexts of the transports that have headers know, each of them some of it. */
interface RpcContext {
  /** NATS. */
  getHeaders?(): NatsHeaders | undefined
  /** Kafka and RabbitMQ. */
  getMessage?(): { headers?: unknown; properties?: { headers?: unknown } } | undefined
  /** MQTT. */
  getPacket?(): { properties?: { userProperties?: unknown } } | undefined
}

const NAME = 'authorization'

/**
 * What a message has for `authorization` in the metadata of its transport. Throws a ConfigError where
 * the transport has none, as TCP and Redis: what there is would be the client's own payload.
 */
export function rpcAuthorization(context: ExecutionContext): readonly unknown[] {
  const metadata = grpcMetadata(context)
  if (metadata) return metadata.get(NAME)
  const rpc = Object(context.switchToRpc().getContext<unknown>()) as RpcContext
  if (rpc.getHeaders) return natsValues(rpc.getHeaders())
  if (rpc.getMessage) {
    const { headers, properties } = rpc.getMessage() ?? {}
    return valuesIn(headers ?? properties?.headers)
  }
  if (rpc.getPacket) return valuesIn(rpc.getPacket()?.properties?.userProperties)
  throw new ConfigError(
    'getRpcAuthorization',
    'has to be overridden in a guard that extends AuthGuard: this transport has no metadata, ' +
      'and where else messages carry their token is for the application to say',
  )
}

/** NATS tells capitals from small letters, so that one name may be there in several ways. */
function natsValues(headers: NatsHeaders | undefined): unknown[] {
  const names = headers?.keys().filter((name) => name.toLowerCase() === NAME) ?? []
  return names.flatMap((name) => headers?.values(name) ?? [])
}

/** Names are of any case of letters, values may be lists, and are bytes in Kafka. */
function valuesIn(headers: unknown): unknown[] {
  return Object.entries(Object(headers) as object)
    .filter(([name]) => name.toLowerCase() === NAME)
    .flatMap(([, value]: [string, unknown]) => value)
    .map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : value))
}
