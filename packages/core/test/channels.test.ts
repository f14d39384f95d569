import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CHANNELS, scopes, type RefusedMessage, type VerifiedMessage } from '../src/index.js'
import { refusalOf } from './support/outcome.js'
import { recordChannel, type RecordedChannel } from './support/recorded-channel.js'
import { createWorld, type World } from './support/world.js'

let world: World
let verified: RecordedChannel<VerifiedMessage>
let refused: RecordedChannel<RefusedMessage>

beforeAll(async () => {
  world = await createWorld()
})
beforeEach(() => {
  verified = recordChannel(CHANNELS.verified)
  refused = recordChannel(CHANNELS.refused)
})
afterEach(() => {
  verified.close()
  refused.close()
})
afterAll(() => world.close())

describe('the channels', () => {
  it('have the names that are documented', () => {
    expect(CHANNELS).toEqual({
      verified: 'countersign:verified',
      refused: 'countersign:refused',
      usage: 'countersign:usage',
      keys: 'countersign:keys',
      replay: 'countersign:replay',
      status: 'countersign:status',
      events: 'countersign:events',
      revocation: 'countersign:revocation',
    })
  })

  it('say who was verified', async () => {
    const claims = {
      jti: 'j1',
      grant_id: 'g1',
      approval_id: 'a1',
      email: 'alice-private@mail.example',
    }
    await world.verifier().verifyToken(await world.provider.token(claims))
    expect(verified.messages).toEqual([
      {
        issuer: world.provider.issuer,
        subject: 'u1',
        clientId: 'c1',
        tokenId: 'j1',
        grantId: 'g1',
        approvalId: 'a1',
        scheme: 'Bearer',
        kind: 'jwt',
        binding: 'none',
        expiresAt: world.clock.now() + 300,
        duration: expect.any(Number),
      },
    ])
    expect(refused.messages).toEqual([])
  })

  it('say who was refused by a policy', async () => {
    const verifier = world.verifier()
    const auth = await verifier.verifyToken(
      await world.provider.token({ jti: 'j1', grant_id: 'g1' }),
    )
    await refusalOf(verifier.authorize(auth, scopes('admin')))
    expect(refused.messages).toEqual([
      {
        reason: 'insufficient_scope',
        status: 403,
        detail: 'scopes(admin)',
        identity: {
          issuer: world.provider.issuer,
          subject: 'u1',
          clientId: 'c1',
          tokenId: 'j1',
          grantId: 'g1',
          approvalId: undefined,
          scheme: 'Bearer',
        },
        kind: 'jwt',
        binding: 'none',
        // The token was verified before.
        duration: undefined,
      },
    ])
  })

  it('say which check refused a token, and believe nothing that nobody has signed', async () => {
    const token = await world.provider.token({ sub: 'somebody' })
    await refusalOf(world.verifier().verifyToken(`${token.slice(0, -86)}${'A'.repeat(86)}`))
    expect(verified.messages).toEqual([])
    expect(refused.messages).toEqual([
      {
        reason: 'invalid_signature',
        status: 401,
        detail: undefined,
        identity: undefined,
        kind: undefined,
        binding: undefined,
        duration: expect.any(Number),
      },
    ])
  })

  it('say how long a verification took, and nothing of one that began unobserved', async () => {
    const verifier = world.verifier()
    const token = await world.provider.token()
    const begun = performance.now()
    await verifier.verifyToken(token)
    const [message] = verified.messages
    expect(message?.duration).toBeGreaterThan(0)
    expect(message?.duration).toBeLessThanOrEqual(performance.now() - begun)
    verified.close()
    refused.close()
    // Its keys have to be fetched, so that there is time to listen.
    const unobserved = world.verifier().verifyToken(token)
    verified = recordChannel(CHANNELS.verified)
    await unobserved
    expect(verified.messages).toMatchObject([{ subject: 'u1', duration: undefined }])
  })
})
