/**
 * Keeps withdrawals, and tells what was kept since a position, in one round trip and one step. Replies
 * seconds since the memory of this server began; 1 if the position is one of its, or else 0; the names that
 * found no room; and records of the stream, the first of which is the position.
 *
 * The truth is in the sorted set, name by expiry, with the moments beside it; the stream has what was
 * lately written to it. A position is a record: where there is one of this id and this mark, what comes
 * after it is all that its owner does not know. Where there is none, because the stream was cut off, or the
 * server has lost something and perhaps gone on without it, the newest one is the new position, and its
 * owner has to read everything. Names, times and moments only ever grow here.
 *
 * The memory begins anew with each `run_id`, and with each `master_replid2`, the history that a master went
 * on with when it took over: others may know more than this server then, and write that back. While one of
 * them does, it begins anew all the time.
 *
 * KEYS: memory, entries, moments, stream. ARGV: id and mark of the position, or nothing; most records; most
 * entries; seconds now, by the caller's clock; a new mark; 1 if the caller writes back; entries.
 */
export const SYNC = `
local function told(section, name)
  return string.match(redis.call('INFO', section), name .. ':(%w+)')
end
local id = told('server', 'run_id')
if not id then return redis.error_reply('ERR no run_id in INFO') end
local run = id .. (told('replication', 'master_replid2') or '')
local now = tonumber(redis.call('TIME')[1])
local memory = redis.call('HMGET', KEYS[1], 'since', 'run')
local since = tonumber(memory[1])
if not since or since > now or memory[2] ~= run or ARGV[7] == '1' then
  since = now
  redis.call('HSET', KEYS[1], 'since', since, 'run', run)
end

local dead = math.min(now, tonumber(ARGV[5])) - 300
local expired = redis.call('ZRANGE', KEYS[2], '-inf', dead, 'BYSCORE', 'LIMIT', 0, 500)
if #expired > 0 then
  redis.call('ZREM', KEYS[2], unpack(expired))
  redis.call('HDEL', KEYS[3], unpack(expired))
end

local kept, refused = {}, {}
local room = tonumber(ARGV[4]) - redis.call('ZCARD', KEYS[2])
for name, expiry, before in string.gmatch(ARGV[8], '([%w_-]+):(%d+):(%d+)') do
  local held = redis.call('ZSCORE', KEYS[2], name)
  local isLater = before ~= '0' and tonumber(before) > tonumber(redis.call('HGET', KEYS[3], name) or 0)
  if not held and room <= 0 then
    table.insert(refused, name)
  elseif not held or tonumber(expiry) > tonumber(held) or isLater then
    if not held then room = room - 1 end
    redis.call('ZADD', KEYS[2], 'GT', expiry, name)
    if isLater then redis.call('HSET', KEYS[3], name, before) end
    table.insert(kept, name .. ':' .. expiry .. ':' .. before)
  end
end
if #kept > 0 then
  local entries = table.concat(kept, ' ')
  redis.call('XADD', KEYS[4], 'MAXLEN', '~', 4096, '*', 'mark', ARGV[6], 'entries', entries)
end

local records = {}
if ARGV[1] ~= '' then
  records = redis.call('XRANGE', KEYS[4], ARGV[1], '+', 'COUNT', ARGV[3])
end
local first = records[1]
if first and first[1] == ARGV[1] and first[2][2] == ARGV[2] then
  return { now - since, 1, refused, records }
end
local last = redis.call('XREVRANGE', KEYS[4], '+', '-', 'COUNT', 1)
if #last == 0 then
  redis.call('XADD', KEYS[4], '*', 'mark', ARGV[6], 'entries', '')
  last = redis.call('XREVRANGE', KEYS[4], '+', '-', 'COUNT', 1)
end
return { now - since, 0, refused, last }
`

/**
 * Tells a page of the entries, in the order of their expiries and names. Replies them, and the expiry and
 * the name of the last one, which the next page begins after; nothing, where there are no more.
 *
 * That order is the same on every server, and an entry only ever moves to the end of it: none is missed,
 * but those that come meanwhile, which the stream has.
 *
 * KEYS: entries, moments. ARGV: expiry and name of the last entry of the page before, or nothing; most
 * entries.
 */
export const PAGE = `
local from = 0
if ARGV[2] ~= '' then
  if redis.call('ZSCORE', KEYS[1], ARGV[2]) == ARGV[1] then
    from = redis.call('ZRANK', KEYS[1], ARGV[2]) + 1
  else
    from = redis.call('ZCOUNT', KEYS[1], '-inf', '(' .. ARGV[1])
  end
end
local found = redis.call('ZRANGE', KEYS[1], from, from + ARGV[3] - 1, 'WITHSCORES')
if #found == 0 then return {} end
local names = {}
for at = 1, #found, 2 do table.insert(names, found[at]) end
local moments = redis.call('HMGET', KEYS[2], unpack(names))
local entries = {}
for at, name in ipairs(names) do
  table.insert(entries, name .. ':' .. found[at * 2] .. ':' .. (moments[at] or 0))
end
return { table.concat(entries, ' '), found[#found], names[#names] }
`
