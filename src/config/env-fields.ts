import { Duration } from 'luxon';
/* eslint-disable @typescript-eslint/explicit-module-boundary-types -- what zod infers is the type */
import { z } from 'zod';

export const port = (fallback: number) =>
  z.coerce.number('must be a port number').int().min(0).max(65535).default(fallback);

export const duration = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text, context) => {
      const parsed = Duration.fromISO(text);
      if (parsed.isValid && parsed.toMillis() >= 0 && /\d/.test(text)) return parsed.toMillis();
      context.addIssue(`"${text}" is not an ISO 8601 duration such as ${fallback}`);
      return z.NEVER;
    });

export const url = (protocols: string[]) =>
  z
    .string()
    .refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
      error: `must be a URL that begins with ${protocols.map((p) => `${p}//`).join(' or ')}`,
    })
    .optional();

export const wholeNumber = (fallback: number) =>
  z.coerce.number('must be a number').int('must be a whole number').min(0).default(fallback);

export const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false', '1', '0', 'on', 'off'], 'must be true or false')
    .default(fallback ? 'true' : 'false')
    .transform((text) => ['true', '1', 'on'].includes(text));
