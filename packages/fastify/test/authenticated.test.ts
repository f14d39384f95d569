import { EventEmitter, once } from 'node:events'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createVerifier } from '@countersign/core'
import { authenticated } from '@countersign/testing'
import type { LightMyRequestResponse } from 'fastify'
import { describe, expect, it } from 'vitest'
import { authenticate, authOf } from '../src/index.js'
import { application } from './listen.js'

const verifier = createVerifier({ issuer: 'https://id.example', audience: 'urn:rs' })

/** Who is asked for now, of something that nobody knows the connection of. */
const whoIs = async (): Promise<string> =>
  verifier
    .verifyRequest({ method: 'GET', url: '/', headers: {}, secure: true })
    .then(({ subject }) => String(subject))
    .catch((error: { reason: string }) => error.reason)

type Inject = ReturnType<typeof shop>['inject']

/** Tells who calls, and leaves behind what asks that again later. */
function shop() {
  const app = application()
  const later = new EventEmitter()
  const left: Promise<string>[] = []
  app.addHook('onRequest', authenticate(verifier))
  app.get('/', async (request) => {
    left.push(once(later, 'asked').then(whoIs))
    return authOf(verifier, request).subject
  })
  const { inject } = authenticated(app, { subject: 'alice' })
  const askLater = async (): Promise<string | undefined> => {
    later.emit('asked')
    return left[0]
  }
  return { inject, askLater }
}

const ways: readonly [string, (inject: Inject) => Promise<LightMyRequestResponse | undefined>][] = [
  ['a promise', async (inject) => inject('/')],
  ['a chain', async (inject) => inject().get('/').end()],
  ['a promise that is caught', async (inject) => inject('/').catch(() => undefined)],
  ['a promise that is ended', async (inject) => inject('/').finally(() => undefined)],
  [
    'a callback',
    async (inject) => new Promise((resolve) => inject('/', (_error, answer) => resolve(answer))),
  ],
  [
    'a chain with a callback',
    async (inject) =>
      new Promise((resolve) =>
        inject()
          .get('/')
          .end((_error, answer) => resolve(answer)),
      ),
  ],
]

describe('inject() of authenticated()', () => {
  it.each(ways)('is over with the answer, by %s', async (_way, ask) => {
    const { inject, askLater } = shop()
    const answer = await ask(inject)
    expect([answer?.statusCode, answer?.body]).toEqual([200, 'alice'])
    expect(await askLater()).toBe('missing_credentials')
  })

  it('goes on as long as its answer is read as a stream', async () => {
    const app = application()
    app.addHook('onRequest', authenticate(verifier))
    app.get('/', async () => Readable.from(asking()))
    const { inject } = authenticated(app, { subject: 'alice' })
    const answer = await inject({ url: '/', payloadAsStream: true })
    expect(await text(answer.stream())).toBe('alice alice')
  })
})

async function* asking(): AsyncGenerator<string> {
  yield `${await whoIs()} `
  await nextTurn()
  yield whoIs()
}
