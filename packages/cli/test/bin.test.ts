import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants, existsSync } from 'node:fs'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '@countersign/test-servers/vitest'
import { describe, expect, it, onTestFinished } from 'vitest'

// What is built: `npx countersign` runs that.
const BIN = fileURLToPath(new URL('../dist/bin.js', import.meta.url))

const UNSIGNED = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1MSJ9.'

interface Running {
  /** 130 for what a signal has ended, as a shell says it. */
  readonly ended: Promise<{ code: number; out: string; err: string }>
  readonly interrupt: (signal?: NodeJS.Signals) => void
}

function start(command: string, args: readonly string[]): Running {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const said = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return {
    ended: said.then(([out, err, [code, signal]]) => {
      return { code: signal === 'SIGINT' ? 130 : Number(code), out, err }
    }),
    interrupt: (signal = 'SIGINT') => void child.kill(signal),
  }
}

const countersign = (...args: readonly string[]): Running => start(process.execPath, [BIN, ...args])

/** The same in a shell, which gets it as `$0` and `$1`. */
const inShell = (script: string): Running['ended'] =>
  start('/bin/sh', ['-c', script, process.execPath, BIN]).ended

describe('the command itself', () => {
  it('says what it can do', async () => {
    const { code, out, err } = await countersign('--help').ended
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('countersign inspect')
  })

  it.each([
    [1, ['inspect', UNSIGNED]],
    [2, ['dance']],
    [3, ['keys', 'check', '/nowhere/jwks.json']],
  ])('ends with %d, and shows no stack', async (code, args) => {
    const ended = await countersign(...args).ended
    expect(ended.code).toBe(code)
    expect(ended.err).not.toMatch(/^ +at /m)
  })
})

describe('Ctrl-C', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('ends what waits for an answer: %s', async (signal) => {
    const silent = createServer((socket) => void socket.on('error', () => {}).resume())
    onTestFinished(() => void silent.close())
    await once(silent.listen(0, '127.0.0.1'), 'listening')
    const { port } = silent.address() as AddressInfo
    const asked = once(silent, 'connection')
    const running = countersign('metadata', `http://127.0.0.1:${port}`)
    await asked

    running.interrupt(signal)

    expect(await running.ended).toEqual({ code: 130, out: '', err: '' })
  })

  it.skipIf(process.platform === 'win32')(
    'ends what reads a pipe that nobody writes to',
    async () => {
      const pipe = join(await temporaryFolder(), 'pipe')
      execFileSync('mkfifo', [pipe])
      // Before its folder goes: where Node 20 has removed one with a pipe in it, this process finds no package any more.
      onTestFinished(async () => unlink(pipe))
      const running = countersign('keys', 'check', pipe)
      await untilRead(pipe)

      running.interrupt()

      expect(await running.ended).toEqual({ code: 130, out: '', err: '' })
    },
  )
})

/** Waits until somebody has opened the pipe, and then writes nothing to it. */
async function untilRead(pipe: string): Promise<void> {
  let writer: FileHandle | undefined
  const attempt = async (): Promise<boolean> => {
    writer = await open(pipe, constants.O_WRONLY | constants.O_NONBLOCK).catch(() => undefined)
    return writer !== undefined
  }
  await expect.poll(attempt).toBe(true)
  onTestFinished(async () => writer?.close())
}

describe.skipIf(process.platform === 'win32')('whoever reads what it says', () => {
  it('may stop after a line', async () => {
    const { code, out, err } = await inShell('"$0" "$1" --help | head -n 1')
    expect({ code, out, err }).toEqual({ code: 0, out: 'countersign <command>\n', err: '' })
  })

  it('may not read at all, and that changes nothing of what was found', async () => {
    const script = `{ "$0" "$1" inspect ${UNSIGNED}; echo "code $?" >&2; } | true`
    expect((await inShell(script)).err).toBe('code 1\n')
  })

  it('may stop to read errors', async () => {
    const { code, err } = await inShell(
      '{ "$0" "$1" dance 2>&1 >&3; echo "$?" >&4; } 3>&1 4>&2 | true',
    )
    expect({ code, err }).toEqual({ code: 0, err: '2\n' })
  })

  it.skipIf(!existsSync('/dev/full'))('is told where there is no room for it', async () => {
    const { code, err } = await inShell(`"$0" "$1" inspect ${UNSIGNED} >/dev/full`)
    expect({ code, err }).toEqual({ code: 3, err: 'error Nothing can be written: ENOSPC\n' })
  })
})
