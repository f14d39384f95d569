import { once } from 'node:events'
import { createServer } from 'node:net'
import { freePort } from '@countersign/test-servers'
import { createTestIdentityProvider, type TestIdentityProvider } from '@countersign/testing'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { probe } from '../../src/index.js'
import { resolveTarget } from '../../src/probe/target/resolve-target.js'
import { api, serve, strictly } from './apis.js'

let idp: TestIdentityProvider

beforeAll(async () => {
  idp = await createTestIdentityProvider({ algorithms: ['ES256'] })
})
afterAll(() => idp.close())

const both = async (): Promise<string[]> => ['127.0.0.1', '192.0.2.1']
const none = async (): Promise<string[]> => {
  throw new Error('ENOTFOUND')
}

/** Counts the connections that are made to a port of this machine. */
async function countingPort(): Promise<{ port: number; count: () => number }> {
  let count = 0
  const server = createServer((socket) => {
    count += 1
    socket.destroy()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  return { port: typeof address === 'object' ? (address?.port ?? 0) : 0, count: () => count }
}

describe('a target that is not this machine', () => {
  it.each(['http://192.0.2.1/', 'http://[2001:db8::1]/', 'https://0.0.0.0/', 'http://[::]/'])(
    '%s is refused',
    async (url) => {
      await expect(probe({ url, provider: idp })).rejects.toMatchObject({
        name: 'ProbeError',
        code: 'target_refused',
      })
    },
  )

  it('is refused if one of its addresses is not, and nothing is sent to any', async () => {
    const { port, count } = await countingPort()
    await expect(
      probe({ url: `http://api.test:${port}/`, provider: idp, lookup: both }),
    ).rejects.toMatchObject({ code: 'target_refused' })
    expect(count()).toBe(0)
  })

  it('has no address', async () => {
    await expect(
      probe({ url: 'http://api.test/', provider: idp, lookup: none }),
    ).rejects.toMatchObject({
      code: 'unresolved',
      message: 'api.test has no address',
    })
  })

  it('is taken if its owner says so', async () => {
    const { port } = new URL(await serve(() => {}))
    const options = { iOwnThisHost: true, timeout: 1, lookup: both }
    await expect(resolveTarget(`http://api.test:${port}/`, options)).resolves.toMatchObject({
      address: '127.0.0.1',
      loopback: false,
    })
  })
})

describe('a target on this machine', () => {
  it.each(['http://127.1', 'http://[::ffff:127.0.0.1]', 'http://0x7f000001', 'http://localhost'])(
    'may be written %s',
    async (origin) => {
      const { port } = new URL(await serve(() => {}))
      const target = await resolveTarget(`${origin}:${port}/orders`, { timeout: 1 })
      expect(target).toMatchObject({ loopback: true, port: Number(port) })
    },
  )

  it('is looked up once', async () => {
    let asked = 0
    const lookup = async (): Promise<string[]> => {
      asked += 1
      return ['127.0.0.1']
    }
    const { port } = new URL(await serve(api(strictly(idp))))
    const url = `http://api.test:${port}/orders`
    const report = await probe({ url, provider: idp, families: ['alg none'], lookup })
    expect(report).toMatchObject({ verdict: 'clean', address: '127.0.0.1' })
    expect(asked).toBe(1)
  })

  it('is not left for where it sends to', async () => {
    const elsewhere = await countingPort()
    const url = await serve((_req, res) => {
      res.writeHead(307, { location: `http://127.0.0.1:${elsewhere.port}/` }).end()
    })
    const report = await probe({ url, provider: idp, families: ['alg none'] })
    expect(report).toMatchObject({ verdict: 'undecided', calibration: { good: { status: 307 } } })
    expect(elsewhere.count()).toBe(0)
  })

  it('is not waited for any more once that is interrupted', async () => {
    const interrupt = new AbortController()
    const url = `http://127.0.0.1:${await freePort()}/`
    const search = probe({ url, provider: idp, patience: 60, signal: interrupt.signal })
    setImmediate(() => interrupt.abort())
    await expect(search).rejects.toMatchObject({ name: 'ProbeError', code: 'aborted' })
  })

  it('is not there', async () => {
    const { port } = await countingPort()
    const url = `http://127.0.0.2:${port}/`
    await expect(probe({ url, provider: idp })).rejects.toMatchObject({ code: 'unresolved' })
  })

  it('may come later, where there is patience', async () => {
    const server = createServer()
    onTestFinished(() => void server.close())
    const port = await freePort()
    const found = resolveTarget(`http://api.test:${port}/`, {
      timeout: 1,
      patience: 30,
      lookup: async () => {
        // After the first attempt, which follows at once.
        setTimeout(() => server.listen(port, '127.0.0.1'), 100)
        return ['127.0.0.1']
      },
    })
    expect(await found).toMatchObject({ address: '127.0.0.1', port })
  })

  it('is waited for no longer than the signal says', async () => {
    const url = `http://127.0.0.1:${await freePort()}/`
    const found = resolveTarget(url, { timeout: 1, patience: 600, signal: AbortSignal.abort() })
    await expect(found).rejects.toMatchObject({ code: 'aborted' })
  })
})

describe('an issuer on this machine that never answers', () => {
  it('is not waited for once the probe is interrupted', async () => {
    const url = await serve(api(strictly(idp)))
    const silent = new URL(await serve(() => interrupt.abort())).origin
    const interrupt = new AbortController()
    const token = await idp.token({ iss: silent })
    const report = await probe({ url, token, timeout: 60, signal: interrupt.signal })
    expect(report).toMatchObject({ verdict: 'undecided', reason: 'It was interrupted.' })
    expect(report.calibration.good.line).toBe('not answered before the end')
  })
})

describe('an issuer that is not this machine', () => {
  it('is not asked for its keys, unless they are named', async () => {
    const url = await serve(api(strictly({ ...idp, issuer: 'https://id.example' })))
    const token = await idp.token({ iss: 'https://id.example' })
    const before = idp.requestCount()
    const report = await probe({ url, token, families: ['alg confusion'] })
    expect(report.calibration).toMatchObject({ publicKeys: 0 })
    expect(report.attacks.find(({ result }) => result === 'not-run')?.reason).toContain(
      'is not asked',
    )
    const named = await probe({ url, token, jwks: idp.jwksUri, families: ['alg confusion'] })
    expect(named.calibration).toMatchObject({ publicKeys: 1 })
    expect(idp.requestCount() - before).toBe(1)
  })
})

describe('options', () => {
  const url = 'http://127.0.0.1:1/'

  it.each([
    [{ url }, 'Exactly one of'],
    [{ url, token: 'a.b.c', signing: {} }, 'Exactly one of'],
    [{ url: 'ftp://127.0.0.1/', token: 'a' }, '"url"'],
    [{ url: 'http://me:secret@127.0.0.1/', token: 'a' }, '"url" must not hold'],
    [{ url, token: 'a', headers: { authorization: 'x' } }, '"headers" must not have'],
    [{ url, token: 'a', headers: { 'x-y': 'a\r\nb' } }, '"headers"'],
    [{ url, token: 'a', method: 'G ET' }, '"method"'],
    [{ url, token: 'a', body: {} }, '"body"'],
    [{ url, token: 'a', body: 'x'.repeat(1_000_001) }, '"body"'],
    [{ url, token: 'a', timeout: 0 }, '"timeout"'],
    [{ url, token: 'a', concurrency: 65 }, '"concurrency"'],
    [{ url, token: 'a', deadline: Number.NaN }, '"deadline"'],
    [{ url, token: 'a', families: ['nonsense'] }, '"families"'],
  ])('that are wrong are named: %#', async (options, message) => {
    await expect(probe(options as Parameters<typeof probe>[0])).rejects.toThrow(
      expect.objectContaining({ name: 'TypeError', message: expect.stringContaining(message) }),
    )
  })

  it('with a token that is no JWT', async () => {
    const api = await serve((_req, res) => void res.end())
    await expect(probe({ url: api, token: 'opaque' })).rejects.toMatchObject({
      code: 'unusable_credentials',
      message: expect.not.stringContaining('opaque'),
    })
  })
})
