import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { pageRoom } from './room.js'
import { idOf, waitingApproval } from './samples.js'

const room = pageRoom()

/** Presses Tab until what is named has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let count = 0; count < 30; count += 1) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(() => {
      const focused = document.activeElement
      const label = focused instanceof HTMLInputElement ? focused.labels?.[0] : focused
      return {
        text: label?.textContent ?? '',
        outline: focused && getComputedStyle(focused).outlineStyle,
      }
    })
    if (!at.text.includes(name)) continue
    expect(at.outline).not.toBe('none')
    return
  }
  throw new Error(`Tab never came to ${name}`)
}

it('pairs, and says yes, by keyboard alone', async () => {
  const { page } = await room.open('pair#ABCD-EFGH-JKLM')
  await page.getByRole('button', { name: 'Create the passkey' }).waitFor()
  await tabTo(page, 'Create the passkey')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'This device is paired' }).waitFor()
  room.owner.record.put(waitingApproval('ask'))
  await tabTo(page, 'Not now')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Hello, Ada' }).waitFor()
  await tabTo(page, 'Shopping assistant')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Shopping assistant asks for access' }).waitFor()
  // The new screen is read from its heading on.
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1')
  await tabTo(page, 'Place and cancel orders')
  await page.keyboard.press('Space')
  await tabTo(page, 'Type the number')
  await page.keyboard.type('47')
  await tabTo(page, 'Yes, with my passkey')
  await page.keyboard.press('Enter')
  await page.getByText('You allowed it to').waitFor()
  const challenge = room.owner.received.find(({ call }) => call.endsWith('/challenge'))
  expect(challenge?.body).toEqual({ scopes: ['orders:read'], lifetime: 300, number: '47' })
  expect(room.owner.record.approvals.get(idOf('ask'))?.phase).toBe('active')
})

it('skips to the content, wherever it is', async () => {
  room.owner.record.signIn()
  const { page } = await room.open('devices')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')
  expect(page.url()).toBe(room.owner.at('devices'))
})
