/** Milliseconds, by the clock of the server that has the key. KEYS: what is to be changed. */
export const READ_CLOCK = `
local time = redis.call('TIME')
return string.format('%d', time[1] * 1000 + math.floor(time[2] / 1000))
`

/**
 * Until when a change may be made that somebody waits for so many milliseconds, by the clock of the server,
 * as {@link READ_CLOCK} replied it; `undefined`: that is no time.
 */
export function latestBy(reply: unknown, timeout: number): string | undefined {
  if (typeof reply !== 'string' || !/^\d{1,15}$/.test(reply)) return undefined
  return String(Number(reply) + timeout)
}
