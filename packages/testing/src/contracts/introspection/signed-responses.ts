import assert from 'node:assert/strict'
import { encodeSegment, signCompact } from '../../index.js'
import { eachNamed } from '../attacks/refused-tokens.js'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import type { World } from '../world.js'
import { expectInvalid, expectOutage, questionAbout, SIGNED } from './setup.js'

const TYPE = 'application/token-introspection+jwt'

/** RFC 9701: answers that are signed. */
export const signedResponseCases: readonly ContractCase[] = [
  {
    ids: ['INTR-12'],
    title: 'asks for a signed answer, and takes it',
    async run(world) {
      const { idp, server } = world
      const running = await server(SIGNED)
      const token = idp.introspection.issue({ sub: 'u2', scope: 'write' })
      const { headers } = await questionAbout(idp, async () => {
        const { subject, scopes } = expectAccepted(await running.get('/r', token))
        assert.deepEqual([subject, scopes], ['u2', ['write']])
      })
      assert.equal(headers.accept, TYPE)
      const good = await goodResponses(world)
      await eachNamed(good, async (body) => {
        const other = idp.introspection.issue()
        idp.introspection.answer(other, { body, contentType: TYPE })
        expectAccepted(await running.get('/r', other))
      })
    },
  },
  {
    ids: ['INTR-13'],
    title: 'takes no answer whose signature, type, issuer or audience is wrong',
    async run(world) {
      const { idp, server } = world
      const running = await server(SIGNED)
      await eachNamed(await badResponses(world), async (body) => {
        const token = idp.introspection.issue()
        idp.introspection.answer(token, { body, contentType: TYPE })
        await expectOutage(running, token)
      })
      idp.introspection.answer('inactive', { active: false })
      await expectInvalid(running, 'inactive')
      const foreign = idp.introspection.issue({ iss: 'https://evil.example' })
      await expectInvalid(running, foreign)
    },
  },
  {
    ids: ['INTR-14'],
    title: 'takes no plain JSON in place of a signed answer',
    async run({ idp, server }) {
      const running = await server(SIGNED)
      const body = JSON.stringify({ active: true, ...idp.claims() })
      const signed = idp.introspection.signedResponse({ active: true, ...idp.claims() })
      const answers = {
        JSON: { body, contentType: 'application/json' },
        'JSON of the right name': { body, contentType: TYPE },
        'a JWT of the wrong name': { body: signed, contentType: 'application/jwt' },
        'a JWT named JSON': { body: signed, contentType: 'application/json' },
      }
      await eachNamed(answers, async (answer) => {
        const token = idp.introspection.issue()
        idp.introspection.answer(token, answer)
        await expectOutage(running, token)
      })
    },
  },
]

async function goodResponses({ idp, clock, audience }: World): Promise<Record<string, string>> {
  const { introspection } = idp
  const { client } = introspection
  const active = { active: true, ...idp.claims() }
  return {
    'with the whole media type': introspection.signedResponse(active, { header: { typ: TYPE } }),
    'for this API': introspection.signedResponse(active, { payload: { aud: audience } }),
    'for several': introspection.signedResponse(active, {
      payload: { aud: ['rs2', client.clientId] },
    }),
    'by another key of the issuer': introspection.signedResponse(active, { key: 'rs1' }),
    'of a minute ago': introspection.signedResponse(active, { payload: { iat: clock.now() - 60 } }),
    'without an issuer inside': introspection.signedResponse({ ...active, iss: undefined }),
  }
}

async function badResponses(world: World): Promise<Record<string, string>> {
  const { idp, clock, provider } = world
  const { introspection } = idp
  const active = { active: true, ...idp.claims() }
  const good = introspection.signedResponse(active)
  const [header = '', payload = '', signature = ''] = good.split('.')
  const stranger = (await provider({ algorithms: ['ES256'] })).keys.get('es1')
  assert.ok(stranger)
  const key = idp.keys.get('es1')
  assert.ok(key)
  const none = encodeSegment({ alg: 'none', typ: 'token-introspection+jwt' })
  const inactive = encodeSegment({ token_introspection: { active: false } })
  return {
    'a bad signature': `${header}.${payload}.${signature.slice(0, -4)}AAAA`,
    'no signature': `${header}.${payload}.`,
    'another payload': `${header}.${inactive}.${signature}`,
    'the key of a stranger': introspection.signedResponse(active, { key: stranger }),
    'an unknown key': introspection.signedResponse(active, { header: { kid: 'nobody' } }),
    'alg none': `${none}.${payload}.`,
    'alg HS256': introspection.signedResponse(active, { header: { alg: 'HS256' } }),
    'typ JWT': introspection.signedResponse(active, { header: { typ: 'JWT' } }),
    'typ at+jwt': introspection.signedResponse(active, { header: { typ: 'at+jwt' } }),
    'no typ': introspection.signedResponse(active, { header: { typ: undefined } }),
    'a critical header': introspection.signedResponse(active, { header: { crit: ['x'], x: 1 } }),
    'the wrong iss': introspection.signedResponse(active, {
      payload: { iss: 'https://evil.example' },
    }),
    'no iss': introspection.signedResponse(active, { payload: { iss: undefined } }),
    'the wrong aud': introspection.signedResponse(active, { payload: { aud: 'rs2' } }),
    'no aud': introspection.signedResponse(active, { payload: { aud: undefined } }),
    'no iat': introspection.signedResponse(active, { payload: { iat: undefined } }),
    'an old iat': introspection.signedResponse(active, { payload: { iat: clock.now() - 61 } }),
    'a coming iat': introspection.signedResponse(active, { payload: { iat: clock.now() + 61 } }),
    'no token_introspection': introspection.signedResponse(
      {},
      { payload: { token_introspection: undefined } },
    ),
    'a list of token_introspection': introspection.signedResponse(
      {},
      { payload: { token_introspection: [active] } },
    ),
    'active outside of it': introspection.signedResponse({}, { payload: active }),
    'active, but no boolean': introspection.signedResponse({ ...active, active: 'true' }),
    'a member twice': signCompact({
      header: { alg: 'ES256', kid: 'es1', typ: 'token-introspection+jwt' },
      payload: `{"iss":"https://evil.example",${JSON.stringify({ iss: idp.issuer }).slice(1)}`,
      key,
    }),
    'an access token': await idp.token(),
    'an encrypted one': `${good}.${header}.${header}`,
    'more behind it': `${good}\n`,
    nothing: '',
  }
}
