import { hostname } from 'node:os';

/** Environment variables by name. */
export type Env = Readonly<Record<string, string | undefined>>;

export function readEnv(): Env {
  return { ...process.env };
}

/** Unique name of this process for heartbeats and logs. */
export function processName(role: string): string {
  return `${role}-${hostname()}-${process.pid}`;
}
