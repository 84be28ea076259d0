import { hostname } from 'node:os';

/** Environment variables by name; the one place that reads `process.env`. */
export type Env = Readonly<Record<string, string | undefined>>;

export function readEnv(): Env {
  return { ...process.env };
}

/** Names this process among its kind, for heartbeats and logs. */
export function processName(role: string): string {
  return `${role}-${hostname()}-${process.pid}`;
}
