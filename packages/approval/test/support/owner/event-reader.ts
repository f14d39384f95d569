import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { onTestFinished } from 'vitest'
import type { Browser } from './browser.js'

interface ReceivedEvent {
  readonly event: string
  readonly id: string | undefined
  readonly data: unknown
}

/** Reads Server-Sent Events, as a page of this browser would. */
export interface EventReader {
  readonly status: number
  readonly response: IncomingMessage
  readonly events: readonly ReceivedEvent[]
  /** Comes back with the first event of this kind, from now on or before, that is wanted. */
  first(event: string, isWanted?: (data: unknown) => boolean): Promise<ReceivedEvent>
  /** Comes back once the server has ended it. */
  readonly ended: Promise<void>
  /** All that has come. */
  readonly text: string
  leave(): void
}

export async function readEvents(
  origin: string,
  { cookie = '' }: Browser,
  headers: Readonly<Record<string, string>> = {},
): Promise<EventReader> {
  const sent = request(`${origin}/owner/api/events`, {
    headers: { cookie, accept: 'text/event-stream', 'sec-fetch-site': 'same-origin', ...headers },
    agent: false,
  })
  onTestFinished(() => void sent.destroy())
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve)
    sent.once('error', reject)
    sent.end()
  })
  const ended = once(response, 'close').then(
    () => undefined,
    () => undefined,
  )
  const listeners = new Set<() => void>()
  const reader = { events: [] as ReceivedEvent[], text: '' }
  let rest = ''
  response.on('data', (chunk: Buffer) => {
    reader.text += chunk.toString()
    const blocks = `${rest}${chunk.toString()}`.split('\n\n')
    rest = blocks.pop() ?? ''
    reader.events.push(...blocks.flatMap(eventOf))
    for (const listener of listeners) listener()
  })
  response.once('error', () => undefined)
  return {
    status: response.statusCode ?? 0,
    response,
    ended,
    get events() {
      return reader.events
    },
    get text() {
      return reader.text
    },
    leave: () => void sent.destroy(),
    async first(event, isWanted = () => true) {
      return new Promise((resolve) => {
        const look = (): void => {
          const found = reader.events.find((one) => one.event === event && isWanted(one.data))
          if (!found) return
          listeners.delete(look)
          resolve(found)
        }
        listeners.add(look)
        look()
      })
    },
  }
}

function eventOf(block: string): ReceivedEvent[] {
  const fields = new Map(
    block.split('\n').map((line): [string, string] => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon), line.slice(colon + 1).trimStart()]
    }),
  )
  const event = fields.get('event')
  const data: unknown = JSON.parse(fields.get('data') ?? 'null')
  return event === undefined ? [] : [{ event, id: fields.get('id'), data }]
}
