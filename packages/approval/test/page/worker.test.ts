import { afterAll, describe, expect, it } from 'vitest'
import { pageRoom } from './room.js'
import { visit, type Visit } from './visit.js'
import { idOf, waitingApproval } from './samples.js'

const room = pageRoom()

interface Shown {
  readonly title: string
  readonly body: string
  readonly tag: string
  readonly silent: boolean | null
  readonly url: string
}

/** Milliseconds until a message is delivered once more. */
const LOST_AFTER = 2_000

/**
 * Hands a message to the worker as the push service would, and gives what it shows. Again where nothing is
 * shown: on a busy machine Chromium takes the end of the notification before for that of this one.
 */
async function push(visited: Visit, data: string): Promise<readonly Shown[]> {
  const { devtools } = visited
  const registrationId = await registrationOf(visited)
  const { origin } = room.owner
  let deliveredAt = -Infinity
  await expect
    .poll(async () => {
      const shown = await shownOn(visited)
      if (shown.length === 0 && performance.now() - deliveredAt > LOST_AFTER) {
        deliveredAt = performance.now()
        await devtools.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data })
      }
      return shown
    })
    .toHaveLength(1)
  await devtools.send('ServiceWorker.disable')
  const found = await shownOn(visited)
  await closeAll(visited)
  return found
}

/** Chromium tells of the registrations it knows whenever it begins to tell of any. */
async function registrationOf({ devtools }: Visit): Promise<string> {
  const registration = new Promise<string>((resolve) => {
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations: [first] }) => {
      if (first) resolve(first.registrationId)
    })
  })
  await devtools.send('ServiceWorker.enable')
  return registration
}

async function shownOn({ page }: Visit): Promise<readonly Shown[]> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready
    return (await registration.getNotifications()).map(({ title, body, tag, silent, data }) => {
      return { title, body, tag, silent, url: data.url }
    })
  })
}

/** Until they are gone: a late end would be that of the next one under the same tag. */
async function closeAll(visited: Visit): Promise<void> {
  await visited.page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready
    for (const notification of await registration.getNotifications()) notification.close()
  })
  await expect.poll(() => shownOn(visited)).toEqual([])
}

let device: Visit | undefined

/** One device for all tests, signed in: a worker takes seconds to begin. */
async function withWorker(): Promise<Visit> {
  room.owner.record.signIn()
  const { browser, owner } = room
  const permissions = ['notifications']
  device ??= await visit(browser, owner, '', { permissions, serviceWorkers: 'allow' })
  await device.page.evaluate(() => navigator.serviceWorker.ready.then(() => true))
  return device
}

/** Its page on the first screen again. */
async function atHome(): Promise<Visit> {
  const known = device
  const opened = await withWorker()
  if (known) {
    await opened.page.goto(room.owner.at())
    await opened.page.locator('main:not([aria-busy])').waitFor()
  }
  return opened
}

afterAll(() => device?.context.close())

async function told(data: string): Promise<readonly Shown[]> {
  return push(await withWorker(), data)
}

describe('a push message', () => {
  it('is shown, and leads to the request', async () => {
    const url = room.owner.at(`approvals/${idOf('ask')}`)
    const expiresAt = Date.now() + 60_000
    const title = 'Shopping assistant asks'
    const message = { title, body: 'For Your orders', tag: 'ask', url, expiresAt }
    expect(await told(JSON.stringify(message))).toEqual([
      { title, body: 'For Your orders', tag: 'ask', silent: false, url },
    ])
  })

  it('that came too late says quietly that it is over', async () => {
    const message = { title: 'Asks', body: 'For', tag: 'ask', url: '', expiresAt: Date.now() - 1 }
    const [shown] = await told(JSON.stringify(message))
    expect(shown).toMatchObject({ title: 'This request is over', tag: 'ask', silent: true })
  })

  it.each(['no JSON', 'null', '[]', '{"title":7,"body":{},"tag":[]}'])(
    'that reads %s is shown in general words',
    async (data) => {
      const [shown] = await told(data)
      expect(shown).toMatchObject({
        title: 'Something needs your attention',
        body: '',
        url: room.owner.at(),
      })
    },
  )

  it.each(['https://evil.example/owner/', 'javascript:alert(1)', '/elsewhere', '//evil.example'])(
    'never leads away, as to %s',
    async (url) => {
      const [shown] = await told(JSON.stringify({ title: 'Look', url }))
      expect(shown?.url).toBe(room.owner.at())
    },
  )
})

describe('the worker', () => {
  it('opens the page without a server, which then says so', async () => {
    const { page, context } = await atHome()
    await context.setOffline(true)
    await page.goto(room.owner.at('devices'))
    await page.getByRole('heading', { name: 'This did not work' }).waitFor()
    expect(await page.getByRole('alert').textContent()).toContain('The server cannot be reached')
    await context.setOffline(false)
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { name: 'Devices', exact: true }).waitFor()
  })

  it('keeps nothing that the server has answered', async () => {
    const { page } = await atHome()
    room.owner.record.put(waitingApproval('ask'))
    await page.goto(room.owner.at(`approvals/${idOf('ask')}`))
    await page.getByRole('heading', { name: 'Shopping assistant' }).waitFor()
    const kept = await page.evaluate(async () => {
      const names = await caches.keys()
      const stored = await Promise.all(
        names.map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)),
      )
      return stored.flat()
    })
    const base = room.owner.at()
    expect(kept).toContain(base)
    const start = await page.evaluate(async (url) => (await caches.match(url))?.text(), base)
    expect(start).toMatch(/^<!doctype html>/)
    expect(kept.filter((url) => url !== base && !url.startsWith(`${base}assets/`))).toEqual([])
  })

  it.each(['sw.js', 'manifest.webmanifest', 'assets/app.js?x'])(
    'keeps nothing else as the page that somebody is led to, as %s',
    async (path) => {
      const { page } = await atHome()
      const started = async (): Promise<string | undefined> =>
        page.evaluate(async (url) => (await caches.match(url))?.text(), room.owner.at())
      const before = await started()
      expect(before).toMatch(/^<!doctype html>/i)
      await page.goto(room.owner.at(path))
      expect(await started()).toBe(before)
    },
  )

  it('takes an open page to where a notification leads', async () => {
    const { page, context } = await atHome()
    room.owner.record.put(waitingApproval('ask'))
    const url = room.owner.at(`approvals/${idOf('ask')}`)
    const [worker] = context.serviceWorkers()
    await worker?.evaluate(async (url) => {
      const scope = globalThis as unknown as {
        clients: { matchAll(): Promise<{ postMessage(message: object, transfer: []): void }[]> }
      }
      for (const client of await scope.clients.matchAll()) client.postMessage({ open: url }, [])
    }, url)
    await page.getByRole('heading', { name: 'Shopping assistant' }).waitFor()
    expect(page.url()).toBe(url)
  })
})

function connections(): number {
  return room.owner.received.filter(({ call }) => call === 'GET events').length
}

describe('the connection', () => {
  it('that is gone is told of, and when it is back', async () => {
    const { page, context } = await atHome()
    await expect.poll(connections).toBe(1)
    await context.setOffline(true)
    const words = page.getByRole('status').getByText('You are offline')
    await words.waitFor()
    await context.setOffline(false)
    await words.waitFor({ state: 'hidden' })
    await expect.poll(connections).toBe(2)
  })
})
