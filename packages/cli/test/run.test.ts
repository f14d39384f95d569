import { describe, expect, it } from 'vitest'
import { EXIT, run } from '../src/index.js'
import { type FakeIo, fakeIo, type FakeIoOptions } from './fake-io.js'

async function countersign(
  args: readonly string[],
  options?: FakeIoOptions,
): Promise<{ code: number; io: FakeIo }> {
  const io = fakeIo(options)
  return { code: await run(args, io), io }
}

const COMMANDS = ['inspect', 'verify', 'probe', 'tls', 'keys', 'metadata']
const BELOW_KEYS = ['generate', 'rotate', 'thumbprint', 'convert', 'check']
const ALL = ['', ...COMMANDS, ...BELOW_KEYS.map((name) => `keys ${name}`)]

describe('countersign --help', () => {
  it.each(['--help', '-h'])('names every command, and the exit codes: %s', async (flag) => {
    const { code, io } = await countersign([flag])
    expect(code).toBe(EXIT.ok)
    for (const name of COMMANDS) expect(io.out()).toContain(`countersign ${name}`)
    expect(io.out()).toContain('Exit codes: 0 nothing wrong')
    expect(io.err()).toBe('')
  })

  it.each(ALL)('is there for each command, with examples, within 80 columns: %j', async (name) => {
    const { code, io } = await countersign([...name.split(' ').filter(Boolean), '--help'])
    expect(code).toBe(EXIT.ok)
    expect(io.out()).toContain(`countersign ${name}`)
    expect(io.out()).toContain('Examples:')
    const widest = Math.max(
      ...io
        .out()
        .split('\n')
        .map(({ length }) => length),
    )
    expect(widest).toBeLessThanOrEqual(80)
  })

  it('is as wide as the terminal, up to 100 columns', async () => {
    const { io } = await countersign(['--help'], { isTTY: true, columns: 300 })
    const widest = Math.max(
      ...io
        .out()
        .split('\n')
        .map(({ length }) => length),
    )
    expect(widest).toBeLessThanOrEqual(100)
  })
})

describe('countersign --version', () => {
  it('says the version', async () => {
    const { code, io } = await countersign(['--version'])
    expect(code).toBe(EXIT.ok)
    expect(io.out()).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

describe('what was not understood', () => {
  it.each([
    ['no command', [], 'Say which command.'],
    ['an unknown command', ['dance'], 'dance'],
    ['one that is almost right', ['inspct'], 'Did you mean inspect?'],
    ['an unknown option', ['inspect', 'x', '--colour'], 'colour'],
    ['a name with a dot in it', ['keys', 'generate', '--out.x', 'f'], 'out.x'],
  ])('is usage, in one sentence: %s', async (_what, args, sentence) => {
    const { code, io } = await countersign(args)
    expect(code).toBe(EXIT.usage)
    expect(io.out()).toBe('')
    expect(io.err()).toMatch(/^error /)
    expect(io.err()).toContain(sentence)
    expect(io.err()).toContain('Try countersign --help.')
  })
})

describe('an option that holds a value', () => {
  it.each([
    ['verify', 'x', '--audience', 'a', '--no-issuer'],
    ['metadata', '--no-resource'],
    ['keys', 'generate', '--no-out', '--stdout'],
  ])('is not negated: %j', async (...args) => {
    const { code, io } = await countersign(args)
    expect(code).toBe(EXIT.usage)
    expect(io.err()).toContain('takes a value')
    expect(io.out()).toBe('')
  })

  it('is not to be mistaken for one that is yes or no', async () => {
    const { code } = await countersign([
      'inspect',
      'eyJhbGciOiJub25lIn0.e30.',
      '--no-json',
      '--no-color',
    ])
    expect(code).toBe(EXIT.found)
  })
})

describe('an option that is given twice', () => {
  const url = 'https://127.0.0.1:1'

  it.each([
    [['verify', 'x', '--audience', 'a', '--issuer', url, '--issuer', url], '--issuer'],
    [['verify', 'x', '--audience', 'a', '--max-age', '1', '--max-age', '2'], '--max-age'],
    [['probe', url, '--token', 'a.b.c', '--format', 'json', '--format', 'text'], '--format'],
    [['tls', url, '--timeout', '1', '--timeout', '2'], '--timeout'],
    [['tls', url, '-o', '/nowhere/a', '--output', '/nowhere/b'], '-o'],
    [['keys', 'generate', '--alg', 'ES256', '--alg', 'RS256', '--stdout'], '--alg'],
    [['keys', 'convert', '-', '--to', 'pem', '--to', 'jwk'], '--to'],
    [['metadata', url, '--resource', url, '--resource', url], '--resource'],
  ])('is refused: %j', async (args, name) => {
    const { code, io } = await countersign(args)
    expect(io.err()).toBe(`error ${name} is given twice\n`)
    expect(code).toBe(EXIT.usage)
    expect(io.out()).toBe('')
  })

  it('is a list where it may be given again', async () => {
    const args = ['verify', 'a.b.c', '--issuer', url, '--audience', 'a', '--audience', 'b']
    const lists = ['--scope', 'a', '--scope', 'b', '--algorithms', 'ES256', '--algorithms', 'RS256']
    const { code, io } = await countersign([...args, ...lists, '--acr', 'a', '--acr', 'b'])
    expect(io.err()).toBe('')
    expect(code).toBe(EXIT.found)
  })

  it('is fine where it only says the same again', async () => {
    const { code, io } = await countersign(['inspect', 'a.b.c', '--json', '--json'])
    expect(code).toBe(EXIT.ok)
    expect(io.json()).toBeDefined()
  })

  it('is not what several targets are: each is looked at', async () => {
    const targets = ['https://127.0.0.1:1', 'https://127.0.0.1:2']
    const { io } = await countersign(['tls', ...targets, '--timeout', '1', '--json'])
    const { endpoints } = io.json() as { endpoints: readonly { target: string }[] }
    expect(endpoints.map(({ target }) => target)).toEqual(targets)
  })
})

describe('an argument too many', () => {
  it.each([
    ['an opaque token', 'mF9B5f41JqM2YotnFZFEjr1zCsicMWpAA'],
    ['a private key', `{"kty":"EC","d":"${'Ab0'.repeat(14)}"}`],
  ])('is not repeated where it may be a secret: %s', async (_what, secret) => {
    for (const args of [['inspect', 'x', secret], [secret], ['keys', 'check', 'x', secret]]) {
      const { code, io } = await countersign(args)
      expect(code).toBe(EXIT.usage)
      expect(io.err()).toContain('characters)')
      expect(io.err()).not.toContain(/[\w]{20,}/.exec(secret)?.[0])
    }
  })

  it('is told without the token that it is, and harms no terminal', async () => {
    const { code, io } = await countersign([
      'inspect',
      'x',
      `eyJ${'a'.repeat(40)}.b.c`,
      '\u001b[2J',
    ])
    expect(code).toBe(EXIT.usage)
    expect(io.err()).toContain('(a token)')
    expect(io.err()).toContain('\\u{1b}[2J')
    expect(io.err()).not.toContain('aaaa')
  })
})

describe('colours of an error', () => {
  it('are on a terminal only', async () => {
    const onTerminal = await countersign(['dance'], { isTTY: true })
    expect(onTerminal.io.err()).toContain('\u001b[31merror')
    const without = await countersign(['dance'], { isTTY: true, env: { NO_COLOR: '1' } })
    expect(without.io.err()).not.toContain('\u001b')
  })
})

describe('countersign completion', () => {
  it('prints a script for the shell', async () => {
    const { code, io } = await countersign(['completion'])
    expect(code).toBe(EXIT.ok)
    expect(io.out()).toContain('###-begin-countersign-completions-###')
  })

  it('tells the shell which commands there are', async () => {
    const { io } = await countersign(['--get-yargs-completions', 'countersign', ''])
    for (const name of COMMANDS) expect(io.out()).toContain(name)
  })
})

describe('Ctrl-C', () => {
  it('ends with 130, whatever the command says', async () => {
    const io = fakeIo({ stdin: 'hello' })
    io.interrupt()
    expect(await run(['inspect'], io)).toBe(EXIT.interrupted)
  })
})
