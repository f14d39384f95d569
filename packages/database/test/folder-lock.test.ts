import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { once } from 'node:events'
import { program } from '@countersign/test-servers/vitest'
import { describe, expect, it, onTestFinished } from 'vitest'
import { lockFolder, lockName } from '../src/folder-lock.js'
import { LOCK_PROCESS } from './support/programs.js'

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-lock-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

describe('lockFolder', () => {
  it('gives a folder to exactly one of eight processes that want it at the same moment', async () => {
    const folder = emptyFolder()
    const starters = Array.from({ length: 8 }, () => program(LOCK_PROCESS, folder))
    for (const starter of starters) expect(await starter.next()).toBe('ready')
    for (let round = 0; round < 10; round++) {
      for (const starter of starters) starter.send('lock')
      const said = await Promise.all(starters.map(async (starter) => starter.next()))
      const winner = said.indexOf('locked')
      expect(said.filter((one) => one === 'locked')).toHaveLength(1)
      expect(said.every((one) => one === 'locked' || String(one).includes('is in use'))).toBe(true)
      starters[winner]?.send('release')
      expect(await starters[winner]?.next()).toBe('released')
    }
    expect(readdirSync(folder)).toEqual([])
  })

  it('gives it to exactly one of those who find what one that was killed has left', async () => {
    const folder = emptyFolder()
    for (let round = 0; round < 3; round++) {
      const starters = Array.from({ length: 3 }, () => program(LOCK_PROCESS, folder))
      for (const starter of starters) expect(await starter.next()).toBe('ready')
      for (const starter of starters) starter.send('lock')
      const said = await Promise.all(starters.map(async (starter) => starter.next()))
      expect(said.filter((one) => one === 'locked')).toHaveLength(1)
      await Promise.all(starters.map(async (starter) => starter.kill()))
      expect(readdirSync(folder)).toHaveLength(1)
    }
  })

  it('keeps it for a process that is stopped', async () => {
    const folder = emptyFolder()
    const owner = program(LOCK_PROCESS, folder)
    expect(await owner.next()).toBe('ready')
    owner.send('lock')
    expect(await owner.next()).toBe('locked')
    owner.freeze()
    await expect(lockFolder(folder)).rejects.toThrow('the folder is in use by another process')
    owner.thaw()
    await expect(lockFolder(folder)).rejects.toThrow(`is in use by process ${owner.pid}`)
  })

  it('keeps it for another thread of the same process, until that ends', async () => {
    const folder = emptyFolder()
    const built = new URL('../dist/folder-lock.js', import.meta.url).href
    const source = `import('${built}').then(async ({ lockFolder }) => {
      await lockFolder(${JSON.stringify(folder)})
      const { parentPort } = require('node:worker_threads')
      parentPort.postMessage('locked')
      parentPort.on('message', () => undefined)
    })`
    const thread = new Worker(source, { eval: true, execArgv: [] })
    await once(thread, 'message')
    await expect(lockFolder(folder)).rejects.toThrow(`is in use by process ${process.pid}`)
    await thread.terminate()
    const lock = await lockFolder(folder)
    lock.release()
  })

  it('takes no file for a lock that nobody listens on', async () => {
    const folder = emptyFolder()
    writeFileSync(join(folder, 'lock.7-00000000'), '')
    writeFileSync(join(folder, 'lock.text'), '')
    const lock = await lockFolder(folder)
    expect(readdirSync(folder).toSorted()).toEqual([
      expect.stringMatching(/^lock\.8-/),
      'lock.text',
    ])
    lock.release()
  })

  it('takes folders with long paths', async () => {
    const folder = join(emptyFolder(), 'long'.repeat(50))
    mkdirSync(folder)
    const lock = await lockFolder(folder)
    expect(readdirSync(folder)).toHaveLength(1)
    await expect(lockFolder(folder)).rejects.toThrow('is in use')
    lock.release()
    expect(readdirSync(folder)).toEqual([])
    const again = await lockFolder(folder)
    again.release()
  })
})

describe.runIf(process.platform === 'linux')('lockName', () => {
  it('gives a name to one only, until it is released', async () => {
    const name = `\0countersign-test-${process.pid}`
    const lock = await lockName(name)
    await expect(lockName(name)).rejects.toThrow(`is in use by process ${process.pid}`)
    lock.release()
    const again = await lockName(name)
    again.release()
  })
})
