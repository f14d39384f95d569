import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { guide, runCheck, startAll, type Demo } from '../src/index.js'

const LINE = /^curl -i (\S+)(?: -H "Authorization: Bearer \$\(curl -s (\S+)\)")?$/

async function fetchText(address: string, headers = {}): Promise<{ status: number; text: string }> {
  const response = await fetch(`http://${address}`, { headers })
  return { status: response.status, text: await response.text() }
}

/** Does what a shell would do with one of the lines. */
async function paste(line: string): Promise<number> {
  const [, api = '', desk] = LINE.exec(line) ?? []
  if (!desk) return (await fetchText(api)).status
  const { text: token } = await fetchText(desk)
  return (await fetchText(api, { authorization: `Bearer ${token}` })).status
}

describe('the demo', () => {
  let demo: Demo

  beforeAll(async () => {
    demo = await startAll()
  })

  afterAll(() => demo.close())

  it('prints lines that are answered as it says, in 100 columns', async () => {
    const text = guide(demo)
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)

    const blocks = text.split('\n\n').filter((block) => block.includes('curl -i'))
    const answers = blocks.map(async (block) => {
      const [title = '', ...lines] = block.split('\n').map((line) => line.trim())
      const statuses = await Promise.all(lines.map(paste))
      return [title.slice(5), Number(title.slice(0, 3)), statuses]
    })
    expect(await Promise.all(answers)).toEqual([
      ['allowed', 200, [200, 200, 200]],
      ['no token', 401, [401, 401, 401]],
      ['scope missing', 403, [403, 403, 403]],
      ['tampered', 401, [401, 401, 401]],
      ['expired', 401, [401, 401, 401]],
    ])
  })

  it('says how to attack an API', () => {
    expect(guide(demo)).toContain(`probe ${demo.apis['express']}/orders --token -`)
  })

  it('says where the page is, and who can sign in', async () => {
    const { page, user } = demo.spaLogin
    expect(guide(demo)).toMatch(
      new RegExp(`${page} .+ ${user.username}, password ${user.password}`),
    )
    expect((await fetchText(page.slice(7))).status).toBe(200)
  })

  it('says where the gateway is, and who can sign in there', async () => {
    const { gateway, user } = demo.microservices
    expect(guide(demo)).toMatch(
      new RegExp(`${gateway} .+ ${user.username}, password ${user.password}`),
    )
    expect((await fetchText(gateway.slice(7))).status).toBe(200)
  })

  it('takes free ports where its own are taken', async () => {
    const second = await startAll()
    expect(second.provider.issuer).not.toBe(demo.provider.issuer)
    expect(await paste(`curl -i ${second.apis['koa']?.slice(7)}/health`)).toBe(200)
    await second.close()
  })

  it('frees its ports when it is closed', async () => {
    const second = await startAll()
    await second.close()
    await expect(fetch(second.provider.issuer)).rejects.toThrow('fetch failed')
  })

  it('checks itself, in the end without its provider', async () => {
    const second = await startAll()
    const log = vi.spyOn(console, 'log').mockReturnValue()
    const exitCode = await runCheck(second.provider, second.apis)
    const printed = log.mock.calls.join('\n')
    log.mockRestore()
    await expect(fetch(second.provider.issuer)).rejects.toThrow('fetch failed')
    await second.close()

    expect(printed).toMatch(/45 passed, 0 failed$/)
    expect(exitCode).toBe(0)
  })

  it('hands out no token that it does not know', async () => {
    expect((await fetchText(`${demo.tokenDesk.url.slice(7)}/root`)).status).toBe(404)
  })
})
