import assert from 'node:assert/strict'
import { jsonText } from '../../attacks/forge/compact.js'
import { headerOf } from '../../attacks/labels.js'
import {
  deepArrays,
  jsonBytesAttacks,
  manyMembers,
  sizeAttacks,
} from '../../attacks/tokens/json-bytes.js'
import { rawRequest } from '../../index.js'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import type { World } from '../world.js'
import {
  eachNamed,
  expectTooLarge,
  FORM_SERVER,
  postForm,
  refusesAttack,
} from './refused-tokens.js'
import { subjectIn } from './subject-in.js'

/** Depth and size beyond reason, and bytes that are no UTF-8. */
export const jsonBytesCases: readonly ContractCase[] = [
  ...jsonBytesAttacks.map(refusesAttack),
  ...sizeAttacks.map(refusesAttack),
  {
    ids: ['ATK-49'],
    title: 'refuses nesting 100 000 deep without running out of stack',
    async run(world) {
      const { idp } = world
      const header = headerOf(subjectIn(world))
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
        '100 000 members': idp.sign({ payload: manyMembers(100_000) }),
      }
      await eachNamed(tokens, (token) => expectRefusedEverywhere(world, token))
      expectAccepted(await postForm(world, idp.sign({ payload: manyMembers(500) })))
    },
  },
]

/** In a header, in a form, and with nothing in front of the verifier. */
async function expectRefusedEverywhere(world: World, token: string): Promise<void> {
  const { url, verifier } = await world.server(FORM_SERVER)
  const form = ['Content-Type', 'application/x-www-form-urlencoded'] as const
  const body = `access_token=${token}`
  expectTooLarge(await rawRequest(`${url}/r`, { headers: [['Authorization', `Bearer ${token}`]] }))
  expectTooLarge(await rawRequest(`${url}/r`, { method: 'POST', headers: [form], body }))
  await assert.rejects(verifier.verifyToken(token), { status: 401, reason: 'token_too_large' })
}
