import assert from 'node:assert/strict'
import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel'
import { inspect } from 'node:util'
import type { ContractCase } from '../case.js'
import { createClient } from '../dpop/clients.js'
import { refusedRequests } from '../refused-requests.js'
import { eachVariant } from '../variants.js'
import type { ContractRequest } from '../world.js'

/** RFC 9700 §4.9.3: tokens are secrets. */
export const secrecyCases: readonly ContractCase[] = [
  {
    ids: ['SEC-02'],
    title: 'writes no token into a log, an event or an answer',
    async run(world) {
      // Answers are checked for every request of every case; this one watches the rest.
      const server = await world.server()
      const good = await world.idp.token()
      const sent = new Set([good])
      const captured = captureOutput()
      const messages: string[] = []
      const listen = (message: unknown): void => {
        messages.push(inspect(message, { depth: 8, maxStringLength: null }))
      }
      const names = ['verified', 'refused', 'usage', 'keys', 'replay'].map(
        (name) => `countersign:${name}`,
      )
      for (const name of names) subscribe(name, listen)
      try {
        assert.ok(channel('countersign:verified').hasSubscribers)
        await server.get('/r', good)
        const once = (await createClient(world)).request()
        const refused = (await refusedRequests(world)).map(({ request }) => request)
        await eachVariant([...refused, once, once], async (request) => {
          for (const secret of secretsOf(request)) sent.add(secret)
          await server.request(request)
        })
      } finally {
        for (const name of names) unsubscribe(name, listen)
        captured.restore()
      }
      assert.ok(messages.length > 30, 'the channels told what happened')
      assert.ok(
        messages.some((message) => message.includes('replayed')),
        'and that a proof came twice',
      )
      const told = [...messages, ...captured.lines].join('\n')
      for (const token of sent) {
        for (const part of token.split('.').filter(({ length }) => length > 20)) {
          assert.ok(!told.includes(part), 'a token, or a part of one, was told')
        }
      }
    },
  },
]

/** Tokens and proofs: what stands in the header and after a scheme. */
function secretsOf({ token = '', headers = [] }: ContractRequest): readonly string[] {
  return [token, ...headers.map(([, value]) => String(value))].flatMap((text) => text.split(' '))
}

interface CapturedOutput {
  readonly lines: readonly string[]
  restore(): void
}

/** Everything that is written to the console and to both output streams, which still get it. */
function captureOutput(): CapturedOutput {
  const lines: string[] = []
  const restorers = [process.stdout, process.stderr].map((stream) => {
    const write = stream.write.bind(stream)
    stream.write = (chunk: string | Uint8Array, ...rest: never[]) => {
      lines.push(String(chunk))
      return write(chunk, ...rest)
    }
    return () => {
      stream.write = write
    }
  })
  const output = globalThis.console
  const methods = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const
  for (const name of methods) {
    const original = output[name].bind(output)
    output[name] = (...values: unknown[]) => {
      lines.push(
        values.map((value) => (typeof value === 'string' ? value : inspect(value))).join(' '),
      )
      original(...values)
    }
    restorers.push(() => {
      output[name] = original
    })
  }
  return {
    lines,
    restore() {
      for (const restore of restorers) restore()
    },
  }
}
