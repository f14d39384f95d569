/**
 * Adds a proof, in one round trip and one step. Replies 1: it is new. 0: it was used. A text: when, in
 * seconds, the memory of this server began, because the proof may have been used before that.
 *
 * A server that was started again, or took over from another one, may have lost what was written last,
 * and a proof that it knows nothing of may have been used all the same. So the memory begins anew with
 * each `run_id`, and proofs from before it began are left for nobody to decide. Likewise with each
 * `master_replid2`, the history that a master went on with when it took over: a server that stepped back
 * and leads again has run all the while. The value of an entry names the call that made it: a client that
 * sends a call again, after its connection broke, gets the same answer again.
 *
 * KEYS: the proof, the memory. ARGV: milliseconds to live, name of the call, seconds before which the
 * proof cannot have been used.
 */
export const ADD_PROOF = `
local function told(section, name)
  return string.match(redis.call('INFO', section), name .. ':(%w+)')
end
local id = told('server', 'run_id')
if not id then return redis.error_reply('ERR no run_id in INFO') end
local run = id .. (told('replication', 'master_replid2') or '')
local memory = redis.call('HMGET', KEYS[2], 'since', 'run')
local since = memory[1]
if not since or memory[2] ~= run then
  local time = redis.call('TIME')
  since = string.format('%d.%06d', time[1], time[2])
  redis.call('HSET', KEYS[2], 'since', since, 'run', run)
end
local held = redis.call('GET', KEYS[1])
if held then return held == ARGV[2] and 1 or 0 end
if tonumber(ARGV[3]) < tonumber(since) then return since end
redis.call('SET', KEYS[1], ARGV[2], 'NX', 'PX', ARGV[1])
return 1
`
