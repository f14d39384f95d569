import { fork } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { ownProcess } from '@countersign/test-servers'
import { onTestFinished } from 'vitest'
import type { LedgerHealth } from '../../src/ledger-types.js'

const PROGRAM = fileURLToPath(new URL('../processes/api-process.mjs', import.meta.url))

/** What the process says when it ends: uses of verified tokens that it has seen. */
export interface Closing {
  readonly uses: number
  readonly health: LedgerHealth
}

export interface ApiProcess {
  readonly port: number
  /** Tells it to end, and comes back when it has. */
  readonly terminate: () => Promise<Closing>
}

export async function startApi(options: object): Promise<ApiProcess> {
  // Without the condition that leads to the sources, which these tests run on.
  const child = fork(PROGRAM, [JSON.stringify(options)], { execArgv: [] })
  const running = ownProcess(child)
  onTestFinished(async () => running.kill())
  const [message] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [unknown]
  if (running.hasEnded) throw new Error('the API has ended: have the packages been built?')
  const { port } = message as { port: number }
  return {
    port,
    async terminate() {
      const closing = once(child, 'message')
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      const [said] = (await closing) as [Closing]
      await ended
      return said
    },
  }
}

/** Requests on one connection, so many at a time without an answer. */
const PIPELINED = 64
const CONNECTIONS = 8
const TILDE = 0x7e

/**
 * Asks an API without end: `onAnswer` is told how many answers there were, by the body that each has. Comes
 * back when all connections were closed, with how many there were in all.
 */
export async function load(
  port: number,
  requests: readonly string[],
  onAnswer: (answers: number) => void,
): Promise<number> {
  let answers = 0
  const connection = async (number: number): Promise<void> => {
    const socket = connect(port, '127.0.0.1')
    let next = number
    const ask = (count: number): void => {
      let text = ''
      for (let index = 0; index < count; index++) text += requests[next++ % requests.length]
      if (socket.writable) socket.write(text)
    }
    socket.on('data', (chunk: Buffer) => {
      let count = 0
      for (let at = chunk.indexOf(TILDE); at !== -1; at = chunk.indexOf(TILDE, at + 1)) count += 1
      answers += count
      onAnswer(answers)
      ask(count)
    })
    // Cut off in the middle, as it is asked for.
    socket.on('error', () => undefined)
    ask(PIPELINED)
    await once(socket, 'close').catch(() => undefined)
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, async (_, number) => connection(number)))
  return answers
}
