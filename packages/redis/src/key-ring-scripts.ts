/** Gives the version and the sealed ring, or two times nothing. KEYS: the ring. */
export const LOAD_RING = `return redis.call('HMGET', KEYS[1], 'version', 'ring')`

/**
 * Puts a ring in the place of the version that is expected, an empty text for none: 1, or 0 where there is
 * another one, or where it is too late: a client may keep a call until it is connected again, when what
 * the ring says of its keys is not true any more.
 *
 * KEYS: the ring. ARGV: the version expected, the version of the ring, the sealed ring, and the
 * milliseconds until when it may be done, by the clock of the server.
 */
export const SAVE_RING = `
local time = redis.call('TIME')
if time[1] * 1000 + math.floor(time[2] / 1000) > tonumber(ARGV[4]) then return 0 end
if (redis.call('HGET', KEYS[1], 'version') or '') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[2], 'ring', ARGV[3])
return 1
`
