import { describe, expect, it } from 'vitest'
import { isInternalHost, isThisMachine } from '../../src/keys/internal-host.js'

/** As `URL` spells it: that is what a fetch would go to. */
const hostOf = (host: string): string => new URL(`https://${host}/`).hostname

const THIS_MACHINE = [
  'localhost',
  'LOCALHOST',
  'localhost.',
  'localhost..',
  '%6cocalhost',
  'ⓛocalhost',
  'app.localhost',
  'app.localhost.',
  'localhost.localdomain',
  '127.0.0.1',
  '127.255.255.255',
  '127.0.0.1.',
  '127.1',
  '0x7f.1',
  '0177.0.0.1',
  '2130706433',
  '0.0.0.0',
  '0.255.255.255',
  '0',
  '[::]',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[::ffff:0.0.0.0]',
  '[64:ff9b::127.0.0.1]',
  '[2002:7f00:1::]',
]

const INTERNAL = [
  '10.0.0.0',
  '10.255.255.255',
  '100.64.0.0',
  '100.127.255.255',
  '169.254.169.254',
  '172.16.0.0',
  '172.31.255.255',
  '192.0.0.192',
  '192.168.0.0',
  '192.168.255.255',
  '198.18.0.0',
  '198.19.255.255',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '0xa9fea9fe',
  '[fc00::1]',
  '[fd00:ec2::254]',
  '[fe80::1]',
  '[febf::1]',
  '[fec0::1]',
  '[ff02::1]',
  '[100::1]',
  '[1::1]',
  '[2001::1]',
  '[4000::1]',
  '[::ffff:10.0.0.1]',
  '[::ffff:169.254.169.254]',
  '[::10.0.0.1]',
  '[64:ff9b::10.0.0.1]',
  '[64:ff9b::169.254.169.254]',
  '[64:ff9b:1::8.8.8.8]',
  '[2002:a00:1::]',
  '[2002:a9fe:a9fe::1]',
  '[2002:c0a8:ffff:1::1]',
  'intranet',
  'vault',
  'mylocalhost',
  'vault.',
  'id.local',
  'id.LOCAL',
  'id.local.',
  'metadata.google.internal',
  'kubernetes.default.svc',
  'db.localdomain',
  'router.home.arpa',
  'home.arpa',
  'router.home',
  'wiki.intranet',
  'wiki.corp',
  'nas.lan',
  'nas.private',
]

const PUBLIC = [
  'id.example',
  'id.example.',
  'localhost.example',
  'notlocalhost.example',
  'local.example',
  'corp.com',
  'mycorp.com',
  'myhome.arpa',
  '10.example',
  '1.1.1.1',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.0',
  '169.253.255.255',
  '169.255.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.0.1.0',
  '192.167.255.255',
  '192.169.0.0',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '[2606:4700::1111]',
  '[2001:4860:4860::8888]',
  '[::ffff:1.1.1.1]',
  '[64:ff9b::1.1.1.1]',
  '[2002:101:101::1]',
]

describe('an internal host', () => {
  it.each([...THIS_MACHINE, ...INTERNAL])('is %s', (host) => {
    expect(isInternalHost(hostOf(host))).toBe(true)
  })

  it.each(PUBLIC)('is not %s', (host) => {
    expect(isInternalHost(hostOf(host))).toBe(false)
  })

  it('is one without a name', () => {
    expect(isInternalHost('')).toBe(true)
    expect(isInternalHost('.')).toBe(true)
  })
})

describe('this machine', () => {
  it.each(THIS_MACHINE)('is %s', (host) => {
    expect(isThisMachine(hostOf(host))).toBe(true)
  })

  it.each([...INTERNAL, ...PUBLIC])('is not %s', (host) => {
    expect(isThisMachine(hostOf(host))).toBe(false)
  })
})
