import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { openConnection, type Connection } from './connection.js'
import type { Guard, Platform } from './guards.js'
import type { Trusted } from './trusted.js'

/** A server in a process of its own. */
export interface Server {
  /** Opens a connection that is kept as long as the server is there. */
  connect(): Promise<Connection>
  /** Microseconds of CPU that the whole process has used so far. */
  cpu(): Promise<number>
  /** Microseconds from in front of its guard to behind it, of the middle one of all since it was last asked. */
  guardTime(): Promise<number>
  close(): Promise<void>
}

// They run what is built, even where the tests run on sources.
const PROGRAMS: Readonly<Record<Platform, URL>> = {
  express: new URL('../../dist/http/platforms/express-server.js', import.meta.url),
  koa: new URL('../../dist/http/platforms/koa-server.js', import.meta.url),
  'nest-express': new URL('../../dist/http/platforms/nest-express-server.js', import.meta.url),
  'nest-fastify': new URL('../../dist/http/platforms/nest-fastify-server.js', import.meta.url),
}

/** Starts a server on a free port of loopback. `isTimed`: it can say how long its guard takes. */
export async function startServer<P extends Platform>(
  platform: P,
  guard: Guard<P>,
  trusted: Trusted,
  isTimed: boolean = false,
): Promise<Server> {
  const child = fork(
    fileURLToPath(PROGRAMS[platform]),
    [JSON.stringify([guard, trusted, isTimed])],
    {
      // Neither the sources nor a collector at hand: as a server in production is started.
      execArgv: [],
      env: { ...process.env, NODE_ENV: 'production' },
    },
  )
  const connections: Connection[] = []
  try {
    const port = await nextMessage(child)
    return {
      async connect(): Promise<Connection> {
        const connection = await openConnection(port)
        connections.push(connection)
        return connection
      },
      cpu: () => ask(child, 'cpu'),
      async guardTime(): Promise<number> {
        if (!isTimed) throw new Error('the guard of this server is not timed')
        return ask(child, 'guard')
      },
      async close(): Promise<void> {
        for (const connection of connections) connection.close()
        await end(child)
      },
    }
  } catch (error) {
    await end(child)
    throw error
  }
}

/** Opens so many connections. */
export function connectTimes(count: number, server: Server): Promise<readonly Connection[]> {
  return Promise.all(Array.from({ length: count }, () => server.connect()))
}

function ask(child: ChildProcess, what: 'cpu' | 'guard'): Promise<number> {
  const answer = nextMessage(child)
  child.send(what)
  return answer
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
