// The devices that can answer, and how another one is added.
import { get } from './api.js'
import { deviceItem } from './device-item.js'
import { fill, h } from './dom.js'
import { inviteControl } from './invite.js'

/** @import { DeviceView } from '../src/owner/api-types.js' */
/** @import { Screen, Visit } from './router.js' */

/**
 * @param {Visit} visit
 * @returns {Promise<Screen>}
 */
export async function devicesScreen({ signal }) {
  const list = h('ul', { class: 'devices' })
  const load = async () => {
    /** @type {readonly DeviceView[]} */
    const devices = await get('devices')
    if (signal.aborted) return
    fill(
      list,
      devices.map((device) => deviceItem(device, devices.length === 1, load)),
    )
  }
  await load()
  const node = h(
    'div',
    null,
    h('h1', { tabindex: -1 }, 'Devices'),
    h(
      'p',
      null,
      'Each of these can say yes, and can stop access. Remove one that you do not have any more.',
    ),
    list,
    h('section', { class: 'sheet' }, h('h2', null, 'Add a device'), inviteControl(load, signal)),
  )
  return { title: 'Devices', node }
}
