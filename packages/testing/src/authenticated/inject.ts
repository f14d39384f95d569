import type { FastifyApplication } from './application.js'
import { FIRST_SOCKET, started, type Started, type Starts } from './hook.js'
import type { TestIdentity } from './identity.js'

type Method = (...args: unknown[]) => unknown

/** What light-my-request gives, as far as it says whether the answer goes on. */
interface Answer {
  readonly raw?: {
    readonly res?: {
      readonly writableEnded: boolean
      once(event: 'close', end: () => void): unknown
    }
  }
}

/** A chain of light-my-request: it goes off by the first of these that is called. */
interface Chain {
  then: Method
  catch: Method
  finally: Method
  end: Method
}

/** `inject` of Fastify, as somebody: with options, with a callback, or as a chain. */
export function injectAs<App extends FastifyApplication>(
  app: App,
  { running }: Starts,
  identity: TestIdentity,
): App['inject'] {
  return function inject(...args: never[]) {
    const start = started(identity, FIRST_SOCKET)
    const made = running.run(start, () => app.inject(...(args.map(ending(start)) as never[])))
    if (isChain(made)) replaceTriggers(made, start, (call) => running.run(start, call))
    return made
  }
}

/** What is chained is not sent before somebody waits for it, and is somebody's all the same. */
function replaceTriggers(
  chain: Chain,
  start: Started,
  run: (call: () => unknown) => unknown,
): void {
  const { then, end } = chain
  const settle: Method = (resolved, rejected) =>
    run(() => then.apply(chain, [resolved ?? same, rejected ?? rethrow].map(ending(start))))

  const endAs: Method = (...callbacks) => {
    const promise = run(() => end.apply(chain, callbacks.map(ending(start))))
    if (promise instanceof Promise) void promise.then(...settled(start))
    return promise
  }
  const finallyAs: Method = async (callback) =>
    (settle(same, rethrow) as Promise<unknown>).finally(callback as () => void)

  const catchAs: Method = (rejected) => settle(same, rejected)
  const triggers = new Map<keyof Chain, Method>()
    .set('then', settle)
    .set('catch', catchAs)
    .set('finally', finallyAs)
    .set('end', endAs)
  for (const [name, value] of triggers) Object.defineProperty(chain, name, { value })
}

/** Whatever is called with the answer, or for want of one, says that the request is over. */
function ending(start: Started): (one: unknown) => unknown {
  return (one) => {
    if (typeof one !== 'function') return one
    return (...given: unknown[]): unknown => {
      finish(start, given)
      return (one as Method)(...given)
    }
  }
}

function settled(start: Started): [() => void, () => void] {
  return [(...given: unknown[]) => finish(start, given), () => finish(start, [])]
}

/** An answer that is read as a stream has begun, and goes on. */
function finish(start: Started, given: readonly unknown[]): void {
  const over = (): void => {
    start.isOver = true
  }
  const [res] = given.flatMap((one) => (Object(one) as Answer).raw?.res ?? [])
  if (res?.writableEnded === false) res.once('close', over)
  else over()
}

function isChain(made: unknown): made is Chain {
  const { then, end } = Object(made) as Partial<Chain>
  return typeof then === 'function' && typeof end === 'function'
}

function same(answer: unknown): unknown {
  return answer
}

function rethrow(error: unknown): never {
  throw error
}
