import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createKeyRing, fileKeyStore, type KeyRing, type StoredRing } from '../../src/index.js'
import { RingFiles } from '../../src/keys/ring-files.js'

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-keys-'))
  path = join(folder, 'keys.json')
  return async () => rm(folder, { recursive: true, force: true })
})

async function started(): Promise<KeyRing> {
  const ring = await createKeyRing({ store: fileKeyStore(path) })
  onTestFinished(() => ring.close())
  return ring
}

const ringOf = (version: number): StoredRing => ({
  version,
  document: JSON.stringify({ version, text: 'x'.repeat(1_000) }),
})

async function modes(): Promise<readonly string[]> {
  const names = await readdir(folder)
  const found = names.map(async (name) => (await stat(join(folder, name))).mode & 0o7777)
  return (await Promise.all(found)).map((mode) => mode.toString(8))
}

describe('a key file', () => {
  it('holds the ring, for its owner only, whatever the umask', async () => {
    const umask = process.umask(0)
    onTestFinished(() => void process.umask(umask))
    const ring = await started()
    await ring.rotate({ force: true })
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ format: 1, version: 2 })
    expect(new Set(await modes())).toEqual(new Set(['600']))
  })

  it('is one file by two names, and nothing else is left', async () => {
    const ring = await started()
    for (let at = 0; at < 5; at++) await ring.rotate({ force: true })
    expect(await readdir(folder)).toEqual(['keys.json', 'keys.json.6'])
    expect((await stat(path)).ino).toBe((await stat(`${path}.6`)).ino)
  })

  it('is found again by the next process', async () => {
    const { kid } = (await started()).signingKey()
    expect((await started()).signingKey().kid).toBe(kid)
  })

  it('may be brought by itself, as a backup is', async () => {
    const ring = await started()
    await ring.rotate({ force: true })
    await rm(`${path}.2`)
    const again = await started()
    expect(again.status().version).toBe(2)
    await again.rotate({ force: true })
    expect((await started()).status().version).toBe(3)
  })

  it.each([
    [0o640, 'the group'],
    [0o604, 'others'],
    [0o620, 'the group to write'],
    [0o601, 'others to run'],
  ])('is refused at start with mode %o, for %s, with the mend', async (mode) => {
    await started()
    await chmod(path, mode)
    await expect(started()).rejects.toMatchObject({ name: 'KeyRingError', reason: 'store_failed' })
    await expect(started()).rejects.toThrow(`chmod 600 ${path}`)
    await chmod(path, 0o600)
    await started()
  })

  it('is refused by a process that runs, too, which goes on with what it knows', async () => {
    const ring = await started()
    const { kid } = ring.signingKey()
    await chmod(path, 0o644)
    await expect(ring.refresh()).rejects.toThrow('chmod 600')
    expect(ring.signingKey().kid).toBe(kid)
  })

  it.skipIf(process.getuid?.() !== 0)('is refused if it belongs to somebody else', async () => {
    await started()
    const { chown } = await import('node:fs/promises')
    await chown(path, 65_534, 65_534)
    await expect(started()).rejects.toThrow(`chown 0 ${path}`)
  })

  it('is refused if it is a link, a folder or a pipe', async () => {
    await started()
    const elsewhere = join(folder, 'elsewhere')
    await rename(path, elsewhere)
    await symlink(elsewhere, path)
    await expect(started()).rejects.toThrow('is a symbolic link')
    await rm(path)
    await mkdir(path, { mode: 0o700 })
    await expect(started()).rejects.toThrow('is no regular file')
  })

  it.each([0o770, 0o702])('is refused in a folder of mode %o, with the mend', async (mode) => {
    await chmod(folder, mode)
    await expect(started()).rejects.toThrow(`chmod go-w ${folder}`)
    expect(await readdir(folder)).toEqual([])
  })

  it('is refused where there is no folder', async () => {
    path = join(folder, 'none', 'keys.json')
    await expect(started()).rejects.toThrow('ENOENT')
  })

  it.each(['', '{"version":1', 'null', '{"version":"1"}', '\0'.repeat(100)])(
    'is no ring when it says %j, and stays as it is',
    async (text) => {
      await writeFile(path, text, { mode: 0o600 })
      await expect(started()).rejects.toThrow('holds no key ring')
      expect(await readFile(path, 'utf8')).toBe(text)
    },
  )

  it('is not read if it is too large', async () => {
    await writeFile(path, ' '.repeat(300_000), { mode: 0o600 })
    await expect(started()).rejects.toThrow('is too large')
  })

  it.each(['', 'a\0b', undefined, 1])('cannot be at %j', (wrong) => {
    expect(() => fileKeyStore(wrong as string)).toThrow('"path"')
  })

  it('takes nothing that is no ring', async () => {
    const store = fileKeyStore(path)
    await expect(store.save({ version: 1, document: '{}' }, undefined)).rejects.toThrow(
      'no key ring',
    )
    const large = JSON.stringify({ version: 1, text: 'x'.repeat(300_000) })
    await expect(store.save({ version: 1, document: large }, undefined)).rejects.toThrow(
      'no key ring',
    )
    expect(await readdir(folder)).toEqual([])
  })
})

describe('what a process has left when it was killed', () => {
  it('before its file had a number counts for nothing, and goes with the next change', async () => {
    const store = fileKeyStore(path)
    await store.save(ringOf(1), undefined)
    await writeFile(`${path}.2.${'ab'.repeat(16)}.tmp`, '{"vers', { mode: 0o600 })
    expect(await store.load()).toEqual(ringOf(1))
    expect(await store.save(ringOf(2), 1)).toBe(true)
    expect(await readdir(folder)).toEqual(['keys.json', 'keys.json.2'])
  })

  it('when its file had the number counts, and whoever looks next completes it', async () => {
    const store = fileKeyStore(path)
    await store.save(ringOf(1), undefined)
    await writeFile(`${path}.2`, ringOf(2).document, { mode: 0o600 })
    expect(await store.save(ringOf(2), 1)).toBe(false)
    expect(await store.load()).toEqual(ringOf(2))
    expect(await readFile(path, 'utf8')).toBe(ringOf(2).document)
  })

  it('does not matter if somebody who slept for long gives a number again', async () => {
    const store = fileKeyStore(path)
    for (const version of [1, 2, 3]) await store.save(ringOf(version), version - 1 || undefined)
    await writeFile(`${path}.2`, '{"version":2}', { mode: 0o600 })
    expect(await store.load()).toEqual(ringOf(3))
    expect(await store.save(ringOf(4), 3)).toBe(true)
    expect(await readdir(folder)).toEqual(['keys.json', 'keys.json.4'])
  })

  it('is nothing either if it goes on when its number has been given, and taken away', async () => {
    const store = fileKeyStore(path)
    await store.save(ringOf(1), undefined)
    const files = new RingFiles(path)
    const slow = await files.write(4, ringOf(2).document)
    for (const version of [2, 3, 4, 5]) await store.save(ringOf(version), version - 1)
    expect(await files.decide(slow, 4)).toBe(false)
    expect(await readdir(folder)).toEqual(['keys.json', 'keys.json.5'])

    const slower = await files.write(6, ringOf(2).document)
    await rename(slower, join(folder, 'elsewhere'))
    for (const version of [6, 7]) await store.save(ringOf(version), version - 1)
    expect(await files.decide(join(folder, 'elsewhere'), 6)).toBe(false)
    expect(await readdir(folder)).toEqual(['elsewhere', 'keys.json', 'keys.json.7'])
    expect(await store.load()).toEqual(ringOf(7))
  })

  it('or was stopped in the middle, and goes on much later, is not done any more', async () => {
    const store = fileKeyStore(path)
    await store.save(ringOf(1), undefined)
    const now = vi.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValueOnce(10_001)
    onTestFinished(() => now.mockRestore())
    await expect(store.save(ringOf(2), 1)).rejects.toThrow('the disk is too slow')
    expect(await store.load()).toEqual(ringOf(1))
    expect(await readdir(folder)).toEqual(['keys.json', 'keys.json.1'])
  })

  it('is told from files of others in the same folder', async () => {
    const others = ['keys.json.bak', 'keys.json.0', 'keys.json.1x', 'keys.json.1.tmp', 'other.1']
    for (const name of others) await writeFile(join(folder, name), 'x')
    const store = fileKeyStore(path)
    for (const version of [1, 2, 3]) await store.save(ringOf(version), version - 1 || undefined)
    expect(await readdir(folder)).toEqual([...others, 'keys.json', 'keys.json.3'].toSorted())
  })
})
