/**
 * Gives the secrets, the newest first, each with the second it was made at; makes the first one, and a
 * new one once the newest is old. One step, so that of two processes one makes it.
 *
 * KEYS: the list. ARGV: a new secret, should one be needed; seconds between two; seconds that an old
 * one is kept after its successor was made.
 */
export const SHARE_SECRETS = `
local now = tonumber(redis.call('TIME')[1])
local raw = redis.call('GET', KEYS[1])
local list = raw and cjson.decode(raw) or {}
local changed = false
if #list == 0 or now - list[1].at >= tonumber(ARGV[2]) then
  table.insert(list, 1, { secret = ARGV[1], at = now })
  changed = true
end
while #list > 1 and now - list[#list - 1].at > tonumber(ARGV[3]) do
  table.remove(list)
  changed = true
end
raw = cjson.encode(list)
if changed then redis.call('SET', KEYS[1], raw) end
return { raw, now }
`
