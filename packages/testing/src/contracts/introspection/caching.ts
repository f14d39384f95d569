import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { createTestClock } from '../../index.js'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { Server } from '../world.js'
import { expectInvalid, introspecting, questionsTo } from './setup.js'

/** RFC 7662 §4: how long an answer is good for. */
export const cachingCases: readonly ContractCase[] = [
  {
    ids: ['INTR-07'],
    title: 'keeps no answer past the expiry of its token',
    async run({ idp, server, clock }) {
      const running = await server({
        key: 'INTR-07',
        options: introspecting(idp, { cache: 300 }),
      })
      const token = idp.introspection.issue({ exp: clock.now() + 2 })
      const before = questionsTo(idp).length
      expectAccepted(await running.get('/r', token))
      expectAccepted(await running.get('/r', token))
      assert.equal(questionsTo(idp).length - before, 1)
      clock.advance(3)
      await expectInvalid(running, token)
    },
  },
  {
    ids: ['INTR-08'],
    title: 'keeps an answer for as long as it is told to, and with 0 not at all',
    async run({ idp, server, clock }) {
      const kept = await server({ key: 'INTR-08', options: introspecting(idp, { cache: 5 }) })
      const token = idp.introspection.issue()
      expectAccepted(await kept.get('/r', token))
      idp.introspection.revoke(token)
      clock.advance(4)
      expectAccepted(await kept.get('/r', token))
      clock.advance(1)
      await expectInvalid(kept, token)

      await eachVariant([{ cache: 0 }, { cache: 0, for: 'all' }], async (changes) => {
        const key = `INTR-08 ${JSON.stringify(changes)}`
        const options = introspecting(idp, changes)
        const asking = await server({ key, options })
        const other = idp.introspection.issue()
        expectAccepted(await asking.get('/r', other))
        expectAccepted(await asking.get('/r', other))
        idp.introspection.revoke(other)
        await expectInvalid(asking, other)
      })
    },
  },
  {
    ids: ['INTR-08'],
    title: 'asks about JWTs too where it is told to, after it has verified them',
    async run({ idp, server, clock }) {
      const options = introspecting(idp, { for: 'all', cache: 5 })
      const running = await server({ key: 'introspect all', options })
      const token = await idp.token()
      expectAccepted(await running.get('/r', token))
      idp.introspection.revoke(token)
      expectAccepted(await running.get('/r', token))
      clock.advance(5)
      expectInvalidToken(await running.get('/r', token))

      const before = questionsTo(idp).length
      await expectInvalid(running, await idp.token({ aud: 'https://other.example' }))
      await expectInvalid(running, await idp.token({ exp: clock.now() - 1 }))
      assert.equal(questionsTo(idp).length, before, 'asked about a token that is no good anyway')

      const contradictions = [
        { sub: 'u2' },
        { client_id: 'c2' },
        { iss: 'https://evil.example' },
        { aud: 'https://other.example' },
        { exp: clock.now() + 1 },
        { jti: 'another' },
        { cnf: { jkt: 'x'.repeat(43) } },
        { token_type: 'refresh_token' },
      ]
      await eachVariant(contradictions, async (changes) => {
        const good = await idp.token()
        const claims = JSON.parse(Buffer.from(good.split('.')[1] ?? '', 'base64url').toString())
        idp.introspection.answer(good, { active: true, ...claims, ...changes })
        await expectInvalid(running, good)
      })
    },
  },
  {
    ids: ['INTR-09'],
    title: 'tells tokens apart by all of them, and loses no good one to a flood of others',
    // It takes a while: the others have their turn in between.
    slow: true,
    async run({ provider, server }) {
      const clock = createTestClock()
      const idp = await provider({ algorithms: ['ES256'], clock })
      let flooded = 0
      const watched = async (
        input: string,
        init: RequestInit & { readonly body?: string },
      ): Promise<Response> => {
        // The flood need not go over the network.
        if (!init.body?.startsWith('token=flood-')) return fetch(input, init)
        flooded += 1
        return Response.json({ active: false })
      }
      const options = { ...introspecting(idp, { cache: 300 }), fetch: watched, clock }
      const running = await server({ key: 'INTR-09', options })
      const prefix = randomBytes(150).toString('base64url')
      const tokens = ['u1', 'u2'].map((sub) => idp.introspection.issue({ sub }, prefix + sub))
      const expectKnown = (): Promise<void> =>
        eachVariant(tokens, async (token) => {
          const { subject } = expectAccepted(await running.get('/r', token))
          assert.equal(subject, token.slice(-2))
        })
      await expectKnown()
      const before = questionsTo(idp).length
      for (let batch = 0; batch < 500; batch++) {
        await Promise.all(
          Array.from({ length: 20 }, (_, at) => expectRefused(running, `flood-${batch}-${at}`)),
        )
        // Nothing here waits for the network, and the others would have to wait for all of it.
        await setImmediate()
      }
      assert.equal(flooded, 10_000)
      await expectKnown()
      assert.equal(questionsTo(idp).length, before, 'the flood has pushed out what is good')

      // What is not active is not asked about each time either, but soon again.
      await expectRefused(running, 'flood-499-19')
      assert.equal(flooded, 10_000)
      clock.advance(10)
      await expectRefused(running, 'flood-499-19')
      assert.equal(flooded, 10_001)
    },
  },
]

async function expectRefused({ verifier }: Server, token: string): Promise<void> {
  await assert.rejects(verifier.verifyToken(token))
}
