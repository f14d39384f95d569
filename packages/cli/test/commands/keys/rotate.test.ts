import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createKeyRing, fileKeyStore, type KeyRingStatus } from '@countersign/issuer'
import { describe, expect, it, onTestFinished } from 'vitest'
import { keyFolder, keys, type KeyFolder } from './key-files.js'

type Told = Pick<KeyRingStatus, 'version' | 'keys'> & { readonly outcome: string }

const NOW = Date.parse('2026-03-01T12:00:00Z')
const HOUR = 3_600_000

async function ringIn(
  folder: KeyFolder,
): Promise<(args?: readonly string[], now?: number) => Promise<Told & { code: number }>> {
  const ring = folder.path('keys.json')
  return async (args = [], now = NOW) => {
    const { json, code } = await keys(['rotate', '--ring', ring, '--json', ...args], { now })
    return { ...(json() as Told), code }
  }
}

const kids = ({ keys: all }: Told): readonly string[] => all.map(({ kid }) => kid)

describe('keys rotate, where there is no ring', () => {
  it('makes one, which an issuer can use', async () => {
    const folder = await keyFolder()
    const rotate = await ringIn(folder)

    const told = await rotate(['--alg', 'EdDSA'])

    expect(told).toMatchObject({ code: 0, outcome: 'made' })
    expect(told.keys).toMatchObject([
      { state: 'current', algorithm: 'EdDSA' },
      { state: 'next', algorithm: 'EdDSA' },
    ])
    expect(await folder.mode('keys.json')).toBe(0o600)
    const ring = await createKeyRing({ store: fileKeyStore(folder.path('keys.json')) })
    onTestFinished(() => ring.close())
    expect(ring.signingKey().kid).toBe(kids(told)[0])
  })

  it('makes none to show its status', async () => {
    const folder = await keyFolder()

    const { code, err } = await keys(['rotate', '--ring', folder.path('keys.json'), '--status'])

    expect(code).toBe(3)
    expect(err).toContain('no key ring')
    await expect(folder.mode('keys.json')).rejects.toThrow('ENOENT')
  })
})

describe('keys rotate, with a ring', () => {
  it('waits until everybody knows the next key', async () => {
    const rotate = await ringIn(await keyFolder())
    const made = await rotate()

    const early = await rotate([], NOW + HOUR)
    const late = await rotate([], NOW + 3 * HOUR)

    expect(early).toMatchObject({ code: 1, outcome: 'too_early', version: made.version })
    expect(late).toMatchObject({ code: 0, outcome: 'rotated' })
    expect(kids(late)[0]).toBe(kids(made)[1])
    expect(late.keys.map(({ state }) => state)).toEqual(['current', 'next', 'retiring'])
  })

  it('does not wait where that was said', async () => {
    const rotate = await ringIn(await keyFolder())
    const made = await rotate()

    const told = await rotate(['--now'])

    expect(told).toMatchObject({ code: 0, outcome: 'rotated' })
    expect(kids(told)[0]).toBe(kids(made)[1])
    expect(kids(told)).toContain(kids(made)[0])
  })

  it('withdraws all of its keys where somebody may have seen them', async () => {
    const rotate = await ringIn(await keyFolder())
    const made = await rotate()

    const told = await rotate(['--revoke'])

    expect(told).toMatchObject({ code: 0, outcome: 'revoked' })
    expect(kids(told).filter((kid) => kids(made).includes(kid))).toEqual([])
  })

  it('rotates by a timer only when it is due', async () => {
    const rotate = await ringIn(await keyFolder())
    const made = await rotate()
    const every = ['--every', '86400']

    const [soon, due] = [await rotate(every, NOW + 23 * HOUR), await rotate(every, NOW + 25 * HOUR)]

    expect(soon).toMatchObject({ code: 0, outcome: 'not_due', version: made.version })
    expect(due).toMatchObject({ code: 0, outcome: 'rotated' })
  })

  it('goes on with the algorithm of the ring', async () => {
    const rotate = await ringIn(await keyFolder())
    await rotate(['--alg', 'ES384'])

    const told = await rotate(['--now'])

    expect(told.keys.map(({ algorithm }) => algorithm)).toEqual(['ES384', 'ES384', 'ES384'])
  })

  it('says what it holds, and changes nothing', async () => {
    const folder = await keyFolder()
    const rotate = await ringIn(folder)
    await rotate()
    await rotate(['--now'])
    const before = await readFile(folder.path('keys.json'), 'utf8')
    const ring = ['rotate', '--ring', folder.path('keys.json'), '--status']

    // When the retired key is gone, and the others are long due.
    const { code, out } = await keys(ring, { now: NOW + 9_999 * HOUR })
    const { out: early } = await keys(ring, { now: NOW })

    expect(code).toBe(0)
    expect(early).toMatch(/signs .*\n.*signs since 2026-03-01 12:00:00Z\nnext /)
    expect(early).toContain('published until 2026-03-01 14:01:00Z')
    expect(out).not.toContain('retiring')
    expect(early).not.toMatch(/.{81}/)
    expect(await readFile(folder.path('keys.json'), 'utf8')).toBe(before)
  })
})

describe('a ring that cannot be used', () => {
  it('is one that others may read', async () => {
    const folder = await keyFolder()
    const rotate = await ringIn(folder)
    await rotate()
    await chmod(folder.path('keys.json'), 0o644)
    await chmod(`${folder.path('keys.json')}.1`, 0o644)

    const { code, err } = await keys(['rotate', '--ring', folder.path('keys.json')])

    expect(code).toBe(3)
    expect(err).toContain('chmod 600')
  })

  it('is one that was tampered with, and it stays', async () => {
    const folder = await keyFolder()
    const path = folder.path('ring/keys.json')
    await mkdir(dirname(path), { mode: 0o700 })
    await writeFile(path, '{"version":1}', { mode: 0o600 })

    const { code } = await keys(['rotate', '--ring', path, '--revoke'])

    expect(code).toBe(3)
    expect(await readFile(path, 'utf8')).toBe('{"version":1}')
  })
})

describe('what contradicts itself', () => {
  it.each([
    [['--now', '--revoke']],
    [['--status', '--every', '86400']],
    [['--every', '10']],
    [['--token-lifetime', '1']],
    [['--alg', 'ECDH-ES']],
  ])('is refused: %j', async (args) => {
    const folder = await keyFolder()

    const { code, err } = await keys(['rotate', '--ring', folder.path('keys.json'), ...args])

    expect(code).toBe(2)
    // By the name that was typed.
    expect(err).toContain(args[0]?.replace(/^--alg$/, 'alg'))
    await expect(folder.mode('keys.json')).rejects.toThrow('ENOENT')
  })
})
