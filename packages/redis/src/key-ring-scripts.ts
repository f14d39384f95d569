/** Gives the version and the sealed ring, or two times nothing. KEYS: the ring. */
export const LOAD_RING = `return redis.call('HMGET', KEYS[1], 'version', 'ring')`

/**
 * Puts a ring in the place of the version that is expected, an empty text for none: 1, or 0 where there is
 * another one. KEYS: the ring. ARGV: the version expected, the version of the ring, the sealed ring.
 */
export const SAVE_RING = `
if (redis.call('HGET', KEYS[1], 'version') or '') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[2], 'ring', ARGV[3])
return 1
`
