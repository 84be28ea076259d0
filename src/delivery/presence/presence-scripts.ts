/*
 * Scripts are atomic in Redis. Each user has a hash with their devices, their last published status
 * and when they were last seen; one sorted set holds all devices by their expiry. A device without
 * heartbeats expires there, so nothing has to clean up after a killed process. Every status change is
 * published in the step that makes it, hence exactly once.
 */

/** KEYS: active_users; ARGV: prefix of the user hashes, channel, TTL of a hash in ms. */
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
      local expiry = redis.call('ZSCORE', KEYS[1], user .. ':' .. device)
      if expiry and tonumber(expiry) > now then
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

/** Further ARGV: for each device its user, id, lifetime in ms, status and the rest as JSON. */
export const HEARTBEAT_SCRIPT = `${SETTLE_STATUS}
for i = 4, #ARGV, 5 do
  local user, device, lifetime, status, rest = unpack(ARGV, i, i + 4)
  local key = ARGV[1] .. user
  local stored = status .. ' ' .. rest
  redis.call('ZADD', KEYS[1], now + lifetime, user .. ':' .. device)
  if status ~= 'offline' then redis.call('HSET', key, 'lastSeen', now) end
  if redis.call('HGET', key, 'device:' .. device) ~= stored then
    redis.call('HSET', key, 'device:' .. device, stored)
    settle(user)
  end
  redis.call('PEXPIRE', key, ARGV[3])
end`;

/** Further ARGV: the most devices to expire. Returns the number of expired devices. */
export const EXPIRE_SCRIPT = `${SETTLE_STATUS}
local expired = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[4])
for _, member in ipairs(expired) do
  redis.call('ZREM', KEYS[1], member)
  local user, device = string.match(member, '^(%d+):(.*)$')
  redis.call('HDEL', ARGV[1] .. user, 'device:' .. device)
  settle(user)
end
return #expired`;

/** KEYS: active_users; ARGV: grace period in ms, then the devices that left. */
export const LEAVE_SCRIPT = `
local time = redis.call('TIME')
local expiry = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
for i = 2, #ARGV do redis.call('ZADD', KEYS[1], 'XX', 'LT', expiry, ARGV[i]) end`;
