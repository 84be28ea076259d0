import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Device } from '../../delivery/presence/device';
import { PLATFORMS } from '../../enums';

const MAX_VERSION_LENGTH = 40;
const MAX_TIMEZONE_LENGTH = 64;

/** Self-reported properties of a device; unreadable values count as absent. */
const deviceSchema = z.object({
  platform: z.enum(PLATFORMS).catch('web'),
  version: z.string().max(MAX_VERSION_LENGTH).nullable().catch(null),
  timezone: z
    .string()
    .max(MAX_TIMEZONE_LENGTH)
    .regex(/^[\w+/-]+$/)
    .nullable()
    .catch(null),
});

/** The two-letter country of the client, set by a proxy. */
const COUNTRY_HEADER = 'cf-ipcountry';
const COUNTRY = /^[A-Z]{2}$/;

/**
 * The device of a new connection, from `?platform=&version=&timezone=` (tutoring-81). Its location is
 * stored only when configured, and shown to its user alone (C-35).
 */
export function hubDevice(
  query: URLSearchParams,
  {
    userId,
    lifetime,
    storesLocation,
    headers,
  }: {
    userId: string;
    lifetime: number;
    storesLocation: boolean;
    headers: Record<string, string | string[] | undefined>;
  },
): Device {
  const { platform, version, timezone } = deviceSchema.parse({
    platform: query.get('platform'),
    version: query.get('version'),
    timezone: query.get('timezone'),
  });
  const country = String(headers[COUNTRY_HEADER] ?? '');
  const location = { country: COUNTRY.test(country) ? country : null, timezone };
  return {
    id: randomUUID(),
    userId,
    status: 'online',
    lifetime,
    platform,
    version,
    currentConversations: [],
    ...(storesLocation ? { location } : {}),
  };
}
