import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import type { Duplex, Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { credentials, loadPackageDefinition, Metadata, type ServiceError } from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import { type INestMicroservice, type Type } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { type MicroserviceOptions, Transport } from '@nestjs/microservices'
import { onTestFinished } from 'vitest'

const protoPath = fileURLToPath(new URL('orders.proto', import.meta.url))

/** How a call ended. */
interface Answer {
  readonly value?: unknown
  readonly error?: ServiceError
}

/** Calls a method with these values of `authorization`. */
export type Call = (method: string, ...authorization: string[]) => Promise<Answer>

/** A port that nobody listens on. Nest does not tell which one it got. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

export function grpcOptions(port: number): MicroserviceOptions {
  const options = { package: 'orders', protoPath, url: `127.0.0.1:${port}` }
  return { transport: Transport.GRPC, options }
}

/** Starts a microservice until the test has ended. */
export async function startMicroservice(
  module: Type,
  options: MicroserviceOptions,
): Promise<INestMicroservice> {
  const quiet = { logger: false, abortOnError: false } as const
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(module, {
    ...options,
    ...quiet,
  })
  onTestFinished(() => app.close())
  await app.listen()
  return app
}

type Done = (error: ServiceError | null, value: unknown) => void

type Method = (request: object, metadata: Metadata, done: Done) => void

interface StreamingClient {
  Watch(request: object, metadata: Metadata): Readable
  Send(metadata: Metadata, done: Done): Writable
  Raw(metadata: Metadata): Duplex
  close(): void
}

type Client = StreamingClient & Partial<Record<string, Method>>

function connect(port: number): Client {
  const { orders } = loadPackageDefinition(loadSync(protoPath)) as unknown as {
    orders: { Orders: new (url: string, security: unknown) => Client }
  }
  const client = new orders.Orders(`127.0.0.1:${port}`, credentials.createInsecure())
  onTestFinished(() => client.close())
  return client
}

/** A gRPC client until the test has ended. */
export function grpcClient(port: number): Call {
  const client: Partial<Record<string, Method>> = connect(port)
  return (method, ...authorization) =>
    new Promise((resolve) => {
      client[method]?.({}, metadataOf(...authorization), (error, value) =>
        resolve(error ? { error } : { value }),
      )
    })
}

function metadataOf(...authorization: string[]): Metadata {
  const metadata = new Metadata()
  for (const value of authorization) metadata.add('authorization', value)
  return metadata
}

interface Streams {
  watch(authorization: string): Readable
  send(authorization: string): Promise<Answer>
  raw(authorization: string): Duplex
}

/** The same with streams: of the server, of the client, and of both. */
export function grpcStreams(port: number): Streams {
  const client: StreamingClient = connect(port)
  return {
    watch: (authorization) => client.Watch({}, metadataOf(authorization)),
    send: (authorization) =>
      new Promise((resolve) => {
        const sending = client.Send(metadataOf(authorization), (error, value) =>
          resolve(error ? { error } : { value }),
        )
        sending.write({})
        sending.end()
      }),
    raw: (authorization) => client.Raw(metadataOf(authorization)),
  }
}
