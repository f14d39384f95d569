import { ConfigError } from '@countersign/core'

/** One atomic step on the server: a Lua script, the keys that it touches, and its arguments. */
export interface RedisScript {
  readonly script: string
  /** All of one hash slot, so that a cluster can run it. */
  readonly keys: readonly string[]
  readonly args: readonly string[]
}

/** Runs a script on the server, and gives its reply as the client parses it. */
export type ScriptRunner = (script: RedisScript) => Promise<unknown>

/** `ioredis`, `iovalkey`: single servers, Sentinel and Cluster alike. */
interface ClientWithCall {
  call(command: string, ...args: string[]): Promise<unknown>
  eval(script: string, keys: number, ...rest: string[]): Promise<unknown>
}

/** `redis` (node-redis): clients, pools, Sentinel and Cluster alike. */
interface ClientWithEval {
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>
}

/**
 * The application's own client, or a function that runs a script by one. Connecting, retrying and
 * closing stay with the application.
 */
export type RedisClient = ClientWithCall | ClientWithEval | ScriptRunner

/** Finds out what kind of client it is by its shape; throws a ConfigError if it is none. */
export function scriptRunner(client: RedisClient): ScriptRunner {
  const given: unknown = client
  if (hasMethods(given, ['eval', 'call'])) {
    const ours = given as unknown as ClientWithCall
    return ({ script, keys, args }) => ours.eval(script, keys.length, ...keys, ...args)
  }
  if (hasMethods(given, ['eval'])) {
    const ours = given as unknown as ClientWithEval
    return ({ script, keys, args }) => ours.eval(script, { keys: [...keys], arguments: [...args] })
  }
  // Last: a client may be callable, too.
  if (typeof given === 'function') return given as ScriptRunner
  throw new ConfigError('client', 'must be a client of ioredis or redis, or a function')
}

function hasMethods(value: unknown, names: readonly string[]): value is object {
  const object = Object(value) as Record<string, unknown>
  return names.every((name) => typeof object[name] === 'function')
}
