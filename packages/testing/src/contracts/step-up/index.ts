import type { ContractCase } from '../case.js'
import {
  expectAccepted,
  expectConfigError,
  expectInvalidToken,
  expectRefused,
  type ExpectedRefusal,
} from '../expect.js'
import { eachVariant } from '../variants.js'
import type { Answer } from '../world.js'

const acrValues = 'urn:mfa urn:phr'

/** Rows STEP: RFC 9470. */
export const stepUpCases: readonly ContractCase[] = [
  {
    ids: ['STEP-01'],
    title: 'asks for a stronger authentication where acr is not good enough, or missing',
    async run({ idp, clock, server }) {
      const running = await server()
      const values = ['urn:low', undefined, ['urn:mfa'], 'URN:MFA', 'urn:mfa urn:phr', '', 1, null]
      await eachVariant(values, async (acr) => {
        const token = await idp.token({ acr, auth_time: clock.now() - 10 })
        expectStepUp(await running.get('/su', token), {
          params: { acr_values: acrValues },
          without: ['max_age', 'scope'],
        })
      })
    },
  },
  {
    ids: ['STEP-02'],
    title: 'asks for a fresh authentication where auth_time is old, missing or no time',
    async run({ idp, clock, server }) {
      const running = await server()
      const now = clock.now()
      const times = [now - 301, undefined, String(now - 10), now + 9999, null, true, [now], -1, 0]
      await eachVariant(times, async (time) => {
        const token = await idp.token({ acr: 'urn:mfa', auth_time: time, iat: now })
        expectStepUp(await running.get('/su', token), {
          params: { max_age: '300' },
          without: ['acr_values', 'scope'],
        })
      })
      const justInTime = await idp.token({ acr: 'urn:mfa', auth_time: now - 300 })
      expectAccepted(await running.get('/su', justInTime))
    },
  },
  {
    ids: ['STEP-03'],
    title: 'asks for both in one challenge',
    async run({ idp, clock, server }) {
      const token = await idp.token({ acr: 'urn:low', auth_time: clock.now() - 9999 })
      expectStepUp(await (await server()).get('/su', token), {
        params: { acr_values: acrValues, max_age: '300' },
      })
    },
  },
  {
    ids: ['STEP-04'],
    title: 'takes a max_age of 0, and none that is negative, broken or no number',
    async run({ core, idp, clock, server }) {
      const wrong: readonly unknown[] = [-1, 1.5, 'x', '300', Number.NaN, Infinity, undefined]
      await eachVariant(
        wrong,
        async (seconds) => {
          const make = (): void => void core.authenticatedWithin(seconds as number)
          expectConfigError(core, make, 'authenticatedWithin')
        },
        String,
      )
      const running = await server({
        key: 'STEP-04',
        routes: () => [{ method: 'get', path: '/now', policies: [core.authenticatedWithin(0)] }],
      })
      expectStepUp(await running.get('/now', await idp.token({ auth_time: clock.now() - 1 })), {
        params: { max_age: '0' },
      })
      const token = await idp.token({ auth_time: clock.now() })
      expectAccepted(await running.get('/now', token))
    },
  },
  {
    ids: ['STEP-05'],
    title: 'takes any of the listed acr values',
    async run({ idp, clock, server }) {
      const running = await server()
      await eachVariant(['urn:mfa', 'urn:phr'], async (acr) => {
        const token = await idp.token({ acr, auth_time: clock.now() - 10 })
        expectAccepted(await running.get('/su', token))
      })
    },
  },
  {
    ids: ['STEP-06'],
    title: 'asks for the authentication first where a scope is missing too, and names both',
    async run({ idp, clock, server }) {
      const running = await server()
      const token = await idp.token({ acr: 'urn:low', auth_time: clock.now() - 10, scope: '' })
      expectStepUp(await running.get('/su/scope', token), {
        params: { acr_values: acrValues, scope: 'write' },
      })
    },
  },
  {
    ids: ['STEP-07'],
    title: 'tells an invalid token nothing about the authentication that is asked for',
    async run({ idp, clock, server }) {
      const times = { iat: clock.now() - 900, exp: clock.now() - 600 }
      const token = await idp.token({ ...times, acr: 'urn:low' })
      expectInvalidToken(await (await server()).get('/su', token))
    },
  },
]

function expectStepUp(answer: Answer, expected: Pick<ExpectedRefusal, 'params' | 'without'>): void {
  expectRefused(answer, { status: 401, error: 'insufficient_user_authentication', ...expected })
}
