import { fork, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { ownProcess, startRedis } from '@countersign/test-servers'
import type { KeyRingOptions, KeyRingStatus, Rotation } from '@countersign/issuer'

const PROGRAM = fileURLToPath(new URL('key-ring-process.mjs', import.meta.url))

/** What an instance can be asked to do. */
interface Tasks {
  /** Its clock to so many milliseconds. */
  set: (milliseconds: number) => unknown
  /** The key set that its verifier takes keys from. */
  trust: (url: string) => unknown
  issue: (count: number) => readonly string[]
  /** Gives the reasons of those that were refused. */
  verify: (tokens: readonly string[]) => readonly string[]
  rotate: () => Rotation
  status: () => KeyRingStatus
}

/** An instance of the issuer. */
export interface Instance {
  readonly jwksUrl: string
  ask<Name extends keyof Tasks>(
    task: Name,
    ...input: Parameters<Tasks[Name]>
  ): Promise<ReturnType<Tasks[Name]>>
}

/** Instances of one issuer, each in a process of its own, that share a key ring in Redis. */
export interface IssuerProcesses {
  readonly instances: readonly Instance[]
  /** The time of all of them, in seconds. */
  now(): number
  advance(seconds: number): Promise<void>
  close(): Promise<void>
}

/** Each one verifies with the keys that the next one publishes. */
export async function startIssuerProcesses(
  count: number,
  times: Pick<KeyRingOptions, 'rotateEvery' | 'publishedBefore' | 'refresh' | 'staleFor'>,
): Promise<IssuerProcesses> {
  const redis = await startRedis()
  let now = Date.UTC(2027, 0, 15, 8)
  const settings = JSON.stringify({
    redisPort: redis.port,
    secret: randomBytes(32).toString('base64'),
    issuer: 'https://id.example',
    audience: 'https://rs.example',
    now,
    times,
  })
  // Without the condition that leads to the sources, which these tests run on.
  const children = Array.from({ length: count }, () => fork(PROGRAM, [settings], { execArgv: [] }))
  const processes = children.map(ownProcess)
  const close = async (): Promise<void> => {
    await Promise.all(processes.map(async (one) => one.kill()))
    await redis.close()
  }
  try {
    const instances = await Promise.all(children.map(instanceOf))
    await Promise.all(
      instances.map(async (one, at) => {
        const other = instances[(at + 1) % count] ?? one
        return one.ask('trust', other.jwksUrl)
      }),
    )
    return {
      instances,
      now: () => now / 1000,
      async advance(seconds) {
        now += seconds * 1000
        await Promise.all(instances.map(async (one) => one.ask('set', now)))
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

interface Answer {
  readonly id: number
  readonly output?: unknown
  readonly error?: string
}

async function instanceOf(child: ChildProcess): Promise<Instance> {
  const [message]: unknown[] = await Promise.race([once(child, 'message'), once(child, 'exit')])
  const hasEnded = child.exitCode !== null || child.signalCode !== null
  if (hasEnded) throw new Error('an issuer process has ended: have the packages been built?')
  const waiting = new Map<number, (answer: Answer) => void>()
  child.on('message', (answer: Answer) => waiting.get(answer.id)?.(answer))
  let count = 0
  return {
    jwksUrl: `http://127.0.0.1:${(message as { port: number }).port}/jwks`,
    async ask(task, ...[input]) {
      const id = (count += 1)
      const answer = await new Promise<Answer>((resolve) => {
        waiting.set(id, resolve)
        child.send({ id, task, input })
      })
      waiting.delete(id)
      if (answer.error !== undefined) throw new Error(answer.error)
      return answer.output as never
    },
  }
}
