import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PlainAnswer } from '../protected-resource.js'
import { emptyAnswer, postOnly } from './answers.js'
import type { Delivery, EventReceiver } from './event-receiver.js'
import { readFetchRequest, readNodeRequest, type ReadDelivery } from './read-delivery.js'
import type { ResolvedReceiver } from './resolve-receiver.js'

/** How a receiver answers a POST. Never rejects. */
export type Receive = (delivery: Delivery) => Promise<PlainAnswer>

/** Makes a receiver for every kind of server of what it does with a delivery. */
export function makeReceiver({ keys, maxBytes }: ResolvedReceiver, take: Receive): EventReceiver {
  async function receive(delivery: Delivery): Promise<PlainAnswer> {
    if (delivery.method !== 'POST') return postOnly()
    const { body } = delivery
    const isLong = typeof body === 'string' || body instanceof Uint8Array
    return isLong && body.length > maxBytes ? unread(413) : take(delivery)
  }
  const answer = (read: ReadDelivery): Promise<PlainAnswer> | PlainAnswer =>
    typeof read === 'number' ? unread(read) : receive(read)

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const read = await readNodeRequest(req, maxBytes)
    // The rest of its body may be on its way, and nobody wants it.
    if (typeof read === 'number') res.shouldKeepAlive = false
    const { status, headers, body } = await answer(read)
    res.writeHead(status, { ...headers }).end(body)
  }

  return Object.freeze<EventReceiver>({
    receive,
    handler(req, res) {
      // Something else has answered already, or the sender has gone.
      handle(req, res).catch(() => res.destroy())
    },
    async fetch(request) {
      const { status, headers, body } = await answer(await readFetchRequest(request, maxBytes))
      return new Response(body === '' ? null : body, { status, headers })
    },
    ready: () => keys.ready(),
    close: () => keys.close(),
  })
}

/** Its body did not arrive, or was too long. */
function unread(status: 400 | 408 | 413): PlainAnswer {
  return emptyAnswer(status)
}
