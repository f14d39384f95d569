/** A request as every framework can tell it: plain values, and a body that is read if it is asked for. */
export interface EndpointRequest {
  readonly method: string
  /** The path as the client sent it, before any mount stripped it, without the query. */
  readonly path: string
  /** Lower-case names. What came twice is a list. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** The form that the application has parsed already, or the bytes. Rejects with a ProtocolError. */
  body(): Promise<ReceivedBody>
}

/** Bytes that were read here; or what a body parser of the application has made of them. */
export type ReceivedBody = Uint8Array | Readonly<Record<string, unknown>>

/** The answer, for whatever writes it. */
export interface EndpointResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** Answers a request; `undefined` at once, where the path is somebody else's. */
export type EndpointRouter = (request: EndpointRequest) => Promise<EndpointResponse> | undefined
