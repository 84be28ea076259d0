import { AblyError } from '../protocol/ably-error';
import { intervalId, type StatsEntry } from '../stats';
import { pageOf, pageReply, readPaging } from './paging';
import type { RestReply, RestRequest } from './rest-request';
import type { Route } from './router';

/** Units with the length of their interval ids. */
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
    .map((entry) => ({ key: entry.intervalId, value: toStatsEntry(entry, unit, app.id) }));
  return pageReply(request, paging.paging, pageOf(paging.paging, items));
}

/** Bounds are epoch milliseconds or interval ids such as `2025-03-01:15`. */
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

function toStatsEntry(
  { intervalId: id, entries }: StatsEntry,
  unit: string,
  appId: string,
): object {
  const now = intervalId(Date.now());
  // An interval that has not ended says up to which minute it counts.
  const inProgress = now.startsWith(id) ? { inProgress: now } : {};
  return { intervalId: id, unit, schema: SCHEMA, appId, entries, ...inProgress };
}
