import { describe, expect, it } from 'vitest'
import { isShown, pageRoom } from './room.js'
import { device, idOf, SHOP } from './samples.js'

const room = pageRoom()
const TABLET = device({ id: idOf('tablet'), name: 'Kitchen tablet', current: false })

describe('devices', () => {
  it('are renamed', async () => {
    const { page } = await room.paired('devices')
    await page.getByRole('button', { name: 'Rename Pixel phone' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('Work phone')
    await page.getByRole('button', { name: 'Save' }).click()
    expect(await isShown(page.getByRole('heading', { name: 'Work phone' }))).toBe(true)
  })

  it('are removed with a passkey', async () => {
    room.owner.record.devices = [device(), TABLET]
    const { page } = await room.paired('devices')
    await page.getByRole('button', { name: 'Remove Kitchen tablet' }).click()
    await page.getByRole('button', { name: 'Remove it' }).click()
    await page.getByRole('heading', { name: 'Kitchen tablet' }).waitFor({ state: 'detached' })
    expect(room.owner.record.devices.map(({ name }) => name)).toEqual(['Pixel phone'])
    const removal = room.owner.received.find(({ call }) => call.endsWith('/remove'))
    expect(removal?.body).not.toHaveProperty('evenLast')
  })

  it('do not lose their last one without a word', async () => {
    const { page } = await room.paired('devices')
    await page.getByRole('button', { name: 'Remove Pixel phone' }).click()
    const remove = page.getByRole('button', { name: 'Remove it' })
    expect(await remove.isDisabled()).toBe(true)
    await page.getByLabel('I have understood that I lose access').check()
    await remove.click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(room.owner.record.devices).toEqual([])
  })

  it('get another one by a code that is shown, and drawn', async () => {
    const { page } = await room.paired('devices')
    await page.getByRole('button', { name: 'Show a code' }).click()
    await page.getByText('ABCD-EFGH-JKLM', { exact: true }).waitFor()
    const path = page.getByRole('img', { name: 'QR code' }).locator('path')
    expect(await path.getAttribute('d')).toMatch(/^M\d+,\d+h/)
  })
})

describe('settings', () => {
  it('let a blocked application ask again', async () => {
    room.owner.record.blocks = [{ client: SHOP, at: Date.now(), until: undefined }]
    const { page } = await room.paired('settings')
    await page.getByRole('button', { name: 'Let it ask again: Shopping assistant' }).click()
    await page.getByText('None. When you say no').waitFor()
    expect(room.owner.record.blocks).toEqual([])
  })

  it('set a user code, and remove it', async () => {
    const { page } = await room.paired('settings')
    await page.getByLabel('Code').fill('123')
    await page.getByRole('button', { name: 'Set it' }).click()
    await page.getByText('A code has 4 to 64 characters').waitFor()
    await page.getByLabel('Code').fill('rosebud')
    await page.getByRole('button', { name: 'Set it' }).click()
    await page.getByText('A user code is set.').waitFor()
    await page.getByRole('button', { name: 'Remove it' }).click()
    await page.getByText('No user code is set.').waitFor()
    const sent = room.owner.received.filter(({ call }) => call === 'PUT user-code')
    expect(sent.map(({ body }) => body)).toMatchObject([{ code: 'rosebud' }, { code: null }])
  })

  it('download the record', async () => {
    const { page } = await room.paired('settings')
    const downloading = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Download' }).click()
    expect((await downloading).suggestedFilename()).toBe('uses.ndjson')
  })

  it('say what stands in the way of notifications', async () => {
    const { page } = await room.paired('settings')
    await page.evaluate(() => Reflect.deleteProperty(window, 'PushManager'))
    await page.getByRole('link', { name: 'Devices' }).click()
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByText('This browser cannot receive notifications').waitFor()
    await page.evaluate(() => Object.assign(navigator, { standalone: false }))
    await page.getByRole('link', { name: 'Devices' }).click()
    await page.getByRole('link', { name: 'Settings' }).click()
    expect(await isShown(page.getByText('Add to Home Screen'))).toBe(true)
  })

  it('send the subscription of the browser, and take it back', async () => {
    room.owner.record.signIn()
    const permissions = ['notifications']
    const { page } = await room.open('settings', { permissions, serviceWorkers: 'allow' })
    // Chromium without an account has no push service: what its manager would give.
    await page.evaluate(() => {
      const subscription = {
        toJSON: () => ({ endpoint: 'https://push.example/1', keys: { p256dh: 'A', auth: 'B' } }),
        unsubscribe: async () => true,
      }
      PushManager.prototype.subscribe = async () => subscription as unknown as PushSubscription
      Notification.requestPermission = async () => 'granted'
    })
    await page.getByRole('button', { name: 'Turn on notifications' }).click()
    await page.getByText('This device is told at once').waitFor()
    await page.getByRole('button', { name: 'Turn off notifications' }).click()
    await page.getByText('This device is told only while the page is open').waitFor()
    const sent = room.owner.received.filter(({ call }) => call.startsWith('PUT devices/current'))
    const endpoint = 'https://push.example/1'
    expect(sent.map(({ body }) => body)).toEqual([
      { subscription: { endpoint, keys: { p256dh: 'A', auth: 'B' } } },
      { subscription: null },
    ])
  })
})
