import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Approval } from '../../src/approval.js'
import type { Directory } from '../../src/directory/directory.js'
import { ask } from '../support/owner/asked.js'
import { directoryOn, OPENING } from '../support/directories.js'
import { errorIn, optionsIn, type Answer } from '../support/owner/browser.js'
import { openWorld, type Owner, type World } from '../support/owner/owner-world.js'
import type { PasskeyDeviations } from '@countersign/testing'

let directory: Directory
let close: () => Promise<void>

beforeAll(async () => ({ directory, close } = await directoryOn('PostgreSQL')), OPENING)
afterAll(async () => close())
afterEach(() => void vi.useRealTimers())

const CHOICE = { scopes: ['write', 'read'], lifetime: 60, number: '42' }

async function challenge(
  { browser }: Owner,
  { id }: Approval,
  choice: object = CHOICE,
): Promise<Answer> {
  return browser.post(`api/approvals/${id}/challenge`, choice)
}

async function approve(
  owner: Owner,
  approval: Approval,
  challenged: Answer,
  deviations?: PasskeyDeviations,
): Promise<Answer> {
  const credential = owner.authenticator.get(optionsIn(challenged), deviations)
  return owner.browser.post(`api/approvals/${approval.id}/approve`, { credential })
}

async function asked(world: World): Promise<{ owner: Owner; approval: Approval }> {
  const owner = await world.owner()
  return { owner, approval: await ask(world, owner.person) }
}

async function decision({ id }: Approval): Promise<Approval['decision']> {
  return (await directory.approvals.get(id))?.decision
}

describe('a yes', () => {
  it('needs the passkey, and is what was chosen', async () => {
    const world = await openWorld(directory)
    const { owner, approval } = await asked(world)
    const desk = vi.spyOn(world.context.desk, 'approve')
    const approved = await approve(owner, approval, await challenge(owner, approval))
    expect(approved.status).toBe(200)
    expect(approved.body).toMatchObject({
      phase: 'approved',
      grantedLifetime: 60,
      decidedBy: 'Phone',
    })
    const [device] = await directory.devices.of(owner.person.subject)
    const choice = { scopes: ['read', 'write'], lifetime: 60, number: '42' }
    expect(desk.mock.calls).toMatchObject([[approval.id, { id: device?.id }, choice]])
  })

  it('asks for the passkey of this device alone, and for verification', async () => {
    const world = await openWorld(directory)
    const { owner, approval } = await asked(world)
    expect(optionsIn(await challenge(owner, approval))).toMatchObject({
      rpId: 'localhost',
      userVerification: 'required',
      allowCredentials: [{ id: owner.authenticator.credentialId, type: 'public-key' }],
      timeout: 120_000,
    })
  })

  it.each<[string, PasskeyDeviations]>([
    ['another origin', { origin: 'http://localhost.evil.example' }],
    ['another relying party', { rpId: 'evil.example' }],
    ['another challenge', { challenge: 'A'.repeat(43) }],
    ['a registration', { type: 'webauthn.create' }],
    ['a frame in a page of somebody else', { crossOrigin: true }],
    ['nobody verified', { userVerified: false }],
    ['nobody there', { userPresent: false }],
    ['somebody else’s name', { userHandle: 'AAAA' }],
    ['a counter that stands still', { counter: 1 }],
  ])('is refused for a passkey with %s', async (_what, deviations) => {
    const world = await openWorld(directory)
    const { owner, approval } = await asked(world)
    const challenged = await challenge(owner, approval)
    expect(errorIn(await approve(owner, approval, challenged, deviations))).toBe('403 bad_passkey')
    expect(await decision(approval)).toBeUndefined()
    // The question is used up with it.
    expect(errorIn(await approve(owner, approval, challenged))).toBe('403 bad_passkey')
    expect(await decision(approval)).toBeUndefined()
  })

  it('is refused without a question', async () => {
    const world = await openWorld(directory)
    const { owner, approval } = await asked(world)
    const start = await owner.browser.post('api/sign-in/start')
    expect(errorIn(await approve(owner, approval, start))).toBe('403 bad_passkey')
  })

  it('is refused for the challenge of a sign-in, of a removal, and of another choice', async () => {
    const world = await openWorld(directory)
    const { owner, approval } = await asked(world)
    const [device] = await directory.devices.of(owner.person.subject)
    const narrow = await challenge(owner, approval, { ...CHOICE, scopes: ['read'] })
    const others = [
      await owner.browser.post('api/sign-in/start'),
      await owner.browser.post(`api/devices/${device?.id}/challenge`),
      narrow,
    ]
    for (const other of others) {
      await challenge(owner, approval)
      expect(errorIn(await approve(owner, approval, other))).toBe('403 bad_passkey')
    }
    expect(await decision(approval)).toBeUndefined()
  })

  it('is refused for the challenge of another approval', async () => {
    const world = await openWorld(directory)
    const { owner, approval } = await asked(world)
    const other = await ask(world, owner.person)
    const [, challenged] = [await challenge(owner, approval), await challenge(owner, other)]
    expect(errorIn(await approve(owner, approval, challenged))).toBe('403 bad_passkey')
    expect((await approve(owner, other, challenged)).status).toBe(200)
    expect([await decision(approval), await decision(other)]).toEqual([undefined, 'approved'])
  })

  it('is refused for the challenge of another session, and with another device', async () => {
    const world = await openWorld(directory)
    const { owner, approval } = await asked(world)
    const { code } = await world.side.invite(owner.person)
    const tablet: Owner = {
      person: owner.person,
      browser: world.browser(),
      authenticator: world.authenticator(),
    }
    await tablet.browser.pair(code, tablet.authenticator)
    const second: Owner = { ...owner, browser: world.browser() }
    await second.browser.signIn(owner.authenticator)

    const ofPhone = await challenge(owner, approval)
    await challenge(second, approval)
    expect(errorIn(await approve(second, approval, ofPhone))).toBe('403 bad_passkey')
    const ofTablet = await challenge(tablet, approval)
    const mixed: Owner = { ...tablet, authenticator: owner.authenticator }
    expect(errorIn(await approve(mixed, approval, ofTablet))).toBe('403 bad_passkey')
    expect((await approve(owner, approval, ofPhone)).status).toBe(200)
  })

  it('is refused for a passkey that gives itself out as another', async () => {
    const world = await openWorld(directory)
    const { owner, approval } = await asked(world)
    const other = await world.owner()
    const id = other.authenticator.credentialId
    const signed = owner.authenticator.get(optionsIn(await challenge(owner, approval)))
    const credential = { ...signed, id, rawId: id }
    const answer = await owner.browser.post(`api/approvals/${approval.id}/approve`, { credential })
    expect(errorIn(answer)).toBe('403 bad_passkey')
  })

  it('cannot be replayed', async () => {
    const world = await openWorld(directory)
    const { owner, approval } = await asked(world)
    const credential = owner.authenticator.get(optionsIn(await challenge(owner, approval)))
    const path = `api/approvals/${approval.id}/approve`
    const answers = await Promise.all(
      Array.from({ length: 5 }, async () => owner.browser.post(path, { credential })),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(errorIn(await owner.browser.post(path, { credential }))).toBe('403 bad_passkey')
  })

  it('is too late after two minutes', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const world = await openWorld(directory)
    const owner = await world.owner()
    const approval = await ask(world, owner.person, { expiresAt: Date.now() + 600_000 })
    const challenged = await challenge(owner, approval)
    vi.setSystemTime(Date.now() + 120_000)
    expect(errorIn(await approve(owner, approval, challenged))).toBe('403 bad_passkey')
  })

  it('is too late once the request is', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const world = await openWorld(directory)
    const owner = await world.owner()
    const approval = await ask(world, owner.person, { expiresAt: Date.now() + 30_000 })
    const challenged = await challenge(owner, approval)
    vi.setSystemTime(Date.now() + 30_000)
    expect(errorIn(await approve(owner, approval, challenged))).toBe('410 expired')
    expect(errorIn(await challenge(owner, approval))).toBe('410 expired')
    expect(await decision(approval)).toBeUndefined()
  })

  it.each([
    ['422 out_of_bounds', { ...CHOICE, scopes: ['read', 'admin'] }],
    ['422 out_of_bounds', { ...CHOICE, scopes: [] }],
    ['422 out_of_bounds', { ...CHOICE, lifetime: 301 }],
    ['422 wrong_number', { ...CHOICE, number: '41' }],
    ['422 wrong_number', { ...CHOICE, number: undefined }],
    ['400 bad_request', { ...CHOICE, number: 42 }],
    ['400 bad_request', { ...CHOICE, scopes: ['read', 'read'] }],
    ['400 bad_request', { ...CHOICE, lifetime: 1.5 }],
    ['400 bad_request', { ...CHOICE, more: 1 }],
  ])('is %s for %j', async (error, choice) => {
    const world = await openWorld(directory)
    const { owner, approval } = await asked(world)
    expect(errorIn(await challenge(owner, approval, choice))).toBe(error)
  })
})

describe('a decision', () => {
  it('is taken once, whoever comes first', async () => {
    const world = await openWorld(directory)
    const { owner, approval } = await asked(world)
    const challenged = await challenge(owner, approval)
    const answers = await Promise.all([
      approve(owner, approval, challenged),
      owner.browser.post(`api/approvals/${approval.id}/deny`),
      owner.browser.post(`api/approvals/${approval.id}/deny`),
    ])
    const lost = answers.filter(({ status }) => status !== 200).map(errorIn)
    expect(lost).toEqual(['409 decided', '409 decided'])
  })

  it('may be no, for this time or for good', async () => {
    const world = await openWorld(directory)
    const { owner, approval } = await asked(world)
    const denied = await owner.browser.post(`api/approvals/${approval.id}/deny`, {
      block: 'forever',
    })
    expect(denied.body).toMatchObject({ phase: 'denied' })
    const blocks = await owner.browser.get('api/blocks')
    expect(blocks.body).toMatchObject([{ client: { id: 'shop', name: 'The Shop' } }])
    expect((await owner.browser.post('api/blocks/remove', { clientId: 'shop' })).status).toBe(204)
    expect(errorIn(await owner.browser.post('api/blocks/remove', { clientId: 'shop' }))).toBe(
      '404 not_found',
    )
    expect((await owner.browser.get('api/blocks')).body).toEqual([])
  })

  it('can be taken back', async () => {
    const world = await openWorld(directory)
    const { owner, approval } = await asked(world)
    const path = `api/approvals/${approval.id}/stop`
    expect(errorIn(await owner.browser.post(path))).toBe('409 nothing_to_stop')
    await approve(owner, approval, await challenge(owner, approval))
    expect((await owner.browser.post(path)).body).toMatchObject({ phase: 'stopped' })
    expect(errorIn(await owner.browser.post(path))).toBe('409 nothing_to_stop')
  })

  it('is of nobody else, who cannot even tell that there is something to decide', async () => {
    const world = await openWorld(directory)
    const { approval } = await asked(world)
    const thief = await world.owner()
    const own = await ask(world, thief.person)
    const credential = thief.authenticator.get(optionsIn(await challenge(thief, own)))
    const tries: readonly (readonly [string, string, object?])[] = [
      ['GET', ''],
      ['GET', '/uses'],
      ['GET', '/summary'],
      ['POST', '/challenge', CHOICE],
      ['POST', '/approve', { credential }],
      ['POST', '/deny', { block: 'day' }],
      ['POST', '/stop', {}],
    ]
    for (const [method, path, body] of tries) {
      const [theirs, none] = await Promise.all(
        [approval.id, 'A'.repeat(22)].map(async (id) =>
          thief.browser.send(`api/approvals/${id}${path}`, { method, body }),
        ),
      )
      expect([theirs?.status, theirs?.text]).toEqual([404, '{"error":"not_found"}'])
      expect([none?.status, none?.text]).toEqual([404, '{"error":"not_found"}'])
    }
    expect(await decision(approval)).toBeUndefined()
    expect(await directory.blocks.of(approval.subject, Date.now())).toEqual([])
  })

  it('needs a session', async () => {
    const world = await openWorld(directory)
    const { owner, approval } = await asked(world)
    const challenged = await challenge(owner, approval)
    const credential = owner.authenticator.get(optionsIn(challenged))
    const stranger = world.browser()
    for (const path of ['challenge', 'approve', 'deny', 'stop']) {
      const answer = await stranger.post(`api/approvals/${approval.id}/${path}`, { credential })
      expect(errorIn(answer)).toBe('401 signed_out')
    }
  })
})
