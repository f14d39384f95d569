import { createTestStatusList } from '@countersign/testing'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { run } from '../../../src/run.js'
import { fakeIo } from '../../fake-io.js'
import { openIssuer } from './issuer.js'

const { idp, trust, verify } = await openIssuer()
const statuses = await createTestStatusList(idp)

afterEach(() => statuses.fault(undefined))
afterAll(() => statuses.close())

describe('an issuer that gives no answer', () => {
  it.each(['down', 'html', { status: 500 }] as const)('leaves it undecided: %j', async (fault) => {
    idp.fault('all', fault)
    const { code, report, failed } = await verify([await idp.token()])
    expect([code, failed]).toEqual([3, 5])
    expect(report.verdict).toBe('undecided')
    expect(report.explanation?.detail).toContain('/.well-known/oauth-authorization-server')
  })

  it('is told why, also of an introspection endpoint', async () => {
    const env = { COUNTERSIGN_CLIENT_SECRET: 'x' }
    const args = ['opaque', '--introspect', `${idp.issuer}/nowhere`, '--client-id', 'c']
    const { code, report } = await verify(args, { env })
    expect(code).toBe(3)
    expect(report.explanation?.detail).toContain(`${idp.issuer}/nowhere`)
  })

  it('leaves it undecided at the step that asked, where its status list is away', async () => {
    statuses.fault('down')
    const { code, failed } = await verify([await idp.token({ status: statuses.claim(1) })])
    expect([code, failed]).toEqual([3, 8])
  })

  it('is not waited for after Ctrl-C', async () => {
    idp.fault('all', 'hang')
    const io = fakeIo()
    const ended = run(['verify', await idp.token(), ...trust], io)
    const before = idp.requestCount()
    await expect.poll(() => idp.requestCount()).toBeGreaterThan(before)
    io.interrupt()
    expect(await ended).toBe(130)
    expect(io.out()).toBe('')
  })
})
