import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Directory } from '../../src/directory/directory.js'
import { directoryOn, OPENING, type OpenedDirectory } from '../support/directories.js'
import { deskOver, listOf, request, stored } from '../support/desk-world.js'
import { deviceOf, newId } from '../support/samples.js'

let opened: OpenedDirectory
let directory: Directory
beforeAll(async () => {
  opened = await directoryOn('PGlite')
  directory = opened.directory
}, OPENING)
afterAll(async () => opened.close())

describe('stop', () => {
  it('withdraws every token of the approval, and no other', async () => {
    const world = deskOver(directory)
    const { asked, device, choice } = await request(world)
    await world.desk.approve(asked.approvalId, device, choice)
    expect(await world.desk.stop(asked.approvalId, device)).toBe(true)

    const list = listOf(world)
    const token = {
      issuer: 'https://approve.example',
      tokenId: newId(),
      grantId: asked.approvalId,
      sessionId: undefined,
      subject: device.subject,
      clientId: 'shop',
      issuedAt: Math.floor(Date.now() / 1000),
      expiresAt: Math.floor(Date.now() / 1000) + 600,
      claims: {},
    }
    expect(list.isRevoked(token)).toBe(true)
    expect(list.isRevoked({ ...token, grantId: newId() })).toBe(false)
  })

  it('is remembered for longer than any of its tokens can live', async () => {
    const world = deskOver(directory)
    const { asked, device, choice } = await request(world)
    await world.desk.approve(asked.approvalId, device, choice)
    await world.desk.stop(asked.approvalId, device)
    const [revocation] = world.revocations
    expect(revocation?.expiresAt).toBeGreaterThan(Date.now() / 1000 + 600)
  })

  it('lets no token be issued afterwards', async () => {
    const world = deskOver(directory)
    const { asked, device, choice } = await request(world)
    await world.desk.approve(asked.approvalId, device, choice)
    await world.desk.stop(asked.approvalId, device)
    const at = Date.now()
    expect(await directory.approvals.issued(asked.approvalId, at, at + 1000)).toBe(false)
  })

  it('is done once, and said again withdraws again', async () => {
    const world = deskOver(directory)
    const { asked, device, choice } = await request(world)
    await world.desk.approve(asked.approvalId, device, choice)
    expect(await world.desk.stop(asked.approvalId, device)).toBe(true)
    expect(await world.desk.stop(asked.approvalId, device)).toBe(false)
    expect(world.revocations).toHaveLength(2)
  })

  it('is nothing before a yes, after a no, or by another person', async () => {
    const world = deskOver(directory)
    const { asked, device } = await request(world)
    expect(await world.desk.stop(asked.approvalId, device)).toBe(false)
    expect(await world.desk.stop(asked.approvalId, deviceOf('somebody else'))).toBe(false)
    await world.desk.deny(asked.approvalId, device)
    expect(await world.desk.stop(asked.approvalId, device)).toBe(false)
    expect(world.revocations).toEqual([])
  })

  it('does not count as done where the list could not be told', async () => {
    const world = deskOver(directory)
    const requested = await request(world)
    const { asked, device, choice } = requested
    await world.desk.approve(asked.approvalId, device, choice)
    world.break('revocation')
    await expect(world.desk.stop(asked.approvalId, device)).rejects.toThrow('away')
    expect((await stored(directory, requested)).stoppedAt).toBeUndefined()
    world.break(undefined)
    expect(await world.desk.stop(asked.approvalId, device)).toBe(true)
  })

  it('may be said by whoever runs the server', async () => {
    const world = deskOver(directory)
    const { asked, device, choice } = await request(world)
    await world.desk.approve(asked.approvalId, device, choice)
    expect(await world.desk.withdraw(asked.approvalId)).toBe(true)
    expect(await world.desk.withdraw(newId())).toBe(false)
  })
})
