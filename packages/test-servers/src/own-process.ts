import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** A process that a test has started, and ends itself. */
export interface OwnProcess {
  readonly hasEnded: boolean
  /** Ends it at once, as a power cut would; comes back when it has gone. */
  kill(): Promise<void>
  /** Stops it where it is: connections stay open, and nothing is answered. */
  freeze(): void
  thaw(): void
}

const running = new Set<ChildProcess>()

// Whatever becomes of the tests, no process of theirs is left.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

export function ownProcess(child: ChildProcess): OwnProcess {
  let hasEnded = false
  const end = (): void => {
    hasEnded = true
    running.delete(child)
  }
  running.add(child)
  child.once('exit', end)
  // It could not be started.
  child.once('error', end)
  return {
    get hasEnded() {
      return hasEnded
    },
    async kill() {
      if (hasEnded) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
  }
}
