import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'

export const JSON_TYPE = 'application/json'

/** What an answer has besides its body. */
interface SendOptions {
  /** Default 200. */
  readonly status?: number
  /** Default `application/json`. */
  readonly type?: string | undefined
  readonly headers?: OutgoingHttpHeaders | undefined
}

/** Answers with this text. Headers win over the type. */
export function send(res: ServerResponse, body: string, options: SendOptions = {}): void {
  const { status = 200, type = JSON_TYPE, headers } = options
  res.writeHead(status, { 'Content-Type': type, ...headers }).end(body)
}
