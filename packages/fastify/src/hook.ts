import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { ExposingResponse, HeldResponse, ObservedResponse } from '@countersign/core/adapter'

/** What is read of a Fastify request, whichever server and schemas it is typed for. */
export interface HookRequest {
  /** Node's own request, of HTTP/1 or HTTP/2. */
  readonly raw: object
  readonly method: string
  readonly originalUrl: string
  readonly protocol: string
  readonly host: string
  readonly ip: string
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
  readonly routeOptions: { readonly url?: string | undefined }
}

/** What is done with a Fastify reply. */
export interface HookReply {
  /** Node's own response, of HTTP/1 or HTTP/2. */
  readonly raw: object
  code(status: number): unknown
  headers(headers: Record<string, string>): unknown
  send(body: string): unknown
}

/** A hook for `onRequest`, `preValidation` or `preHandler`, of an application or of one route. */
export type Hook = (request: HookRequest, reply: HookReply, done: (error?: Error) => void) => void

/** What is needed of Node's request. */
export type NodeRequest = Pick<IncomingMessage, 'rawHeaders' | 'headersDistinct' | 'socket'> & {
  /** Left behind by what overrides methods in front of Fastify. */
  readonly originalMethod?: unknown
}

/** What is needed of Node's response. */
export type NodeResponse = ObservedResponse & HeldResponse & ExposingResponse

/** Node's own request. Types of HTTP/1 and HTTP/2 differ in what neither is asked for. */
export function nodeRequest({ raw }: HookRequest): NodeRequest {
  return raw as NodeRequest
}

/** Node's own response. */
export function nodeResponse({ raw }: HookReply): NodeResponse {
  return raw as NodeResponse
}
