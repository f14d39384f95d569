import { afterEach, describe, expect, it } from 'vitest'
import type { CreateIssuerOptions, RevocationSubject } from '../../src/index.js'
import { issuerWorld, OTHER_AUDIENCE, type IssuerWorld } from '../support/issuer-world.js'
import { reasonOf } from '../support/refresh-world.js'

let world: IssuerWorld
afterEach(async () => world.close())

const start = async (changes: Partial<CreateIssuerOptions> = {}): Promise<void> => {
  world = await issuerWorld(changes)
}
const subjectToken = async (changes: object = {}): Promise<string> =>
  world.issuer.issue({ subject: 'u1', clientId: 'web', ...changes })

const exchanged = async (subjectToken: string, changes: object = {}) =>
  world.issuer.exchange({
    subjectToken,
    clientId: 'service',
    audience: OTHER_AUDIENCE,
    ...changes,
  })

describe('what an exchanged token inherits', () => {
  it('is the session, so that its end is the end of the token, whatever the policy says', async () => {
    await start({ exchange: () => ({ claims: { sid: 'another', tenant: 'acme' } }) })
    const subject = await subjectToken({ claims: { sid: 's1' } })
    const { accessToken } = await exchanged(subject)
    expect(await world.claims(accessToken)).toMatchObject({ sid: 's1', tenant: 'acme' })
    const bare = await exchanged(await subjectToken())
    expect(await world.claims(bare.accessToken)).toMatchObject({ sid: 'another' })
  })

  it('is a login that an instance whose clock is ahead has told', async () => {
    await start()
    const login = world.clock.now()
    const subject = await subjectToken({ authTime: login })
    world.clock.advance(-5)
    const { accessToken } = await exchanged(subject)
    expect((await world.claims(accessToken))['auth_time']).toBe(login - 5)
  })

  it('is never a second more than the subject token has', async () => {
    const ticks = { every: 0 }
    let time = Date.UTC(2027, 0, 15)
    const clock = (): number => (time += ticks.every)
    await start({ clock })
    const subject = await subjectToken({ lifetime: 100 })
    const { exp } = await world.claims(subject)
    ticks.every = 300
    for (let round = 0; round < 12; round += 1) {
      const { accessToken } = await exchanged(subject)
      expect((await world.claims(accessToken)).exp).toBe(exp)
    }
  })

  it('is nothing of a token that has expired while the policy thought about it', async () => {
    const slow = { seconds: 0 }
    await start({
      exchange() {
        world.clock.advance(slow.seconds)
        return true
      },
    })
    slow.seconds = 60
    const subject = await subjectToken({ lifetime: 60 })
    expect(await reasonOf(exchanged(subject))).toBe('subject_token_invalid')
    const actorToken = await world.issuer.issue({ subject: 'a', clientId: 'a', lifetime: 60 })
    const late = exchanged(await subjectToken(), { actorToken })
    expect(await reasonOf(late)).toBe('actor_token_invalid')
  })
})

describe('a session that has ended', () => {
  it('ends its grants, too', async () => {
    const ended = new Set<string | undefined>()
    world = await issuerWorld({
      revocation: {
        revoke: () => undefined,
        isRevoked: ({ sessionId }: RevocationSubject) => ended.has(sessionId),
      },
    })
    const grantOf = async (sid: string) =>
      world.issuer.grant({ subject: 'u1', clientId: 'web', claims: { sid } })
    const [first, second] = [await grantOf('s1'), await grantOf('s2')]
    ended.add('s1')
    const web = { clientId: 'web' }
    expect(await reasonOf(world.issuer.refresh(first.refreshToken, web))).toBe(
      'refresh_token_revoked',
    )
    // For good: the list forgets a session when its last access token has expired.
    ended.clear()
    expect(await reasonOf(world.issuer.refresh(first.refreshToken, web))).toBe(
      'refresh_token_revoked',
    )
    await world.issuer.refresh(second.refreshToken, web)
  })
})
