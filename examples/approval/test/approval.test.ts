import { listen } from 'example-shared'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { approvalGuide, runApprovalStory, startApproval, type ApprovalDemo } from '../src/index.js'
import { Timeline } from '../src/story/timeline.js'

async function freePort(): Promise<number> {
  const server = await listen(() => undefined)
  await server.close()
  return Number(new URL(server.url).port)
}

// The story waits for two lives to end, and longer on a busy machine.
const timeout = 120_000

// `npm start -- --check` plays it too, in the same run of everything.
describe.runIf(process.env['COUNTERSIGN_FULL'])('the story of an approval', { timeout }, () => {
  let printed: string
  let exitCode: number

  beforeAll(async () => {
    const demo = await startApproval()
    const log = vi.spyOn(console, 'log').mockReturnValue()
    try {
      exitCode = await runApprovalStory(demo)
      printed = log.mock.calls.join('\n')
    } finally {
      log.mockRestore()
      await demo.close()
    }
  }, timeout)

  it('goes as it has to', () => {
    expect(printed).toMatch(/21 passed, 0 failed$/)
    expect(exitCode).toBe(0)
  })

  it('tells who did what, and what came of it', () => {
    for (const row of [
      /Ada +says yes with another number, \d\d +wrong_number +✓$/m,
      /Ada +says yes to photos:read alone, for 12 s, by passkey +ok +✓$/m,
      /shop +POST \/prints: Ada left that out +403 +✓$/m,
      /thief +sends it with a proof of his own key +401 +✓$/m,
      /Ada +says no +access_denied +✓$/m,
      /Ada +does not answer in 2 s +expired_token +✓$/m,
      /Ada +presses Stop; the next use is \d+ ms later +401 +✓$/m,
      /Ada +sees in the log: a use after the end +marked +✓$/m,
    ]) {
      expect(printed).toMatch(row)
    }
  })

  it('prints no token', () => {
    expect(printed).not.toMatch(/eyJ/)
  })
})

describe('the example of an approval', { timeout }, () => {
  let demo: ApprovalDemo

  beforeAll(async () => {
    demo = await startApproval()
  }, timeout)

  afterAll(() => demo.close())

  it('names every address, and the code, in its guide', async () => {
    const invitation = await demo.invite()
    const guide = approvalGuide(demo, invitation)
    const { issuer } = demo.approval
    const photos = Object.values(demo.servers).map((url) => `${url}/photos`)
    const pages = [demo.shop, `${issuer}/owner/`, invitation.url]
    for (const address of [...pages, ...photos]) expect(guide).toContain(` ${address}\n`)
    expect(guide).toContain(` ${invitation.code}\n`)
    for (const page of pages) expect([page, (await fetch(page)).status]).toEqual([page, 200])
    for (const url of photos) expect([url, (await fetch(url)).status]).toEqual([url, 401])
  })

  it('starts nothing where a port is taken', async () => {
    const taken = Number(new URL(demo.servers.koa).port)
    const port = await freePort()
    const start = startApproval({ approval: port, koa: taken })
    await expect(start).rejects.toThrow('EADDRINUSE')
    await expect(fetch(`http://localhost:${port}`)).rejects.toThrow('fetch failed')
  })

  it('frees its ports when it is closed', async () => {
    await demo.close()
    const { approval, servers, shop } = demo
    for (const url of [approval.issuer, shop, ...Object.values(servers)]) {
      await expect(fetch(url)).rejects.toThrow('fetch failed')
    }
  })
})

describe('the timeline', () => {
  it('counts what is not as it has to be, and says what was expected', () => {
    const line = new Timeline()
    line.add('shop', 'GET /photos', '200', '200')
    line.add('shop', 'GET /photos', '401', '200')
    expect([line.passed, line.failed]).toEqual([1, 1])
    expect(line.toString()).toMatch(/200 +✗ expected 401$/)
  })
})
