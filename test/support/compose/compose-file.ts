import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { projectRoot } from '../../../src/dev/project-root';

/** What of a service the tests use. */
export interface ComposeService {
  image: string;
  build?: string;
  pull_policy?: string;
  profiles?: string[];
  restart?: string;
  user?: string;
  init?: boolean;
  read_only?: boolean;
  cap_drop?: string[];
  cap_add?: string[];
  security_opt?: string[];
  tmpfs?: string[];
  command?: string[];
  environment?: Record<string, string>;
  env_file?: { path: string; required: boolean }[];
  ports?: string[];
  volumes?: string[];
  configs?: { source: string; target: string }[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[]; interval?: string; start_period?: string; retries?: number };
}

export interface ComposeFile {
  services: Record<string, ComposeService>;
  configs?: Record<string, { content: string }>;
  volumes: Record<string, null>;
}

/** docker-compose.yml as it is written. */
export const composeText = (): string =>
  readFileSync(join(projectRoot, 'docker-compose.yml'), 'utf8');

/** The parsed file, with its variables as they are written. */
export function parseCompose(text = composeText()): ComposeFile {
  return parse(text, { merge: true }) as ComposeFile;
}

/** The file as Docker sees it with these variables; throws for a required one that is missing. */
export function fillCompose(text: string, variables: Record<string, string>): ComposeFile {
  return fill(parseCompose(text), variables) as ComposeFile;
}

function fill(value: unknown, variables: Record<string, string>): unknown {
  if (typeof value === 'string') return interpolate(value, variables);
  if (Array.isArray(value)) return value.map((one) => fill(one, variables));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fill(one, variables)]));
}

/** `${NAME}`, `${NAME:-default}` and `${NAME:?message}`; an empty value counts as missing. */
function interpolate(text: string, variables: Record<string, string>): string {
  return text.replaceAll(
    /\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (_, name: string, kind: string | undefined, rest: string | undefined) => {
      const value = variables[name];
      if (value) return value;
      if (kind === '?') throw new Error(`${name} is required: ${rest}`);
      return rest ?? '';
    },
  );
}

/** The variables of an `.env` file. */
export function parseEnvFile(text: string): Record<string, string> {
  const lines = text.split('\n').map((line) => line.trim());
  return Object.fromEntries(
    lines
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

/** The services in the order in which their dependencies allow them to start. */
export function startOrder({ services }: ComposeFile, profiles: string[] = []): string[] {
  const isActive = (name: string): boolean =>
    services[name]?.profiles?.every((profile) => profiles.includes(profile)) ?? true;
  const order: string[] = [];
  const add = (name: string): void => {
    if (order.includes(name)) return;
    for (const dependency of Object.keys(services[name]?.depends_on ?? {})) add(dependency);
    order.push(name);
  };
  Object.keys(services).filter(isActive).forEach(add);
  return order;
}
