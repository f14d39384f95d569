import { describe, expect, it } from 'vitest'
import { PushServices } from '../../../src/notify/web-push/push-services.js'

const vendors = new PushServices()

describe('push services', () => {
  it.each([
    'https://fcm.googleapis.com/fcm/send/abc:def-_',
    'https://fcm.googleapis.com/wp/abc',
    'https://jmt17.google.com/fcm/send/abc',
    'https://updates.push.services.mozilla.com/wpush/v2/abc',
    'https://web.push.apple.com/QAbc',
    'https://wns2-par02p.notify.windows.com/w/?token=BQYAAAB%2f0sal0z2V',
  ])('are those of the vendors: %s', (endpoint) => {
    expect(vendors.locate(endpoint)?.href).toBe(endpoint)
  })

  it.each([
    ['another scheme', 'http://fcm.googleapis.com/1'],
    ['a scheme of files', 'file:///etc/passwd'],
    ['a scheme of data', 'data:text/plain,fcm.googleapis.com'],
    ['another port', 'https://fcm.googleapis.com:8443/1'],
    ['a port that is said needlessly', 'https://fcm.googleapis.com:443/1'],
    ['a name in front', 'https://fcm.googleapis.com@evil.example/1'],
    ['a name and password in front', 'https://a:b@fcm.googleapis.com/1'],
    ['a dot at the end', 'https://fcm.googleapis.com./1'],
    ['a dot at the end of a domain', 'https://web.push.apple.com./1'],
    ['a domain behind', 'https://fcm.googleapis.com.evil.example/1'],
    ['a host that ends alike', 'https://evilfcm.googleapis.com/1'],
    ['a domain that ends alike', 'https://evilnotify.windows.com/1'],
    ['a domain without a host', 'https://notify.windows.com/1'],
    ['a dot and no host', 'https://.push.apple.com/1'],
    ['a host in the path', 'https://evil.example/.push.apple.com'],
    ['a host in the query', 'https://evil.example/?.push.apple.com'],
    ['a host in the fragment', 'https://evil.example#.push.apple.com'],
    ['a fragment', 'https://fcm.googleapis.com/1#2'],
    ['a backslash', 'https://evil.example\\.push.apple.com/1'],
    ['an encoded slash', 'https://evil.example%2f.push.apple.com/1'],
    ['another spelling of the host', 'https://FCM.googleapis.com/1'],
    ['a full-width letter', 'https://ｆcm.googleapis.com/1'],
    ['a line break', 'https://fcm.googleapis.com/1\r\nx: y'],
    ['a tab that parsers drop', 'https://fcm.google\tapis.com/1'],
    ['a space in front', ' https://fcm.googleapis.com/1'],
    ['a path that leads up', 'https://fcm.googleapis.com/a/../1'],
    ['loopback', 'https://127.0.0.1/1'],
    ['loopback by name', 'https://localhost/1'],
    ['a private address', 'https://192.168.0.1/1'],
    ['an address as a number', 'https://2130706433/1'],
    ['IPv6 loopback', 'https://[::1]/1'],
    ['IPv6-mapped loopback', 'https://[::ffff:127.0.0.1]/1'],
    ['metadata of a cloud', 'https://169.254.169.254/latest/meta-data/'],
    ['too much', `https://fcm.googleapis.com/${'a'.repeat(2_048)}`],
    ['no text', 5],
    ['nothing', undefined],
  ])('are not reached by %s', (_what, endpoint) => {
    expect(vendors.locate(endpoint)).toBeUndefined()
  })

  it('are those that were named, too, and exactly those', () => {
    const services = new PushServices([
      'push.example.com',
      'https://other.example:8443',
      'http://127.0.0.1:3000',
    ])
    expect(services.locate('https://push.example.com/1')).toBeDefined()
    expect(services.locate('https://other.example:8443/1')).toBeDefined()
    expect(services.locate('http://127.0.0.1:3000/1')).toBeDefined()
    expect(services.locate('https://fcm.googleapis.com/1')).toBeDefined()
    for (const endpoint of [
      'http://push.example.com/1',
      'https://push.example.com:8443/1',
      'https://a.push.example.com/1',
      'https://other.example/1',
      'http://127.0.0.1:3001/1',
      'https://127.0.0.1:3000/1',
      'http://localhost:3000/1',
      'http://[::ffff:7f00:1]:3000/1',
    ]) {
      expect([endpoint, services.locate(endpoint)]).toEqual([endpoint, undefined])
    }
  })

  it.each([
    'http://push.example.com',
    'http://10.0.0.1',
    'https://push.example.com/path',
    'https://push.example.com/',
    'https://a@push.example.com',
    '*.example.com/',
    'Push.example.com',
    'ftp://push.example.com',
    '',
    5,
  ])('are not named so: %j', (service) => {
    expect(() => new PushServices([service as string])).toThrow(
      expect.objectContaining({ name: 'ConfigError', option: 'services.0' }),
    )
  })
})
