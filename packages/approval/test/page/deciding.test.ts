import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { isShown, pageRoom } from './room.js'
import { approved, idOf, strangeApproval, waitingApproval } from './samples.js'

const room = pageRoom()
const PATH = `approvals/${idOf('ask')}`

async function ask(changes: Parameters<typeof waitingApproval>[1] = {}): Promise<Page> {
  room.owner.record.put(waitingApproval('ask', changes))
  const { page } = await room.paired(PATH)
  await page.getByRole('heading', { name: 'Shopping assistant' }).waitFor()
  return page
}

function bodiesOf(step: string): readonly unknown[] {
  return room.owner.received
    .filter(({ call }) => call === `POST ${PATH}/${step}`)
    .map(({ body }) => body)
}

const yes = (page: Page) => page.getByRole('button', { name: 'Yes, with my passkey' })
const number = (page: Page) => page.getByLabel('Type the number that the application shows')

describe('a yes', () => {
  it('needs the number, and shows what is done with it from then on', async () => {
    const page = await ask()
    expect(await yes(page).isDisabled()).toBe(true)
    await number(page).fill('4')
    expect(await yes(page).isDisabled()).toBe(true)
    await number(page).fill('47')
    await yes(page).click()
    await page.getByText('You allowed it to').waitFor()
    await page.getByRole('button', { name: 'Stop now' }).waitFor()
    expect(bodiesOf('challenge')).toEqual([
      { scopes: ['orders:read', 'orders:write'], lifetime: 300, number: '47' },
    ])
  })

  it('may be narrower than the question, and is none without a scope', async () => {
    const page = await ask()
    await number(page).fill('47')
    await page.getByLabel('Read your orders').uncheck()
    await page.getByLabel('Place and cancel orders').uncheck()
    expect(await yes(page).isDisabled()).toBe(true)
    await page.getByText('Leave at least one thing ticked').waitFor()
    await page.getByLabel('Read your orders').check()
    await page.getByLabel('1 minute').check()
    await yes(page).click()
    await page.getByText('You allowed it to').waitFor()
    expect(bodiesOf('challenge')).toEqual([{ scopes: ['orders:read'], lifetime: 60, number: '47' }])
  })

  it('is not said by a key that is pressed in a field', async () => {
    const page = await ask()
    await number(page).fill('47')
    await number(page).press('Enter')
    await page.getByLabel('1 minute').press('Enter')
    await page.getByLabel('Read your orders').press('Enter')
    expect(await yes(page).isEnabled()).toBe(true)
    expect(bodiesOf('challenge')).toEqual([])
  })

  it('is asked for its number again if that was wrong, and refused at the third time', async () => {
    const page = await ask()
    for (const wrong of ['11', '22']) {
      await number(page).fill(wrong)
      await yes(page).click()
      await page.getByText('This is not the number').waitFor()
      expect(await number(page).inputValue()).toBe('')
    }
    await number(page).fill('33')
    await yes(page).click()
    await page.getByText('The application was given nothing').waitFor()
    expect(bodiesOf('approve')).toEqual([])
  })

  it('needs no number where number matching is off', async () => {
    const page = await ask({ numberMatching: false })
    expect(await number(page).count()).toBe(0)
    await yes(page).click()
    await page.getByText('You allowed it to').waitFor()
    expect(bodiesOf('challenge')).toEqual([
      { scopes: ['orders:read', 'orders:write'], lifetime: 300 },
    ])
  })

  it('is not sent if the passkey is not shown', async () => {
    const page = await ask()
    await page.evaluate(() => {
      navigator.credentials.get = async () => {
        throw new DOMException('', 'NotAllowedError')
      }
    })
    await number(page).fill('47')
    await yes(page).click()
    await page.getByText('The passkey was not shown, so nothing has happened').waitFor()
    expect(bodiesOf('approve')).toEqual([])
  })
})

describe('a no', () => {
  it('is one press', async () => {
    const page = await ask()
    await page.getByRole('button', { name: 'No', exact: true }).click()
    await page.getByText('You said no').waitFor()
    expect(bodiesOf('deny')).toEqual([{}])
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1')
  })

  it('may keep the application from asking again', async () => {
    const page = await ask()
    await page.getByText('No, and do not let it ask again').click()
    await page.getByRole('button', { name: 'No, and block for a day' }).click()
    await page.getByText('You said no').waitFor()
    expect(bodiesOf('deny')).toEqual([{ block: 'day' }])
  })
})

describe('a question', () => {
  it('that nobody answers says that it is too late', async () => {
    const page = await ask()
    await page.clock.install()
    await page.reload()
    await number(page).fill('47')
    await page.clock.fastForward('02:00')
    await page.getByText('Nobody answered in time').waitFor()
    expect(await yes(page).count()).toBe(0)
    expect(await page.getByLabel('Read your orders').isDisabled()).toBe(true)
  })

  it('that was answered on another device shows what came of it', async () => {
    const page = await ask()
    await expect.poll(() => room.owner.pages).toBe(1)
    room.owner.record.put(approved(waitingApproval('ask')))
    room.owner.send('approvals', { id: idOf('ask') })
    await page.getByText('You allowed it to').waitFor()
  })

  it('keeps what was chosen while something else happens', async () => {
    const page = await ask()
    await number(page).fill('47')
    await page.getByLabel('1 minute').check()
    room.owner.send('approvals', { id: idOf('ask') })
    await expect
      .poll(() => room.owner.received.filter(({ call }) => call === `GET ${PATH}`).length)
      .toBe(2)
    expect(await number(page).inputValue()).toBe('47')
    expect(await page.getByLabel('1 minute').isChecked()).toBe(true)
  })

  it('shows what nobody can see in the words of others, and who has not been verified', async () => {
    room.owner.record.put(strangeApproval('ask'))
    const { page } = await room.paired(PATH)
    expect(await isShown(page.getByText('Merchant A\ufffdB'))).toBe(true)
    expect(await isShown(page.getByText('Not verified'))).toBe(true)
    expect(await isShown(page.getByText('No: you have never said yes to it'))).toBe(true)
    expect(await isShown(page.getByText('It may renew its access by itself'))).toBe(true)
  })

  it('that is new is said, counted in the title, and shown on the first screen', async () => {
    const { page } = await room.paired('devices')
    await page.getByRole('heading', { name: 'Devices', exact: true }).waitFor()
    await expect.poll(() => room.owner.pages).toBe(1)
    room.owner.record.put(waitingApproval('ask'))
    room.owner.send('approvals', { id: idOf('ask') })
    await page.getByRole('status').getByText('Shopping assistant asks for access.').waitFor()
    expect(await page.title()).toBe('(1) Devices – Nordwind')
    await page.getByRole('link', { name: 'Look at it' }).click()
    await page.getByRole('heading', { name: 'Shopping assistant asks for access' }).waitFor()
  })
})
