// Each touches one key, so that a cluster can run it. What is written carries until when it is good, by the
// clock of who wrote it: the server's own expiry is behind that, and does not stand in a backup.
//
// Writes begin with ARGV: the milliseconds until when it may be done, by the clock of the server. They
// reply `late`, and do nothing, after that: a client may keep a call until it is connected again, when
// whoever made it was told that it failed, and somebody else has written since.

const UNLESS_LATE = `
local time = redis.call('TIME')
if time[1] * 1000 + math.floor(time[2] / 1000) > tonumber(ARGV[1]) then return 'late' end
`

/** Gives the value, or nothing. KEYS: the value. */
export const GET_VALUE = `return redis.call('GET', KEYS[1])`

/** KEYS: the value. ARGV: latest, value, milliseconds to live. */
export const SET_VALUE: string = `${UNLESS_LATE}
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
`

/**
 * Puts a value where there is none that is good. Replies 1, or 0. No two calls bring the same value: who
 * finds it there has sent the call before.
 *
 * KEYS: the value. ARGV: latest, value, milliseconds to live, the time of the caller.
 */
export const ADD_VALUE: string = `
local held = redis.call('GET', KEYS[1])
if held == ARGV[2] then return 1 end
${UNLESS_LATE}
if held then
  local ends = tonumber(string.match(held, '^%d+'))
  if not ends or ends > tonumber(ARGV[4]) then return 0 end
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
`

/** Gives the value, or nothing, and removes it. KEYS: the value. ARGV: latest. */
export const TAKE_VALUE: string = `${UNLESS_LATE}
local held = redis.call('GET', KEYS[1])
if held then redis.call('DEL', KEYS[1]) end
return held
`

/** KEYS: what is there. ARGV: latest. */
export const REMOVE_KEY: string = `${UNLESS_LATE}
return redis.call('DEL', KEYS[1])
`

/**
 * Counts, and replies the count and when its window ends. A call that a client sends again is counted again.
 *
 * KEYS: the count. ARGV: latest, the time of the caller, end of the window should this be its first,
 * milliseconds until then.
 */
export const COUNT_UP: string = `${UNLESS_LATE}
local ends = redis.call('HGET', KEYS[1], 'ends')
if not ends or tonumber(ends) <= tonumber(ARGV[2]) then
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'ends', ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
  ends = ARGV[3]
end
return { redis.call('HINCRBY', KEYS[1], 'count', 1), ends }
`

/**
 * Puts a member into a set, sorted by when they end. Of too many, those that end first go.
 *
 * KEYS: the set. ARGV: latest, the time of the caller, member, its end, most members.
 */
export const LINK_MEMBER: string = `${UNLESS_LATE}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[2])
local held = redis.call('ZSCORE', KEYS[1], ARGV[3])
if not held or tonumber(held) < tonumber(ARGV[4]) then
  redis.call('ZADD', KEYS[1], ARGV[4], ARGV[3])
end
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - tonumber(ARGV[5]))
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
redis.call('PEXPIRE', KEYS[1], string.format('%d', tonumber(last[2]) - tonumber(ARGV[2])))
return 1
`

/** Gives the members that have not ended. KEYS: the set. ARGV: the time of the caller. */
export const LINKED_MEMBERS = `
return redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. ARGV[1], '+inf')
`
