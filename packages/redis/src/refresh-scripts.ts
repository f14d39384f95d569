/**
 * Keeps a new family of refresh tokens. Replies 1, or 0 if there is one of that name. A client that sends
 * the call again, after its connection broke, gets the same answer again.
 *
 * KEYS: the family. ARGV: digest, grant, end, expiry, milliseconds to live.
 */
export const ADD_FAMILY = `
if redis.call('EXISTS', KEYS[1]) == 1 then
  return redis.call('HGET', KEYS[1], 'digest') == ARGV[1] and 1 or 0
end
redis.call('HSET', KEYS[1], 'digest', ARGV[1], 'grant', ARGV[2], 'endsAt', ARGV[3], 'expiresAt', ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return 1
`

/** Gives the family. KEYS: the family. */
export const FIND_FAMILY = `
return redis.call('HMGET', KEYS[1], 'digest', 'grant', 'endsAt', 'expiresAt', 'revoked')
`

/**
 * Uses a refresh token, in one step: of all that come with the same one, the first puts its own in the
 * place of it, and the next one revokes the family. Replies rotated, replayed or unknown.
 *
 * The new digest is of this call alone: who finds it there has sent the call before. A revoked family
 * stays as long as it would have, so that its tokens are known for what they are.
 *
 * Or late, and nothing is done: a client may keep a call until it is connected again, when whoever sent
 * it was told 503, and has the token still, or has used it since.
 *
 * KEYS: the family. ARGV: digest that is presented, new digest, new expiry, milliseconds to live, the time
 * in milliseconds, milliseconds in which the token before may be used once more, and the milliseconds until
 * when it may be done, by the clock of the server.
 */
export const ROTATE_TOKEN = `
local held = redis.call('HMGET', KEYS[1], 'digest', 'revoked', 'previous', 'rotatedAt', 'retried')
if not held[1] then return 'unknown' end
if held[2] then return 'replayed' end
if held[1] == ARGV[2] then return 'rotated' end
local time = redis.call('TIME')
if time[1] * 1000 + math.floor(time[2] / 1000) > tonumber(ARGV[7]) then return 'late' end
local isRetry = held[1] ~= ARGV[1]
if isRetry then
  local age = tonumber(ARGV[5]) - tonumber(held[4] or 0)
  local mayRetry = held[3] == ARGV[1] and held[5] ~= '1' and age >= 0 and age < tonumber(ARGV[6])
  if not mayRetry then
    redis.call('HSET', KEYS[1], 'revoked', '1')
    return 'replayed'
  end
end
redis.call('HSET', KEYS[1], 'digest', ARGV[2], 'expiresAt', ARGV[3], 'previous', ARGV[1],
  'rotatedAt', ARGV[5], 'retried', isRetry and '1' or '0')
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 'rotated'
`

/** Revokes the family. Replies 1, or 0 if there is none, or it was revoked before. KEYS: the family. */
export const REVOKE_FAMILY = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
return redis.call('HSETNX', KEYS[1], 'revoked', '1')
`
