import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { isShown, pageRoom } from './room.js'
import { approved, idOf, someUses, useOf, waitingApproval } from './samples.js'
import type { UseView } from '../../src/owner/api-types.js'

const room = pageRoom()
const ID = idOf('log')

async function watch(changes: Parameters<typeof approved>[1] = {}): Promise<Page> {
  room.owner.record.put(approved(waitingApproval('log'), changes), someUses(ID))
  const { page } = await room.paired(`approvals/${ID}`)
  await page.locator('.use').nth(7).waitFor()
  await expect.poll(() => room.owner.pages).toBe(1)
  return page
}

/** Records a use, as the server would, and tells of it. */
function use(changes: Partial<UseView>, { tell = true } = {}): void {
  const made = useOf(ID, changes)
  room.owner.record.uses.set(ID, [...(room.owner.record.uses.get(ID) ?? []), made])
  if (tell) room.owner.send('use', made, made.sequence)
}

describe('the log', () => {
  it('shows each use as it happens, the newest first, in words', async () => {
    const page = await watch()
    use({ method: 'PATCH', route: '/orders/:id' })
    const line = page.locator('.use').first()
    await line.getByText('Changed something in Your orders').waitFor()
    await line.getByText('PATCH /orders/:id').waitFor()
    await line.getByText('let in').waitFor()
    const picture = page.getByRole('img', { name: '7 uses let in, 2 refused' })
    expect(await isShown(picture)).toBe(true)
  })

  it('marks those that are worth a look, and says so', async () => {
    const page = await watch()
    use({ decision: 'refused', reason: 'proof_replayed', notable: ['replay'] })
    const line = page.locator('.use').first()
    await line.getByText('refused: the same proof had been used before').waitFor()
    await line.locator('.mark', { hasText: 'Repeated' }).waitFor()
    const said = 'Shopping assistant sent the same request a second time.'
    expect(await isShown(page.getByRole('status').getByText(said))).toBe(true)
  })

  it('has no use twice, and misses none when the connection was lost', async () => {
    const page = await watch()
    use({ route: '/seen' })
    await page.getByText('GET /seen').waitFor()
    use({ route: '/missed' }, { tell: false })
    room.owner.hangUp()
    await page.getByText('GET /missed').waitFor()
    expect(await page.locator('.use').count()).toBe(10)
  })

  it('goes on after the end, with what is refused, and sums up', async () => {
    const page = await watch()
    await page.clock.install()
    await page.reload()
    await page.locator('.use').nth(7).waitFor()
    await expect.poll(() => room.owner.pages).toBe(1)
    room.owner.record.put(
      approved(waitingApproval('log'), { phase: 'ended', tokenExpiresAt: Date.now() }),
      room.owner.record.uses.get(ID),
    )
    await page.clock.fastForward('04:00')
    await page.getByText('Its time is over').waitFor()
    await page.getByText('let in 6 times, and refused 2 times').waitFor()
    expect(await page.getByRole('button', { name: 'Stop now' }).count()).toBe(0)
    use({ decision: 'refused', reason: 'token_expired', notable: ['expired-use'] })
    await page.locator('.use').first().getByText('refused: the token had expired').waitFor()
    await page.getByText('refused 3 times').waitFor()
  })

  it('shows words of a service that are newer than the page', async () => {
    const page = await watch()
    const reason = 'made_of_cheese'
    use({ decision: 'refused', reason, notable: ['unheard-of' as 'burst'] })
    const words = 'refused: the service said “made of cheese”'
    expect(await isShown(page.getByText(words))).toBe(true)
  })
})

describe('Stop', () => {
  it('asks once, and stops', async () => {
    const page = await watch()
    await page.getByRole('button', { name: 'Stop now' }).click()
    const dialog = page.getByRole('dialog', { name: 'Stop this access?' })
    await dialog.getByRole('button', { name: 'Stop it' }).click()
    await page.getByText('You stopped it').waitFor()
    expect(room.owner.record.approvals.get(ID)?.phase).toBe('stopped')
    expect(await page.getByRole('button', { name: 'Stop now' }).count()).toBe(0)
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1')
  })

  it('does nothing if one thinks better of it', async () => {
    const page = await watch()
    await page.getByRole('button', { name: 'Stop now' }).press('Enter')
    await page.getByRole('dialog').waitFor()
    // The focus is on what leaves things as they are.
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    expect(room.owner.record.approvals.get(ID)?.phase).toBe('active')
  })

  it('says that it was not done when the server cannot be reached', async () => {
    const page = await watch()
    await page.getByRole('button', { name: 'Stop now' }).click()
    room.owner.failure = { status: 503, error: 'unavailable' }
    await page.getByRole('button', { name: 'Stop it' }).click()
    const words = 'The server cannot do this at the moment'
    expect(await isShown(page.getByRole('alert').getByText(words))).toBe(true)
  })
})
