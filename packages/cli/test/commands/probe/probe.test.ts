import { writeFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTestIdentityProvider, type TestIdentityProvider } from '@countersign/testing'
import { freePort } from '@countersign/test-servers'
import { temporaryFolder } from '@countersign/test-servers/vitest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EXIT, run, type ProbeReport } from '../../../src/index.js'
import { fakeIo } from '../../fake-io.js'
import { api, Crash, decoded, goodApi, keyOf, serve, strictly } from '../../probe/apis.js'

let idp: TestIdentityProvider

beforeAll(async () => {
  idp = await createTestIdentityProvider({ algorithms: ['ES256'] })
})
afterAll(() => idp.close())

/** An API that takes what nobody signed, and fails on a certain word. */
const badApi = () =>
  api((token, req) => {
    if (token === 'abc') throw new Crash(500)
    return decoded(token).header['alg'] === 'none' || strictly(idp)(token, req)
  })

const few = ['--only', 'alg none', '--only', 'HTTP']

describe('countersign probe', () => {
  it('ends with 0 where nothing is found, and says what was tried', async () => {
    const url = await serve(goodApi(idp))
    const io = fakeIo({ env: { COUNTERSIGN_TOKEN: await idp.token() } })
    expect(await run(['probe', url], io)).toBe(EXIT.ok)
    expect(io.out()).toContain('Nothing found.')
    expect(io.out()).toMatch(/alg none +\d+ +\d+ +\d+ +0 +\d/)
    expect(io.out().replaceAll(/\s+/g, ' ')).toContain('It needs a signing key of a test issuer.')
    expect(io.err()).toBe('')
  })

  it('ends with 1 where something is, the worst first, in lines of 80 columns', async () => {
    const io = fakeIo({ env: { COUNTERSIGN_TOKEN: await idp.token() } })
    expect(await run(['probe', await serve(badApi()), ...few], io)).toBe(EXIT.found)
    const text = io.out()
    expect(text).toMatch(/^critical +(?:Accepted: unsigned|alg none)/m)
    expect(text).toMatch(/^medium +Tokens that the server fails on server-error/m)
    expect(text.indexOf('critical')).toBeLessThan(text.indexOf('medium'))
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    expect(text).not.toMatch(/ey[A-Za-z\d_-]{20,}/)
  })

  it('ends with 1 only for what is bad enough', async () => {
    const io = fakeIo({ env: { COUNTERSIGN_TOKEN: await idp.token() } })
    const args = ['probe', await serve(badApi()), '--only', 'HTTP', '--fail-on']
    expect(await run([...args, 'high'], io)).toBe(EXIT.ok)
    expect(await run([...args, 'medium'], io)).toBe(EXIT.found)
  })

  it('prints the report as JSON', async () => {
    const io = fakeIo({ stdin: `Bearer ${await idp.token()}\n` })
    const url = await serve(badApi())
    expect(await run(['probe', url, '--token', '-', '--json', ...few], io)).toBe(EXIT.found)
    const report = io.json() as ProbeReport
    expect(report).toMatchObject({ target: url, verdict: 'findings', method: 'GET' })
    expect(io.err()).toBe('')
  })

  it('writes JUnit into a file', async () => {
    const folder = await temporaryFolder()
    const token = join(folder, 'token')
    const output = join(folder, 'probe.xml')
    await writeFile(token, await idp.token())
    const io = fakeIo()
    const args = ['--token-file', token, '--format', 'junit', '-o', output, ...few]
    expect(await run(['probe', await serve(badApi()), ...args], io)).toBe(EXIT.found)
    expect(io.out()).toBe('')
    const xml = await readFile(output, 'utf8')
    expect(xml).toMatch(/<testsuite name="alg none"/)
    expect(xml).toMatch(/<testcase name="alg-none: [^>]*>\s*<failure message="critical: /)
    expect(xml).toMatch(/<testcase name="server-error: /)
    expect(xml).toMatch(/<skipped message="The server takes no token from the query\."\/>/)
  })

  it('makes tokens by a key', async () => {
    const folder = await temporaryFolder()
    const file = join(folder, 'key.jwk')
    const key = keyOf(idp)
    const jwk = key.privateKey.export({ format: 'jwk' })
    await writeFile(file, JSON.stringify({ ...jwk, kid: key.kid, alg: 'ES256' }))
    const verify = strictly(idp)
    const listener = api((token, req) => {
      const { claims } = decoded(token)
      if (claims['tenant'] !== 'acme' || claims['level'] !== 3 || claims['scope'] !== 'a b') {
        throw new Error('not the claims')
      }
      return verify(token, req)
    })
    const io = fakeIo()
    const code = await run(
      [
        'probe',
        await serve(listener),
        `--key=${file}`,
        `--issuer=${idp.issuer}`,
        '--audience=https://rs.example',
        '--scope=a b',
        '--claim=tenant=acme',
        '--claim=level=3',
        '--only=alg none',
        '--json',
      ],
      io,
    )
    expect(io.err()).toBe('')
    expect(code).toBe(EXIT.ok)
    expect(io.json()).toMatchObject({ calibration: { signingKey: true, publicKeys: 1 } })
  })

  it('sends a body out of a file', async () => {
    const file = join(await temporaryFolder(), 'order.json')
    await writeFile(file, '{"item":"x"}')
    const verify = api(strictly(idp))
    const url = await serve((req, res) => {
      const length = req.headers['content-length']
      if (req.headers['content-type'] === 'application/json' && length === '12') verify(req, res)
      else res.writeHead(415).end()
    })
    const io = fakeIo({ env: { COUNTERSIGN_TOKEN: await idp.token() } })
    const args = ['--data', `@${file}`, '--header', 'Content-Type: application/json']
    expect(await run(['probe', url, ...args, '--only', 'alg none', '--json'], io)).toBe(EXIT.ok)
    expect(io.json()).toMatchObject({ method: 'POST', calibration: { good: { status: 200 } } })
    expect(io.err()).toBe('POST may change something with each token that is taken.\n')
  })

  it('is the issuer of an API that starts only then', async () => {
    const [issuerPort, apiPort] = [await freePort(), await freePort()]
    const io = fakeIo()
    const args = ['--listen', String(issuerPort), '--audience', 'https://rs.example', '--json']
    const url = `http://127.0.0.1:${apiPort}/orders`
    const code = run(['probe', url, ...args, '--only', 'alg none'], io)
    await expect.poll(() => io.err()).toContain('Waiting for the API')
    await serve(goodApi({ issuer: `http://127.0.0.1:${issuerPort}` }), apiPort)
    expect(await code).toBe(EXIT.ok)
  })

  it('is the issuer, until it ends', async () => {
    const port = await freePort()
    const url = await serve(goodApi({ issuer: `http://127.0.0.1:${port}` }))
    const io = fakeIo()
    const args = ['--listen', String(port), '--audience', 'https://rs.example', '--json']
    const code = await run(['probe', url, ...args, '--only', 'alg none'], io)
    expect(io.err()).toBe(
      `The issuer is http://127.0.0.1:${port}. Waiting for the API to take its tokens.\n`,
    )
    expect(code).toBe(EXIT.ok)
    await expect(fetch(`http://127.0.0.1:${port}/jwks`)).rejects.toThrow('fetch failed')
  })
})

describe('countersign probe does not begin', () => {
  const url = 'http://127.0.0.1:1/'
  const token = ['--token', 'a.b.c']

  it.each([
    [['http://192.0.2.1/', ...token], EXIT.usage, '192.0.2.1 is not this machine'],
    [[url], EXIT.usage, 'A way to get a good token is needed'],
    [[url, ...token], EXIT.undecided, 'Nothing listens'],
    [[url, ...token, '--key', 'x'], EXIT.usage, 'mutually exclusive'],
    [
      [url, '--key', '/nowhere/key.pem', '--issuer', 'a', '--audience', 'b'],
      3,
      'there is no such file',
    ],
    [[url, '--key', 'x'], EXIT.usage, '--key needs --issuer and --audience'],
    [[url, '--listen', '4000'], EXIT.usage, '--listen needs --audience'],
    [[url, '--listen', 'x', '--audience', 'b'], EXIT.usage, '--listen must be a port'],
    [[url, ...token, '--claim', 'x'], EXIT.undecided, 'Nothing listens'],
    [[url, ...token, '--header', 'x'], EXIT.usage, '--header must be name:value'],
    [[url, ...token, '--header', 'Authorization: x'], EXIT.usage, 'must not have Authorization'],
    [[url, ...token, '--header', 'a: x', '--header', 'A: y'], EXIT.usage, '--header gives A twice'],
    [[url, ...token, '--data', '@/nowhere/body'], EXIT.undecided, 'there is no such file'],
    [[url, ...token, '--timeout', '0'], EXIT.usage, '"timeout"'],
    [[url, '--token', 'two words'], EXIT.usage, 'What was given is no token'],
    [[url, ...token, '--timeout', '1', '--timeout', '2'], EXIT.usage, '--timeout is given twice'],
    [[], EXIT.usage, 'Not enough non-option arguments'],
  ])('%j', async (args, code, message) => {
    const io = fakeIo()
    expect(await run(['probe', ...args], io)).toBe(code)
    expect(io.err()).toContain(message)
    expect(io.out()).toBe('')
  })

  it('says what a server answers that takes no good token, and ends with 3', async () => {
    const challenge = 'Bearer realm="\u009B31m"'
    const url = await serve((_req, res) => {
      res.writeHead(403, { 'www-authenticate': challenge }).end()
    })
    const io = fakeIo({ env: { COUNTERSIGN_TOKEN: await idp.token() } })
    expect(await run(['probe', url], io)).toBe(EXIT.undecided)
    expect(io.out()).toContain('A good token was not taken: 403.')
    expect(io.out()).toContain('it says     Bearer realm="\\u{9b}31m"')
  })

  it('says what a key file is not, and nothing of what is in it', async () => {
    const folder = await temporaryFolder()
    const file = join(folder, 'key')
    await writeFile(file, 'secret words')
    const io = fakeIo()
    const args = ['--key', file, '--issuer', 'https://a', '--audience', 'b']
    expect(await run(['probe', await serve(() => {}), ...args], io)).toBe(EXIT.usage)
    expect(io.err()).toContain('"privateKey" must be a private key')
    expect(io.err()).not.toContain('secret')
  })

  it.each([
    ['a JWK', '{"kty":"oct","k":"c2VjcmV0"}'],
    ['a PEM', '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----'],
  ])('says nothing of a key that stands where its file is meant: %s', async (_kind, key) => {
    const io = fakeIo()
    const args = [`--key=${key}`, '--issuer', 'https://a', '--audience', 'b']
    expect(await run(['probe', url, ...args], io)).toBe(EXIT.undecided)
    expect(io.err()).toBe('error What was given for a file cannot be read: there is no such file\n')
  })

  it('says nothing of a key that is taken for an option', async () => {
    const io = fakeIo()
    const key = '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----'
    expect(await run(['probe', url, '--key', key], io)).toBe(EXIT.usage)
    expect(io.err()).toContain('(a key)')
    expect(io.err()).not.toContain('c2VjcmV0')
  })

  it('ends with 130 when it is interrupted', async () => {
    const io = fakeIo({ env: { COUNTERSIGN_TOKEN: await idp.token() } })
    const url = await serve((_req, res) => {
      io.interrupt()
      res.writeHead(401).end()
    })
    expect(await run(['probe', url], io)).toBe(EXIT.interrupted)
  })
})
