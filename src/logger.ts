import pino from 'pino';
import type { Logger } from 'pino';

export type { Logger };

/** Paths that may hold secrets or personal content. */
const REDACTED_PATHS = [
  'req.headers.authorization',
  'req.headers.cookie',
  'authorization',
  'password',
  'token',
  'encryption',
  'notes',
  'message.content',
  'content',
  // A failed query holds its parameters, a violated constraint the row's values.
  'err.parameters',
  'err.detail',
  'err.where',
  'err.driverError',
];

/** JSON logs on standard output; `name` is the process. */
export function createLogger(name: string, level: string): Logger {
  return pino({ name, level, redact: { paths: REDACTED_PATHS, censor: '[withheld]' } });
}
