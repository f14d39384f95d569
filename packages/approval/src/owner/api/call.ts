import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Session } from '../sessions.js'
import type { Check } from '../schema.js'

/** One request of the page. */
export interface Call {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  /** The id in the path; empty where there is none. */
  readonly id: string
  /** 24 bits of an IPv4 and 48 of an IPv6 address. */
  readonly network: string | undefined
  /** Names the sender in counts. */
  readonly bucket: string
  /** What was sent, as the check finds it to be. Rejects with an OwnerError. */
  body<T>(check: Check<T>): Promise<T>
  /** The only parameter that a query may have; `undefined`: there is no query. Throws an OwnerError. */
  query(name: string): string | undefined
}

/** `sent`: the handler has answered by itself. */
export type Reply =
  | {
      readonly status: 200 | 204
      readonly body?: unknown
      readonly headers?: Readonly<Record<string, string>>
    }
  | 'sent'

/** An answer to whoever asks. */
export type OpenHandler = (call: Call) => Promise<Reply>

/** An answer to somebody who is signed in. */
export type OwnHandler = (call: Call, session: Session) => Promise<Reply>

export type Endpoint =
  | { readonly access: 'open'; readonly handle: OpenHandler }
  | { readonly access: 'session'; readonly handle: OwnHandler }

/** By method and path, such as `POST approvals/ID/deny`. */
export type Endpoints = Readonly<Record<string, Endpoint>>

export function ok(body: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status: 200, body, headers }
}

export function done(headers: Readonly<Record<string, string>> = {}): Reply {
  return { status: 204, headers }
}

export function open(handle: OpenHandler): Endpoint {
  return { access: 'open', handle }
}

export function own(handle: OwnHandler): Endpoint {
  return { access: 'session', handle }
}
