import { AblyError } from '../protocol/ably-error';
import { isPlainObject } from '../protocol/plain-value';
import { intervalId, type StatsEntry } from '../stats';
import { pageOf, pageReply, readPaging } from './paging';
import { readBody, type RestReply, type RestRequest } from './request';
import type { Route } from './router';

/** Units, by the length of their interval ids. */
const UNITS: Record<string, number> = { minute: 16, hour: 13, day: 10, month: 7 };
const SCHEMA = 'https://schemas.ably.com/json/app-stats-0.0.5.json';

export const statsRoutes: Route[] = [{ method: 'GET', path: '/stats', handler: getStats }];

function getStats(request: RestRequest): RestReply {
  const { app, identity } = request.principal();
  if (!identity.capability.allowsAnywhere('stats')) {
    throw new AblyError(40160, 401, 'Capability denied: this needs "stats".');
  }
  const unit = request.query.get('unit') || request.query.get('by') || 'minute';
  const width = UNITS[unit];
  if (width === undefined) {
    throw new AblyError(
      40003,
      400,
      `Invalid unit "${unit}": use ${Object.keys(UNITS).join(', ')}.`,
    );
  }
  const paging = readStatsPaging(request);
  const first = boundId(paging.start, width);
  const last = boundId(paging.end, width);
  const items = app.stats
    .sums(width)
    .filter(({ intervalId: id }) => (!first || id >= first) && (!last || id <= last))
    .map((entry) => ({ key: entry.intervalId, value: view(entry, unit, app.id) }));
  return pageReply(request, paging.paging, pageOf(paging.paging, items));
}

/** Bounds may be times or interval ids such as `2025-03-01:15`. */
function readStatsPaging(request: RestRequest): {
  paging: ReturnType<typeof readPaging>;
  start: string | null;
  end: string | null;
} {
  const start = request.query.get('start');
  const end = request.query.get('end');
  const query = new URLSearchParams(request.query);
  query.delete('start');
  query.delete('end');
  return { paging: readPaging({ ...request, query }), start, end };
}

function boundId(text: string | null, width: number): string | undefined {
  if (!text) return undefined;
  const id = /^\d+$/.test(text) ? intervalId(Math.min(Number(text), 8.64e15)) : text;
  return id.slice(0, width);
}

function view({ intervalId: id, entries }: StatsEntry, unit: string, appId: string): object {
  return { intervalId: id, unit, schema: SCHEMA, appId, entries };
}

/** Stores counts for tests, in the nested form of older SDKs or the flat one. */
export function seedStats(request: RestRequest): RestReply {
  const { app } = request.principal();
  const body = readBody(request);
  for (const fixture of Array.isArray(body) ? (body as unknown[]) : [body]) {
    if (!isPlainObject(fixture) || typeof fixture['intervalId'] !== 'string') continue;
    app.stats.seed(fixture['intervalId'], flatten(fixture));
  }
  return { status: 201, body: {} };
}

function flatten(value: Record<string, unknown>, prefix = ''): Record<string, number> {
  const flat: Record<string, number> = {};
  for (const [name, entry] of Object.entries(value)) {
    if (typeof entry === 'number') addUp(flat, prefix + name, entry);
    else if (isPlainObject(entry)) {
      for (const [path, count] of Object.entries(flatten(entry, `${prefix}${name}.`))) {
        addUp(flat, path, count);
      }
    }
  }
  return flat;
}

function addUp(flat: Record<string, number>, path: string, count: number): void {
  flat[path] = (flat[path] ?? 0) + count;
}
