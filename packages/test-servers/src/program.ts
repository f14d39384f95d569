import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { ownProcess, type OwnProcess } from './own-process.js'

export interface Program extends OwnProcess {
  readonly pid: number
  send(message: string): void
  /** What it says next; rejects when it ends. */
  next(): Promise<unknown>
  /** All that it has said and nobody has asked for. */
  readonly said: readonly unknown[]
}

/** Runs a program, a file of JavaScript, until the test has finished. It runs on what was built. */
export function program(file: URL, ...args: readonly string[]): Program {
  // Without the condition that leads to the sources, which these tests run on.
  const child = fork(fileURLToPath(file), args, { execArgv: [] })
  const own = ownProcess(child)
  onTestFinished(async () => own.kill())
  const said: unknown[] = []
  let wake: (() => void) | undefined
  child.on('message', (message) => {
    said.push(message)
    wake?.()
  })
  child.once('exit', () => wake?.())
  return {
    get hasEnded() {
      return own.hasEnded
    },
    kill: async () => own.kill(),
    freeze: () => own.freeze(),
    thaw: () => own.thaw(),
    pid: child.pid ?? 0,
    said,
    send: (message) => void child.send(message),
    async next() {
      while (said.length === 0) {
        if (own.hasEnded)
          throw new Error(`${file.pathname} has ended: have the packages been built?`)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      return said.shift()
    },
  }
}
