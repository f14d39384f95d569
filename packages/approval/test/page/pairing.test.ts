import { describe, expect, it } from 'vitest'
import { pageRoom } from './room.js'

const room = pageRoom()

describe('pairing', () => {
  it('makes a passkey from a link, and takes the code out of the address', async () => {
    const { page, complaints } = await room.open('pair#ABCD-EFGH-JKLM')
    await page.getByText('It will answer for Ada at Nordwind').waitFor()
    expect(page.url()).toBe(room.owner.at('pair'))
    await page.getByLabel('Name of this device').fill('Kitchen tablet')
    await page.getByRole('button', { name: 'Create the passkey' }).click()
    await page.getByRole('heading', { name: 'This device is paired' }).waitFor()
    expect(room.owner.record.session?.device.name).toBe('Kitchen tablet')
    await page.getByRole('button', { name: 'Turn on notifications' }).waitFor()
    await page.getByRole('link', { name: 'Not now' }).click()
    await page.getByRole('heading', { name: 'Hello, Ada' }).waitFor()
    expect(complaints).toEqual([])
  })

  it('asks nobody whether to be told by a service that sends no notifications', async () => {
    room.owner.record.vapidPublicKey = undefined
    const { page } = await room.open('pair#ABCD-EFGH-JKLM')
    await page.getByRole('button', { name: 'Create the passkey' }).click()
    await page.getByText('This service sends no notifications').waitFor()
    expect(await page.getByText('Shall it tell you').isVisible()).toBe(false)
    await page.getByRole('link', { name: 'Continue' }).click()
    await page.getByRole('heading', { name: 'Hello, Ada' }).waitFor()
  })

  it('takes a code that is typed in, and says what is wrong with another', async () => {
    const { page } = await room.open('pair')
    await page.getByLabel('Code').fill('abc')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByText('A code has twelve letters and digits').waitFor()
    await page.getByLabel('Code').fill('AAAA-BBBB-CCCC')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByText('This code is wrong').waitFor()
    await page.getByLabel('Code').fill('ABCD-EFGH-JKLM')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Create the passkey' }).waitFor()
    expect(room.owner.received.filter(({ call }) => call === 'POST pair/start')).toHaveLength(2)
  })

  it('says that no passkey was made, and lets one try again', async () => {
    const { page, devtools } = await room.open('pair#ABCD-EFGH-JKLM')
    await page.getByRole('button', { name: 'Create the passkey' }).waitFor()
    await devtools.send('WebAuthn.disable')
    await page.evaluate(() => {
      navigator.credentials.create = async () => {
        throw new DOMException('', 'NotAllowedError')
      }
    })
    await page.getByRole('button', { name: 'Create the passkey' }).click()
    await page.getByRole('alert').getByText('No passkey was made').waitFor()
    expect(room.owner.record.session).toBeUndefined()
  })
})

describe('a session', () => {
  it('starts with a passkey, at the screen that was asked for', async () => {
    const { page } = await room.paired('devices')
    room.owner.record.session = undefined
    await page.reload()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.getByRole('button', { name: 'Sign in with your passkey' }).click()
    await page.getByRole('heading', { name: 'Devices', exact: true }).waitFor()
    expect(page.url()).toBe(room.owner.at('devices'))
  })

  it('that has ended leads to the sign-in, whatever was pressed', async () => {
    const { page } = await room.paired('settings')
    room.owner.record.session = undefined
    await page.getByLabel('Code').fill('12345')
    await page.getByRole('button', { name: 'Set it' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await page.getByRole('navigation').isHidden()).toBe(true)
  })

  it('ends when one signs out', async () => {
    const { page } = await room.paired('settings')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(room.owner.record.session).toBeUndefined()
    await expect.poll(() => room.owner.pages).toBe(0)
  })
})
