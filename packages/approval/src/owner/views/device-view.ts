import type { Device } from '../../directory/directory.js'
import type { DeviceView } from '../api-types.js'

export function deviceView(device: Device, current: Device): DeviceView {
  const { id, name, pairedAt, lastUsedAt, subscription } = device
  return {
    id,
    name,
    pairedAt,
    lastUsedAt,
    current: id === current.id,
    subscribed: subscription !== undefined,
  }
}
