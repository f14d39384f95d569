import { createClient } from '../http/client.js'
import { resolveTarget } from '../target/resolve-target.js'

/** How long, and by whom it may be answered. */
export interface FetchOptions {
  /** Seconds for each. */
  readonly timeout: number
  readonly signal: AbortSignal
  readonly loopbackOnly: boolean
}

/** A JSON object from an address, at most 64 KiB; nothing if there is none. Follows no redirect. */
export async function fetchJson(
  url: string | URL,
  { timeout, signal, loopbackOnly }: FetchOptions,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const target = await resolveTarget(url, { iOwnThisHost: !loopbackOnly, timeout, signal })
    const client = createClient(target, {
      method: 'GET',
      headers: [['Accept', 'application/json']],
      timeout,
      concurrency: 1,
      ca: undefined,
      signal,
    })
    const answer = await client.send({})
    client.close()
    if (answer.kind !== 'answer' || answer.status !== 200) return undefined
    const value: unknown = JSON.parse(answer.body)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
