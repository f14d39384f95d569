import { afterEach, describe, expect, it } from 'vitest'
import type { ExchangeDecision, ExchangeOptions, ExchangeRequest } from '../../src/index.js'
import { issuerWorld, OTHER_AUDIENCE, type IssuerWorld } from '../support/issuer-world.js'
import { basic, postForm } from '../support/post-form.js'
import { reasonOf } from '../support/refresh-world.js'

const READ = { type: 'account', actions: ['read'], limit: { amount: 10 } }
const PAY = { type: 'payment', actions: ['initiate'] }
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'

let world: IssuerWorld
let asked: ExchangeRequest[] = []
afterEach(async () => world.close())

async function start(decision: boolean | ExchangeDecision = true): Promise<void> {
  asked = []
  world = await issuerWorld({
    exchange(request) {
      asked.push(request)
      return decision
    },
  })
}

const subjectToken = async (): Promise<string> =>
  world.issuer.issue({
    subject: 'u1',
    clientId: 'web',
    scope: 'read write',
    authorizationDetails: [READ, PAY],
  })

async function exchanged(changes: Partial<ExchangeOptions> = {}) {
  const options = { clientId: 'service', audience: OTHER_AUDIENCE, ...changes }
  const tokens = await world.issuer.exchange({ ...options, subjectToken: await subjectToken() })
  return { ...tokens, claims: await world.claims(tokens.accessToken) }
}

describe('the decision of the policy', () => {
  it('may be for less time and scope, and for other details', async () => {
    await start({ lifetime: 30, scope: 'read', authorizationDetails: [READ] })
    const { claims, ...tokens } = await exchanged()
    expect(tokens).toMatchObject({ expiresIn: 30, scope: 'read', authorizationDetails: [READ] })
    expect(claims).toMatchObject({ scope: 'read', authorization_details: [READ] })
  })

  it('may be for no scope and no details at all', async () => {
    await start({ scope: [], authorizationDetails: [] })
    const { claims, ...tokens } = await exchanged()
    expect(tokens).toMatchObject({ scope: undefined, authorizationDetails: undefined })
    expect(claims).not.toHaveProperty('scope')
    expect(claims).not.toHaveProperty('authorization_details')
  })

  it('makes nothing longer', async () => {
    await start({ lifetime: 3_600 })
    expect((await exchanged()).expiresIn).toBe(300)
    expect((await exchanged({ lifetime: 10 })).expiresIn).toBe(10)
  })

  it.each<[string, object]>([
    ['scope', { scope: 'read admin' }],
    ['scope', { scope: 'read  write' }],
    ['lifetime', { lifetime: 0 }],
    ['lifetime', { lifetime: 3_601 }],
    ['lifetime', { lifetime: Number.NaN }],
    ['authorizationDetails', { authorizationDetails: [{}] }],
    ['authorizationDetails', { authorizationDetails: READ }],
  ])('for a wrong "%s" is an error of ours (%#)', async (option, decision) => {
    await start(decision)
    await expect(exchanged()).rejects.toThrow(TypeError)
    await expect(exchanged()).rejects.toThrow(`"${option}"`)
  })

  it('for scope that was not asked for is an error of ours', async () => {
    await start({ scope: 'read write' })
    await expect(exchanged({ scope: 'read' })).rejects.toThrow('"scope"')
  })
})

describe('authorization details that are asked for', () => {
  it('are shown to the policy, and given where the subject token has them', async () => {
    await start()
    const reordered = { limit: { amount: 10 }, actions: ['read'], type: 'account' }
    const { claims } = await exchanged({ authorizationDetails: [reordered] })
    expect(claims['authorization_details']).toEqual([READ])
    expect(asked[0]?.authorizationDetails).toEqual([READ])
  })

  it.each<[string, object]>([
    ['another value', { ...READ, limit: { amount: 11 } }],
    ['one member less', { type: 'account', actions: ['read'] }],
    ['another type', { type: 'other' }],
  ])('with %s are refused, unless the policy decides', async (_name, detail) => {
    const wanted = { authorizationDetails: [PAY, detail] } as Partial<ExchangeOptions>
    await start()
    expect(await reasonOf(exchanged(wanted))).toBe('details_widened')
    await world.close()
    await start({ authorizationDetails: [PAY] })
    expect((await exchanged(wanted)).claims['authorization_details']).toEqual([PAY])
  })

  it('are a parameter of the token endpoint, and of its answer', async () => {
    await start()
    const form = {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: await subjectToken(),
      subject_token_type: ACCESS_TOKEN,
      audience: OTHER_AUDIENCE,
    }
    const ask = async (details: string) =>
      postForm(
        `${world.issuer.issuer}/token`,
        { ...form, authorization_details: details },
        basic('service', world.secret),
      )
    const given = await ask(JSON.stringify([PAY]))
    expect(given.json['authorization_details']).toEqual([PAY])
    const wrong = [
      JSON.stringify([{ ...PAY, actions: ['all'] }]),
      JSON.stringify(PAY),
      JSON.stringify(Array.from({ length: 21 }, () => PAY)),
      JSON.stringify([{ ...PAY, more: 'x'.repeat(4_096) }]),
      '[]',
      '[{"type":""}]',
      '{',
      'null',
      `${'['.repeat(2_000)}${']'.repeat(2_000)}`,
      `[{"type":"payment","actions":${'['.repeat(2_000)}${']'.repeat(2_000)}}]`,
    ]
    for (const details of wrong) {
      const answer = await ask(details)
      expect([answer.status, answer.json['error']]).toEqual([400, 'invalid_authorization_details'])
    }
  })
})
