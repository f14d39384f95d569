import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { generateVapidKeys } from '../../../src/index.js'
import { checkVapidKeys } from '../../../src/notify/web-push/vapid-keys.js'
import { Vapid } from '../../../src/notify/web-push/vapid.js'

const vapid = (): Vapid => new Vapid(checkVapidKeys(generateVapidKeys()), 'mailto:a@example.com')

const origin = (site: number): string => `https://wns-${site}.notify.windows.com`

const audienceOf = (authorization: string): unknown =>
  decodeJwt(/t=([^,]+)/.exec(authorization)?.[1] ?? '').aud

describe('VAPID tokens', () => {
  it('are for one service each', async () => {
    const signer = vapid()
    const one = await signer.authorization('https://fcm.googleapis.com')
    const two = await signer.authorization('https://web.push.apple.com')
    expect(audienceOf(one)).toBe('https://fcm.googleapis.com')
    expect(audienceOf(two)).toBe('https://web.push.apple.com')
    expect(await signer.authorization('https://fcm.googleapis.com')).toBe(one)
  })

  it('are signed once for those who ask at once', async () => {
    const signer = vapid()
    const all = await Promise.all(Array.from({ length: 20 }, () => signer.authorization(origin(0))))
    expect(new Set(all).size).toBe(1)
  })

  it('are kept for 200 services, and the oldest of more is made anew', async () => {
    const signer = vapid()
    const first = await signer.authorization(origin(0))
    const second = await signer.authorization(origin(1))
    for (let site = 2; site <= 200; site++) await signer.authorization(origin(site))
    expect(await signer.authorization(origin(1))).toBe(second)
    expect(await signer.authorization(origin(0))).not.toBe(first)
  })
})
