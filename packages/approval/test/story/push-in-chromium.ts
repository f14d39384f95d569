import type { Page } from 'playwright-core'
import type { Visit } from '../page/visit.js'

/** Hands a push message to the worker of the page, as a push service would through the browser. */
export async function deliverPush(
  { page, devtools }: Visit,
  { origin }: { readonly origin: string },
  data: string,
): Promise<void> {
  await page.evaluate(async () => navigator.serviceWorker.ready)
  const registered = new Promise<string>((resolve) => {
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [registration] = registrations
      if (registration !== undefined) resolve(registration.registrationId)
    })
  })
  await devtools.send('ServiceWorker.enable')
  const registrationId = await registered
  await devtools.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data })
}

/** Titles of what the browser shows. */
export async function shownNotifications(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready
    return (await registration.getNotifications()).map(({ title }) => title)
  })
}
