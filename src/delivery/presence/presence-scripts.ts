/*
 * What Redis does in one step, so that several processes cannot come between. Each person has a
 * hash with their devices, the status that was told last and when they were last seen; one sorted
 * set holds all devices by the moment at which they lapse. A device that is not heard of again
 * lapses there, whoever kept it: a process that was killed needs nobody to clean up after it.
 * Whatever changes a person's status tells everybody in the same step, so it is told once.
 */

/** KEYS: active_users; ARGV: prefix of the people's hashes, channel, how long a hash is kept. */
const SETTLE_STATUS = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local rank = { offline = 0, away = 1, online = 2, busy = 3 }

local function settle(user)
  local key = ARGV[1] .. user
  local status = 'offline'
  local fields = redis.call('HGETALL', key)
  for i = 1, #fields, 2 do
    local device = string.match(fields[i], '^device:(.*)$')
    if device then
      local lapses = redis.call('ZSCORE', KEYS[1], user .. ':' .. device)
      if lapses and tonumber(lapses) > now then
        local own = string.match(fields[i + 1], '^%a+')
        if rank[own] > rank[status] then status = own end
      else
        redis.call('HDEL', key, fields[i])
      end
    end
  end
  if (redis.call('HGET', key, 'status') or 'offline') ~= status then
    redis.call('HSET', key, 'status', status)
    local seen = redis.call('HGET', key, 'lastSeen')
    redis.call('PUBLISH', ARGV[2], user .. ' ' .. status .. ' ' .. (seen or ''))
  end
end
`;

/** After the prelude's: for each device its person, id, lifetime in ms, status and the rest as JSON. */
export const HEARTBEAT_SCRIPT = `${SETTLE_STATUS}
for i = 4, #ARGV, 5 do
  local user, device, lifetime, status, rest = unpack(ARGV, i, i + 4)
  local key = ARGV[1] .. user
  local known = status .. ' ' .. rest
  redis.call('ZADD', KEYS[1], now + lifetime, user .. ':' .. device)
  if status ~= 'offline' then redis.call('HSET', key, 'lastSeen', now) end
  if redis.call('HGET', key, 'device:' .. device) ~= known then
    redis.call('HSET', key, 'device:' .. device, known)
    settle(user)
  end
  redis.call('PEXPIRE', key, ARGV[3])
end`;

/** After the prelude's: how many devices at most. Answers how many had lapsed. */
export const EXPIRE_SCRIPT = `${SETTLE_STATUS}
local lapsed = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[4])
for _, member in ipairs(lapsed) do
  redis.call('ZREM', KEYS[1], member)
  local user, device = string.match(member, '^(%d+):(.*)$')
  redis.call('HDEL', ARGV[1] .. user, 'device:' .. device)
  settle(user)
end
return #lapsed`;

/** KEYS: active_users; ARGV: for how long devices that left are still counted, then the devices. */
export const LEAVE_SCRIPT = `
local time = redis.call('TIME')
local lapses = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
for i = 2, #ARGV do redis.call('ZADD', KEYS[1], 'XX', 'LT', lapses, ARGV[i]) end`;
