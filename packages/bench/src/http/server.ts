import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import {
  Agent,
  get,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestOptions,
} from 'node:http'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Guard, Trusted } from './guards.js'
import { PATH } from './orders.js'

/** An Express server in a process of its own. */
export interface Server {
  ask(headers: OutgoingHttpHeaders): Promise<Answer>
  /** Microseconds of CPU that the whole process has used so far. */
  cpu(): Promise<number>
  close(): Promise<void>
}

export interface Answer {
  readonly status: number
  readonly body: string
}

// It runs what is built, even where the tests run on sources.
const PROGRAM = fileURLToPath(new URL('../../dist/http/server-process.js', import.meta.url))

/** Starts a server on a free port of loopback. */
export async function startServer(guard: Guard, trusted: Trusted): Promise<Server> {
  const child = fork(PROGRAM, [JSON.stringify([guard, trusted])], {
    // Neither the sources nor a collector at hand: as a server in production is started.
    execArgv: [],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  try {
    const port = await nextMessage(child)
    const agent = new Agent({ keepAlive: true })
    return {
      ask: (headers) => ask({ host: '127.0.0.1', port, path: PATH, agent, headers }),
      async cpu(): Promise<number> {
        const answer = nextMessage(child)
        child.send('cpu')
        return answer
      },
      async close(): Promise<void> {
        agent.destroy()
        await end(child)
      },
    }
  } catch (error) {
    await end(child)
    throw error
  }
}

async function ask(options: RequestOptions): Promise<Answer> {
  const [response] = (await once(get(options), 'response')) as [IncomingMessage]
  return { status: response.statusCode ?? 0, body: await text(response) }
}

/** All that a child says are numbers. */
async function nextMessage(child: ChildProcess): Promise<number> {
  const settled = new AbortController()
  const { signal } = settled
  const fail = async (): Promise<never> => {
    const [code] = await once(child, 'exit', { signal })
    throw new Error(`a server has ended, with ${code}`)
  }
  try {
    const [message] = await Promise.race([once(child, 'message', { signal }), fail()])
    return message as number
  } finally {
    settled.abort()
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}
