import pino from 'pino';
import type { Logger } from 'pino';

export type { Logger };

/** Paths that could carry a secret or a person's words; they never reach a log line. */
const REDACTED_PATHS = [
  'req.headers.authorization',
  'req.headers.cookie',
  'authorization',
  'password',
  'token',
  'notes',
  'message.content',
  'content',
  // A failed query carries the values it was sent with, and a broken constraint those of the row.
  'err.parameters',
  'err.detail',
  'err.where',
  'err.driverError',
];

/** Structured JSON logs on standard output; `name` says which process speaks. */
export function createLogger(name: string, level: string): Logger {
  return pino({ name, level, redact: { paths: REDACTED_PATHS, censor: '[withheld]' } });
}
