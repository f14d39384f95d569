import type { ServerResponse } from 'node:http'
import type { PlainAnswer } from '@countersign/core/adapter'

/** What is not the client's to know. */
export function failureAnswer(): PlainAnswer {
  return {
    status: 500,
    headers: { 'Content-Type': 'application/problem+json' },
    body: JSON.stringify({ type: 'about:blank', title: 'Internal Server Error', status: 500 }),
  }
}

/** What the SDK's own transports answer with, in the same words. */
const PROTOCOL_ERRORS = {
  unparsable: { status: 400, code: -32_700, message: 'Parse error: Invalid JSON' },
  malformed: { status: 400, code: -32_600, message: 'Invalid Request' },
  tooLarge: { status: 413, code: -32_000, message: 'Payload Too Large' },
  session: { status: 404, code: -32_001, message: 'Session not found' },
} as const

/** A message that is answered before anybody is asked for a policy, as JSON-RPC errors are. */
export class ProtocolError extends Error {
  readonly kind: keyof typeof PROTOCOL_ERRORS

  constructor(kind: keyof typeof PROTOCOL_ERRORS) {
    super(PROTOCOL_ERRORS[kind].message)
    this.name = 'ProtocolError'
    this.kind = kind
  }
}

export function protocolAnswer({ kind }: ProtocolError): PlainAnswer {
  const { status, code, message } = PROTOCOL_ERRORS[kind]
  return {
    status,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', error: { code, message }, id: null }),
  }
}

/** Writes an answer out. */
export function send(res: ServerResponse, { status, headers, body }: PlainAnswer): void {
  if (res.headersSent) {
    res.destroy()
    return
  }
  res.writeHead(status, headers).end(body)
}
