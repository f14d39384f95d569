import assert from 'node:assert/strict'
import { rawRequest } from '../../index.js'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken } from '../expect.js'
import type { World } from '../world.js'
import { jsonText } from './forge/compact.js'
import {
  eachNamed,
  expectTooLarge,
  FORM_SERVER,
  postForm,
  refusesTokens,
} from './refused-tokens.js'

/** Depth and size beyond reason, and bytes that are no UTF-8. */
export const jsonBytesCases: readonly ContractCase[] = [
  refusesTokens(['ATK-49'], 'refuses nesting that no claim needs', ({ idp }) => ({
    'arrays in the payload': idp.sign({
      payload: jsonText(idp.claims(), { last: deepArrays(4_000) }),
    }),
    'objects in the payload': idp.sign({
      payload: jsonText(idp.claims(), { last: deepObjects(1_000) }),
    }),
    'arrays in the header': idp.sign({
      header: jsonText({ typ: 'at+jwt', alg: 'ES256', kid: 'es1' }, { last: deepArrays(4_000) }),
    }),
    'arrays that are never closed': idp.sign({ payload: '['.repeat(8_000) }),
    'objects that are never closed': idp.sign({ payload: '{"a":'.repeat(1_500) }),
    'a header of brackets': idp.sign({ header: '['.repeat(8_000) }),
  })),
  {
    ids: ['ATK-49'],
    title: 'refuses nesting 100 000 deep without running out of stack',
    async run(world) {
      const { idp } = world
      const header = { typ: 'at+jwt', alg: 'ES256', kid: 'es1' }
      const tokens = {
        'in the payload': idp.sign({
          payload: jsonText(idp.claims(), { last: deepArrays(100_000) }),
        }),
        'in the header': idp.sign({ header: jsonText(header, { last: deepArrays(100_000) }) }),
      }
      await eachNamed(tokens, (token) => expectRefusedEverywhere(world, token))

      // The largest tokens that an application may allow hold a depth of 20 000.
      const generous = world.core.createVerifier({
        issuer: idp.issuer,
        audience: world.audience,
        limits: { tokenBytes: 65_536 },
        clock: world.clock,
      })
      const deep = idp.sign({ payload: jsonText(idp.claims(), { last: deepArrays(20_000) }) })
      await assert.rejects(generous.verifyToken(deep), { status: 401, reason: 'malformed_token' })
      generous.close()
    },
  },
  {
    ids: ['ATK-50'],
    title: 'refuses large tokens before any cryptography',
    async run(world) {
      const { idp } = world
      const tokens = {
        '8 MB payload': idp.sign({ payload: { x: 'x'.repeat(8_000_000) } }),
        '100 kB header': idp.sign({ header: { x: 'x'.repeat(100_000) } }),
        '100 000 members': idp.sign({ payload: many(100_000) }),
      }
      await eachNamed(tokens, (token) => expectRefusedEverywhere(world, token))
      const large = {
        '20 kB payload': idp.sign({ payload: { x: 'x'.repeat(20_000) } }),
        '20 kB header': idp.sign({ header: { x: 'x'.repeat(20_000) } }),
        '2 000 members': idp.sign({ payload: many(2_000) }),
        'an opaque token': 'a'.repeat(50_000),
      }
      await eachNamed(large, async (token) => expectInvalidToken(await postForm(world, token)))
      expectAccepted(await postForm(world, idp.sign({ payload: many(500) })))
    },
  },
  refusesTokens(['ATK-51', 'JOSE-06'], 'refuses bytes that are not plain UTF-8', ({ idp }) => {
    const header = JSON.stringify({ typ: 'at+jwt', alg: 'ES256', kid: 'es1' })
    const payload = JSON.stringify(idp.claims())
    const faults: Readonly<Record<string, (json: string) => Buffer>> = {
      BOM: (json) => Buffer.from(`\ufeff${json}`),
      'BOM behind': (json) => Buffer.from(`${json}\ufeff`),
      'UTF-16LE': (json) => Buffer.from(json, 'utf16le'),
      'UTF-16LE with BOM': (json) => Buffer.from(`\ufeff${json}`, 'utf16le'),
      'UTF-16BE': (json) => utf16be(json),
      'UTF-16BE with BOM': (json) => utf16be(`\ufeff${json}`),
      'FF FE in front': (json) => Buffer.concat([Buffer.from('fffe', 'hex'), Buffer.from(json)]),
      'bytes FF FE': (json) => withBytes(json, 'fffe'),
      'overlong slash': (json) => withBytes(json, 'c0af'),
      'overlong quote': (json) => withBytes(json, 'c0a2'),
      'overlong NUL': (json) => withBytes(json, 'c080'),
      'overlong in three bytes': (json) => withBytes(json, 'e080af'),
      'surrogate as UTF-8': (json) => withBytes(json, 'eda080'),
      'pair of surrogates as UTF-8': (json) => withBytes(json, 'eda0bdedb880'),
      'beyond U+10FFFF': (json) => withBytes(json, 'f4908080'),
      'a sequence cut off': (json) => withBytes(json, 'e282'),
      'a stray continuation': (json) => withBytes(json, '80'),
      'Latin-1': (json) => withBytes(json, 'e9'),
    }
    return Object.fromEntries(
      Object.entries(faults).flatMap(([name, fault]) => [
        [`${name}, in the payload`, idp.sign({ payload: fault(payload) })],
        [`${name}, in the header`, idp.sign({ header: fault(header) })],
      ]),
    )
  }),
]

function deepArrays(depth: number): string {
  return `"x":${'['.repeat(depth)}${']'.repeat(depth)}`
}

function deepObjects(depth: number): string {
  return `"x":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
}

/** In a header, in a form, and with nothing in front of the verifier. */
async function expectRefusedEverywhere(world: World, token: string): Promise<void> {
  const { url, verifier } = await world.server(FORM_SERVER)
  const form = ['Content-Type', 'application/x-www-form-urlencoded'] as const
  const body = `access_token=${token}`
  expectTooLarge(await rawRequest(`${url}/r`, { headers: [['Authorization', `Bearer ${token}`]] }))
  expectTooLarge(await rawRequest(`${url}/r`, { method: 'POST', headers: [form], body }))
  await assert.rejects(verifier.verifyToken(token), { status: 401, reason: 'token_too_large' })
}

function many(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`x${n}`, n]))
}

/** The object with a string member behind its own that holds these bytes. */
function withBytes(json: string, hex: string): Buffer {
  const start = Buffer.from(`${json.slice(0, -1)},"x":"`)
  return Buffer.concat([start, Buffer.from(hex, 'hex'), Buffer.from('"}')])
}

function utf16be(json: string): Buffer {
  return Buffer.from(json, 'utf16le').swap16()
}
