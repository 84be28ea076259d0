import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Device } from '../../delivery/presence/device';
import { PLATFORMS } from '../../enums';

const MAX_VERSION_LENGTH = 40;
const MAX_TIMEZONE_LENGTH = 64;

/** What a device may say of itself; whatever cannot be understood was not said. */
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

/** A country as a proxy in front tells it, in two letters. */
const COUNTRY_HEADER = 'cf-ipcountry';
const COUNTRY = /^[A-Z]{2}$/;

/**
 * The device at a new line, from `?platform=&version=&timezone=` (tutoring-81). Where it is, is kept
 * only if an operator wants it, and shown to nobody but the person (C-35).
 */
export function hubDevice(
  said: URLSearchParams,
  {
    userId,
    lifetime,
    ...place
  }: {
    userId: string;
    lifetime: number;
    keepsLocation: boolean;
    headers: Record<string, string | string[] | undefined>;
  },
): Device {
  const { platform, version, timezone } = deviceSchema.parse({
    platform: said.get('platform'),
    version: said.get('version'),
    timezone: said.get('timezone'),
  });
  const country = String(place.headers[COUNTRY_HEADER] ?? '');
  const location = { country: COUNTRY.test(country) ? country : null, timezone };
  return {
    id: randomUUID(),
    userId,
    status: 'online',
    lifetime,
    platform,
    version,
    currentConversations: [],
    ...(place.keepsLocation ? { location } : {}),
  };
}
