import dns from 'node:dns'
import net from 'node:net'
import { createProofKey, createTestIdentityProvider, proof } from '@countersign/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { run } from '../../../src/run.js'
import { type FakeIo, fakeIo, type FakeIoOptions } from '../../fake-io.js'

const idp = await createTestIdentityProvider({ algorithms: ['ES256'] })
await idp.close()

async function inspect(
  args: readonly string[],
  options?: FakeIoOptions,
): Promise<{ code: number; io: FakeIo }> {
  const io = fakeIo(options)
  return { code: await run(['inspect', ...args], io), io }
}

function refuse(): never {
  throw new Error('the network was used')
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('countersign inspect', () => {
  it('shows header and claims of a token, and says that its signature was not checked', async () => {
    const token = await idp.token({ iss: 'https://id.example.com' })
    const { code, io } = await inspect([token])
    expect(code).toBe(0)
    expect(io.err()).toBe('')
    expect(io.out()).toContain('Access token (signed')
    expect(io.out()).toMatch(/^ {2}alg +ES256$/m)
    expect(io.out()).toMatch(/^ {2}exp +\d+ {2}\d{4}-\S+, in [45] min$/m)
    expect(io.out()).toContain('the signature was not checked')
    const [, , signature = ''] = token.split('.')
    expect(io.out()).not.toContain(signature)
  })

  it.each([[[]], [['-']]])('reads the standard input with %j', async (args) => {
    const token = await idp.token({ iss: 'https://id.example.com' })
    const { code, io } = await inspect(args, { stdin: `> Authorization: Bearer ${token}\n` })
    expect(code).toBe(0)
    expect(io.out()).toContain('from Authorization: Bearer')
  })

  it('goes by the clock that it is given', async () => {
    const token = await idp.token({ iss: 'https://id.example.com' })
    const { code, io } = await inspect([token], { now: Date.now() + 86_400_000 * 2 })
    expect(code).toBe(1)
    expect(io.out()).toContain('Expired 1 day ago.')
  })

  it('prints one JSON document with --json', async () => {
    const token = await idp.token({ exp: 1, name: 'x\u202e' })
    const { code, io } = await inspect([token, '--json'])
    expect(code).toBe(1)
    expect(io.out()).not.toContain('\u202e')
    expect(io.json()).toMatchObject({
      isWrong: true,
      tokens: [{ kind: 'access-token', claims: { sub: 'u1', name: 'x\u202e' } }],
    })
  })

  it('numbers several tokens, and pairs proofs with them', async () => {
    const [one, two] = [await idp.token(), await idp.token()]
    const { io } = await inspect([], { stdin: `${one}\n${two}\n` })
    expect(io.out()).toMatch(/^1\. Access token/m)
    expect(io.out()).toMatch(/^2\. Access token/m)
  })

  it('explains the challenge of an answer', async () => {
    const stdin =
      'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: DPoP error="use_dpop_nonce"\r\n\r\n'
    const { code, io } = await inspect([], { stdin })
    expect(code).toBe(0)
    expect(io.out()).toContain('Challenge: DPoP')
    expect(io.out()).toContain('has to hold the nonce')
  })

  it.each(['hello', 'https://rs.example/'])(
    'ends with 2 where there is no token: %s',
    async (text) => {
      const { code, io } = await inspect([text])
      expect(code).toBe(2)
      expect(io.err()).toContain('Nothing that looks like a token was found')
      expect(io.err()).not.toContain(text)
    },
  )

  it('does not pass over the tokens that it has not looked at', async () => {
    const tokens = await Promise.all(
      Array.from({ length: 21 }, (_, at) => idp.token({ iss: 'https://id.example.com', n: at })),
    )
    const { code, io } = await inspect([], { stdin: tokens.join('\n') })
    expect(code).toBe(3)
    expect(io.out()).toContain('the others were not looked at')
    expect((await inspect([], { stdin: tokens.slice(1).join('\n') })).code).toBe(0)
  })

  it('does not say of a proof for a token endpoint that it is of another token', async () => {
    const key = await createProofKey()
    const made = proof(key, { url: 'https://id.example.com/token', method: 'POST' })
    const { io } = await inspect([], {
      stdin: `DPoP: ${made}\n{"access_token":"${'x'.repeat(40)}"}`,
    })
    expect(io.out()).toContain('Proof 1 names no token.')
  })

  it('refuses more than a megabyte', async () => {
    expect((await inspect(['a'.repeat(1_000_001)])).code).toBe(2)
    expect((await inspect([], { stdin: 'a'.repeat(1_000_001) })).code).toBe(2)
  })
})

describe('a token that is made to harm a terminal', () => {
  const evil = '\u001b[2J\u009b31m\u202e\r\n\u0007'

  it.each([[[]], [['--json']]])('harms none, with %j', async (args) => {
    const token = idp.sign({
      header: { kid: evil, [evil]: 1 },
      payload: {
        sub: evil,
        [evil]: { [evil]: evil },
        aud: [evil],
        jti: [evil],
        scope: `a,${evil}`,
      },
    })
    const { io } = await inspect([token, ...args])
    // oxlint-disable-next-line no-control-regex
    expect(io.out()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
  })

  it('stays within 80 columns, whatever its names and values are', async () => {
    const token = await idp.token({ ['n'.repeat(500)]: 'v'.repeat(5_000), b: 'w '.repeat(400) })
    const { io } = await inspect([token])
    const widest = Math.max(
      ...io
        .out()
        .split('\n')
        .map(({ length }) => length),
    )
    expect(widest).toBeLessThanOrEqual(80)
  })

  it('may be a megabyte of members, or 100 000 levels deep', async () => {
    const members = Array.from({ length: 15_000 }, (_, at) => `"m${at}":${at}`).join(',')
    for (const payload of [
      `{${members}}`,
      `{"a":${'['.repeat(100_000)}`,
      `{"a":"${'x'.repeat(600_000)}"}`,
    ]) {
      const { code, io } = await inspect([], { stdin: idp.sign({ payload }) })
      expect(code).toBe(1)
      expect(io.out().length).toBeLessThan(40_000)
    }
  })
})

describe('countersign inspect and the network', () => {
  it('have nothing to do with each other', async () => {
    const used = [
      vi.spyOn(globalThis, 'fetch').mockImplementation(refuse),
      vi.spyOn(net.Socket.prototype, 'connect').mockImplementation(refuse),
      vi.spyOn(dns, 'lookup').mockImplementation(refuse),
      vi.spyOn(dns.promises, 'lookup').mockImplementation(refuse),
    ]
    const token = await idp.token(
      { status: { status_list: { idx: 1, uri: `${idp.issuer}/status` } } },
      { header: { jku: `${idp.issuer}/jwks`, x5u: `${idp.issuer}/x5u` } },
    )
    const { io, code } = await inspect([token])
    expect(code).toBe(1)
    expect(io.err()).toBe('')
    for (const way of used) expect(way).not.toHaveBeenCalled()
  })
})
