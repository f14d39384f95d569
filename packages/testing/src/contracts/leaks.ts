import assert from 'node:assert/strict'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { inspect } from 'node:util'
import type { Answer, ContractRequest } from './world.js'

const CHANNELS = ['verified', 'refused', 'usage', 'keys', 'replay', 'status', 'events'].map(
  (name) => `countersign:${name}`,
)

// A segment of a token. The names of headers, media types and well-known paths are shorter.
const SECRET = /[\w-]{24,}/g

// A frame of a stack trace, as text and as Express puts it into HTML.
const STACK_FRAME = /\bat .{1,300}:\d+:\d+|node:internal|node_modules/

/** Everything that is watched for the text of tokens while a contract runs. */
export interface Leaks {
  /** Notes what must not be seen again, and gives it back. */
  sent(request: ContractRequest): readonly string[]
  /** Throws if an event on one of our channels held a secret since the last call. */
  assertQuiet(): void
  stop(): void
}

/** Watches every diagnostics channel of the core. */
export function watchChannels(): Leaks {
  let recent: string[] = []
  let leaked: string | undefined
  const listen = (message: unknown, channel: string | symbol): void => {
    const text = inspect(message, { depth: 8, maxStringLength: null, maxArrayLength: null })
    if (recent.some((secret) => text.includes(secret))) leaked = String(channel)
  }
  for (const name of CHANNELS) subscribe(name, listen)
  return {
    sent(request) {
      const secrets = secretsOf(request)
      recent = [...secrets, ...recent].slice(0, 60)
      return secrets
    },
    assertQuiet() {
      assert.equal(leaked, undefined, `a message on the channel ${leaked} holds a token`)
    },
    stop() {
      for (const name of CHANNELS) unsubscribe(name, listen)
    },
  }
}

/** Throws if an answer tells more than it may: token text, stack frames, file paths. */
export function assertNothingLeaks(answer: Answer, secrets: readonly string[]): void {
  const headers = Object.entries(answer.headers).flatMap(([name, lines]) =>
    lines.map((line) => `${name}: ${line}`),
  )
  const text = [...headers, answer.body].join('\n')
  assert.ok(
    !secrets.some((secret) => text.includes(secret)),
    `the answer ${answer.status} repeats text of the token`,
  )
  assert.doesNotMatch(text, STACK_FRAME, `the answer ${answer.status} shows a stack trace`)
}

function secretsOf(request: ContractRequest): readonly string[] {
  const query = (request.target ?? request.path ?? '').split('?').slice(1).join('?')
  const sent = [query, request.token, request.body, ...(request.headers ?? []).map(([, v]) => v)]
  return sent.flatMap((part) => textOf(part).match(SECRET) ?? [])
}

function textOf(part: string | Uint8Array | undefined): string {
  if (part === undefined) return ''
  return typeof part === 'string' ? part : Buffer.from(part).toString('latin1')
}
