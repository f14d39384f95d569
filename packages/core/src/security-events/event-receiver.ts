import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PlainAnswer } from '../protected-resource.js'

/** A request to a receiver, in plain values. */
export interface Delivery {
  readonly method: string
  /** The `Content-Type` header. */
  readonly contentType: string | undefined
  /** As it was sent; or a form as the application's own parser has read it. */
  readonly body: string | Uint8Array | Readonly<Record<string, unknown>>
}

/** An endpoint for what an identity provider sends of its own accord. */
export interface EventReceiver {
  /** Takes one delivery, and says how to answer it. Never rejects. */
  receive(this: void, delivery: Delivery): Promise<PlainAnswer>
  /** The same for node:http and Express, with a body that was parsed already or was not. */
  handler(this: void, req: IncomingMessage, res: ServerResponse): void
  /** The same for whatever speaks the Fetch API. */
  fetch(this: void, request: Request): Promise<Response>
  /** Fetches the keys of the issuer; rejects with a DependencyError. Optional. */
  ready(this: void): Promise<void>
  /** Ends what runs in the background. Deliveries are answered as in an outage afterwards. */
  close(this: void): void
}
