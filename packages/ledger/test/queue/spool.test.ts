import { randomUUID } from 'node:crypto'
import * as fileSystem from 'node:fs/promises'
import { lstat, mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { temporaryFolder } from '@countersign/test-servers/vitest'
import { beforeEach, describe, expect, it } from 'vitest'
import { LARGEST, Spool } from '../../src/queue/spool.js'
import type { SpoolFiles } from '../../src/queue/spool-disk.js'
import { spoolText } from '../../src/queue/spool-file.js'
import { spoolName } from '../../src/queue/spool-name.js'
import type { Batch } from '../../src/use.js'
import { NOW, written } from '../support/messages.js'

let folder: string
let now: number
let lost: { uses: number; error: string }[]

beforeEach(async () => {
  folder = await temporaryFolder()
  now = NOW
  lost = []
})

function onLost(uses: number, error: Error): void {
  lost.push({ uses, error: error.message })
}

function spoolOf(files?: SpoolFiles, maxBytes = 2 ** 24): Spool {
  return new Spool({ folder, maxBytes, clock: () => now, onLost, ...(files && { files }) })
}

function batch(...subjects: readonly string[]): Batch {
  return { id: randomUUID(), uses: subjects.map((subject) => written({ subject })), counts: [] }
}

async function fails(): Promise<void> {
  throw Object.assign(new Error('no'), { code: 'EROFS' })
}

/** Drains it: the subjects, in their order. */
async function drained(spool: Spool): Promise<readonly (string | null)[]> {
  const subjects: (string | null)[] = []
  for (let oldest = await spool.oldest(); oldest; oldest = await spool.oldest()) {
    subjects.push(...oldest.batch.uses.map(({ subject }) => subject))
    await spool.remove(oldest.name)
  }
  return subjects
}

it('gives back what was written, the oldest first, also to another process', async () => {
  const spool = spoolOf()
  const first = {
    ...batch('1', '2'),
    counts: [{ hour: 0, service: null, kind: 'lost', reason: null, count: 3 } as const],
  }
  await spool.write(first)
  for (let subject = 3; subject <= 30; subject++) await spool.write(batch(String(subject)))
  expect(spool).toMatchObject({ uses: 30, batches: 29 })
  const other = spoolOf()
  expect((await other.oldest())?.batch).toEqual(first)
  expect(await drained(other)).toEqual(Array.from({ length: 30 }, (_, index) => String(index + 1)))
  expect(other).toMatchObject({ uses: 0, batches: 0 })
  expect(await drained(spool)).toEqual([])
  expect(spool).toMatchObject({ uses: 0, batches: 0 })
  expect(lost).toEqual([])
})

it('writes at once where there is no time, behind what is being written', async () => {
  const spool = spoolOf()
  await spool.look()
  const writing = spool.write(batch('1'))
  spool.writeNow(batch('2'))
  spool.writeNow(batch('3'))
  await writing
  const [name] = await readdir(folder)
  expect((await lstat(join(folder, String(name)))).mode & 0o777).toBe(0o600)
  expect(await drained(spoolOf())).toEqual(['1', '2', '3'])
  expect(await drained(spool)).toEqual([])
})

it('keeps the order where the clock is set back, and after a restart', async () => {
  await spoolOf().write(batch('1'))
  now -= 3_600_000
  const restarted = spoolOf()
  await restarted.write(batch('2'))
  now -= 3_600_000
  await restarted.write(batch('3'))
  now += 3 * 3_600_000
  await restarted.write(batch('4'))
  expect(await drained(spoolOf())).toEqual(['1', '2', '3', '4'])
})

it('writes files that only this user can read, and no half ones', async () => {
  await spoolOf().write(batch('1'))
  const names = await readdir(folder)
  expect(names).toHaveLength(1)
  expect((await lstat(join(folder, String(names[0])))).mode & 0o777).toBe(0o600)
})

it('does not look at files that are being written, and removes them when nobody does', async () => {
  const writing = `${spoolName(batch('1'), NOW, 0)}.writing`
  const abandoned = `${spoolName(batch('1'), NOW, 1)}.writing`
  for (const name of [writing, abandoned]) await writeFile(join(folder, name), 'half')
  const long = new Date(Date.now() - 3_600_000)
  await utimes(join(folder, abandoned), long, long)
  expect(await drained(spoolOf())).toEqual([])
  expect(await readdir(folder)).toEqual([writing])
  expect(lost).toEqual([])
})

it('is not held up by one of those that it cannot remove', async () => {
  const abandoned = `${spoolName(batch('1'), NOW, 1)}.writing`
  await mkdir(join(folder, abandoned))
  const long = new Date(Date.now() - 3_600_000)
  await utimes(join(folder, abandoned), long, long)
  const spool = spoolOf()
  await spool.write(batch('1'))
  expect(await drained(spool)).toEqual(['1'])
  await spoolOf({ ...fileSystem, unlink: fails }).look()
})

it('goes on behind a file of the last moment that there is', async () => {
  const name = spoolName(batch('1'), 999_999_999_999_999, 0)
  await writeFile(join(folder, name), spoolText(batch('1')))
  const spool = spoolOf()
  await spool.write(batch('2'))
  expect(await drained(spoolOf())).toEqual(['2'])
  expect(await readdir(folder)).toEqual([name])
})

it('reads the largest batch that there can be', () => {
  const name = '\u0001'.repeat(512)
  const use = written({
    issuer: name,
    subject: name,
    clientId: name,
    grantId: name,
    approvalId: name,
  })
  const text = spoolText({ ...batch(), uses: [{ ...use, service: '\u0001'.repeat(100) }] })
  expect(Buffer.byteLength(text) * 5_000).toBeLessThan(LARGEST)
})

it('sets aside what is so old that it may have been written', async () => {
  const day = 24 * 3_600_000
  now -= 29 * day + 1
  await spoolOf().write(batch('1', '2'))
  now += 2
  await spoolOf().write(batch('3'))
  now += 29 * day - 1
  expect(await drained(spoolOf())).toEqual(['3'])
  const error = 'a file in the spool is so old that it may have been written'
  expect(lost).toEqual([{ uses: 2, error }])
  expect((await readdir(folder)).map((name) => name.slice(-4))).toEqual(['.bad'])
})

it('tells once of a file that two have found to be bad', async () => {
  await writeFile(join(folder, spoolName(batch('1'), NOW, 0)), 'half')
  const both = [spoolOf(), spoolOf()]
  for (const spool of both) await spool.look()
  expect(await Promise.all(both.map(drained))).toEqual([[], []])
  expect(lost).toHaveLength(1)
})

it('leaves alone what is not its own', async () => {
  await writeFile(join(folder, 'README'), 'hello')
  await mkdir(join(folder, 'lost+found'))
  const spool = spoolOf()
  await spool.write(batch('1'))
  expect(await drained(spool)).toEqual(['1'])
  expect((await readdir(folder)).toSorted()).toEqual(['README', 'lost+found'])
})

describe('a file that is not as it was written', () => {
  const whole = batch('1', '2')
  const name = spoolName(whole, NOW - 1, 0)
  const text = spoolText(whole)
  const [head = '', body = ''] = text.split('\n')

  it.each([
    ['empty', ''],
    ['cut', text.slice(0, -20)],
    ['changed', text.replace('alice', 'mallory').replace('"1"', '"7"')],
    ['no JSON', 'hello'],
    ['without a digest', `{"version":1}\n${body}\n`],
    ['of another version', text.replace('"version":1', '"version":2')],
    ['longer', `${text}more`],
    ['a list', '[]\n[]\n'],
    ['null', 'null\nnull\n'],
    ['under the name of another batch', spoolText(batch('1', '2'))],
    ['under the name of a larger one', spoolText({ ...whole, uses: whole.uses.slice(1) })],
    ['of uses that are none', spoolText({ ...whole, uses: [{}, {}] as never })],
    [
      'of a use that is too long',
      spoolText({ ...whole, uses: [written(), { ...written(), client: 'x'.repeat(5_000) }] }),
    ],
    [
      'of a use with NUL',
      spoolText({ ...whole, uses: [written(), { ...written(), route: '\0' }] }),
    ],
    [
      'of a use of no time',
      spoolText({ ...whole, uses: [written(), { ...written(), at: Number.NaN }] }),
    ],
    ['of counts that are none', spoolText({ ...whole, counts: [{}] as never })],
  ])('%s, is set aside and told of, and holds up no other', async (_case, content) => {
    expect(head).not.toBe('')
    await writeFile(join(folder, name), content)
    const spool = spoolOf()
    await spool.write(batch('3'))
    expect(await drained(spool)).toEqual(['3'])
    expect(await readdir(folder)).toEqual([`${name}.bad`])
    expect(await readFile(join(folder, `${name}.bad`), 'utf8')).toBe(content)
    expect(lost).toHaveLength(1)
    expect(lost[0]?.uses).toBe(2)
    expect(lost[0]?.error).not.toContain('alice')
    expect(await drained(spoolOf())).toEqual([])
    expect(lost).toHaveLength(1)
  })

  it('a link, is set aside, and nothing is read through it', async () => {
    const elsewhere = await temporaryFolder()
    await writeFile(join(elsewhere, 'file'), text)
    await symlink(join(elsewhere, 'file'), join(folder, name))
    expect(await drained(spoolOf())).toEqual([])
    expect(await readdir(folder)).toEqual([`${name}.bad`])
    expect(await readFile(join(elsewhere, 'file'), 'utf8')).toBe(text)
  })

  it('a folder, is set aside', async () => {
    await mkdir(join(folder, name))
    expect(await drained(spoolOf())).toEqual([])
    expect(await readdir(folder)).toEqual([`${name}.bad`])
  })
})

it('takes no more than it may, and as much again once that is drained', async () => {
  const spool = spoolOf(undefined, 5 * 4_096)
  for (const subject of ['1', '2', '3', '4', '5']) await spool.write(batch(subject))
  await expect(spool.write(batch('6'))).rejects.toThrow('the spool is full')
  // Another process sees the same folder.
  await expect(spoolOf(undefined, 5 * 4_096).write(batch('6'))).rejects.toThrow('full')
  expect(await drained(spool)).toEqual(['1', '2', '3', '4', '5'])
  await spool.write(batch('6'))
  expect(await drained(spool)).toEqual(['6'])
})

it('does not mind a file that somebody else has drained', async () => {
  const spool = spoolOf()
  await spool.write(batch('1'))
  await spool.write(batch('2'))
  const oldest = await spool.oldest()
  expect(await drained(spoolOf())).toEqual(['1', '2'])
  await spool.remove(String(oldest?.name))
  expect(await spool.oldest()).toBeUndefined()
  expect(lost).toEqual([])
})

it('tells what is lost with its folder, and makes it again', async () => {
  const spool = spoolOf()
  await spool.write(batch('1', '2'))
  await rm(folder, { recursive: true })
  await spool.write(batch('3'))
  expect((await lstat(folder)).mode & 0o777).toBe(0o700)
  expect(await drained(spool)).toEqual(['3'])
  await spool.write(batch('4'))
  await rm(folder, { recursive: true })
  expect(await drained(spool)).toEqual([])
  const error = 'the folder of the spool was removed'
  expect(lost).toEqual([
    { uses: 2, error },
    { uses: 1, error },
  ])
})

it('does not give a batch again that it cannot remove', async () => {
  const spool = spoolOf({ ...fileSystem, unlink: fails })
  await spool.write(batch('1'))
  await spool.write(batch('2'))
  expect(await drained(spool)).toEqual(['1', '2'])
  expect(spool.batches).toBe(0)
  expect(await readdir(folder)).toHaveLength(2)
})

it('is not done before the folder is on the disk, too', async () => {
  const opened: string[] = []
  const open = async (...given: Parameters<typeof fileSystem.open>): Promise<unknown> => {
    opened.push(String(given[0]))
    return fileSystem.open(...given)
  }
  await spoolOf({ ...fileSystem, open: open as typeof fileSystem.open }).write(batch('1'))
  expect(opened).toEqual([expect.stringMatching(/\.writing$/), folder])
})

it('leaves nothing of what it could not write', async () => {
  await expect(spoolOf({ ...fileSystem, rename: fails }).write(batch('1'))).rejects.toThrow('no')
  expect(await readdir(folder)).toEqual([])
})
