import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { generateSigningKey, type SigningKey } from '../../src/index.js'
import { dpopProof } from '../support/dpop-proof.js'
import { AUDIENCE, issuerWorld, OTHER_AUDIENCE, type IssuerWorld } from '../support/issuer-world.js'
import { basic, postForm, type Answer } from '../support/post-form.js'

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'

let world: IssuerWorld
let endpoint: string
let key: SigningKey

beforeAll(async () => {
  key = await generateSigningKey()
  world = await issuerWorld()
  endpoint = `${world.issuer.issuer}/token`
})
afterAll(async () => world.close())

type Form = Readonly<Record<string, string>> | readonly (readonly [string, string])[]
const as = async (client: string, form: Form, headers = {}): Promise<Answer> =>
  postForm(endpoint, form, { ...basic(client, world.secret), ...headers })
const errorOf = ({ status, json }: Answer): unknown => [status, json['error']]
const proof = async () => dpopProof(key, { htu: endpoint, iat: world.clock.now() })
const subjectToken = async (changes: object = {}): Promise<string> =>
  world.issuer.issue({ subject: 'u1', clientId: 'web', scope: 'read admin', ...changes })

describe('a DPoP proof', () => {
  it('is used up by no request that gives no token', async () => {
    const header = await proof()
    const form = {
      grant_type: EXCHANGE,
      subject_token: 'x',
      subject_token_type: ACCESS_TOKEN,
      audience: OTHER_AUDIENCE,
    }
    expect(errorOf(await as('service', form, header))).toEqual([400, 'invalid_request'])
    const good = { ...form, subject_token: await subjectToken() }
    expect((await as('service', good, header)).status).toBe(200)
    expect(errorOf(await as('service', good, header))).toEqual([400, 'invalid_dpop_proof'])
    const credentials = { grant_type: 'client_credentials' }
    expect(errorOf(await as('service', credentials, header))).toEqual([400, 'invalid_dpop_proof'])
  })
})

describe('audiences of which one has its tokens encrypted', () => {
  it('share no token, which is told to the client that asks for one', async () => {
    const { publicKey } = generateKeyPairSync('x25519', {
      publicKeyEncoding: { type: 'spki', format: 'der' },
      privateKeyEncoding: { type: 'pkcs8', format: 'der' },
    })
    const key = createPublicKey({ key: publicKey, type: 'spki', format: 'der' })
    const jwk = key.export({ format: 'jwk' })
    const other = await issuerWorld({
      encryptTo: (audience) => (audience === OTHER_AUDIENCE ? jwk : undefined),
    })
    const url = `${other.issuer.issuer}/token`
    const subject = await other.issuer.issue({ subject: 'u1', clientId: 'web' })
    const both = [
      ['resource', AUDIENCE],
      ['resource', OTHER_AUDIENCE],
    ] as const
    const forms: Form[] = [
      [['grant_type', 'client_credentials'], ...both],
      [
        ['grant_type', EXCHANGE],
        ['subject_token', subject],
        ['subject_token_type', ACCESS_TOKEN],
        ...both,
      ],
    ]
    for (const form of forms) {
      const answer = await postForm(url, form, basic('service', other.secret))
      expect(errorOf(answer)).toEqual([400, 'invalid_target'])
    }
    await other.close()
  })
})

describe('an actor token', () => {
  it('is the own one of the client that asks, and of nobody who has called it', async () => {
    const form = {
      grant_type: EXCHANGE,
      subject_token: await subjectToken(),
      subject_token_type: ACCESS_TOKEN,
      actor_token_type: ACCESS_TOKEN,
      audience: OTHER_AUDIENCE,
    }
    const actor = async (clientId: string): Promise<string> =>
      world.issuer.issue({ subject: 'robot', clientId })
    const own = await as('service', { ...form, actor_token: await actor('service') })
    expect((await world.claims(String(own.json['access_token'])))['act']).toMatchObject({
      sub: 'robot',
    })
    const received = await as('service', { ...form, actor_token: await actor('ci') })
    expect(errorOf(received)).toEqual([400, 'invalid_request'])
  })
})

describe('a grant that is refused', () => {
  it('is told with its reason, and with nothing that was sent', async () => {
    const messages: unknown[] = []
    const listen = (message: unknown): void => void messages.push(message)
    subscribe('countersign:issuer', listen)
    onTestFinished(() => void unsubscribe('countersign:issuer', listen))

    const { refreshToken } = await world.issuer.grant({ subject: 'u1', clientId: 'web' })
    await as('other', { grant_type: 'refresh_token', refresh_token: refreshToken })
    // Who is not known, or what is no request at all, is none.
    await as('nobody', { grant_type: 'refresh_token', refresh_token: refreshToken })
    await as('other', { grant_type: 'refresh_token' })
    expect(messages).toEqual([
      {
        event: 'refused',
        issuer: world.issuer.issuer,
        endpoint: 'token',
        clientId: 'other',
        code: 'invalid_grant',
        reason: 'refresh_token_of_another_client',
      },
    ])
  })
})
