import { optionsIn, type Answer } from './browser.js'
import type { Owner } from './owner-world.js'

/** Asks for a code for another device, as the page does. */
export async function invitationBy({ browser, authenticator }: Owner): Promise<Answer> {
  const challenged = await browser.post('api/devices/invite/challenge')
  const credential = authenticator.get(optionsIn(challenged))
  return browser.post('api/devices/invite', { credential })
}
