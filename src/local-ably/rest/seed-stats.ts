import { AblyError } from '../protocol/ably-error';
import { isPlainObject } from '../protocol/plain-value';
import { readBody, type RestReply, type RestRequest } from './rest-request';

const MINUTE = /^\d{4}-\d{2}-\d{2}:\d{2}:\d{2}$/;
const MAX_COUNTS = 500;

type Counts = Record<string, number>;

/** Stores counts for tests, in the nested format of SDK test suites. */
export function seedStats(request: RestRequest): RestReply {
  const { app } = request.principal();
  const body = readBody(request);
  for (const fixture of Array.isArray(body) ? (body as unknown[]) : [body]) {
    const id = isPlainObject(fixture) ? fixture['intervalId'] : undefined;
    if (!isPlainObject(fixture) || typeof id !== 'string' || !MINUTE.test(id)) {
      throw new AblyError(
        40003,
        400,
        'Give each fixture an "intervalId" such as 2025-02-03:15:04.',
      );
    }
    app.stats.seed(id, flatten(fixture));
  }
  return { status: 201, body: {} };
}

/** Converts nested counts to the flat names of statistics, including their totals. */
function flatten(fixture: Record<string, unknown>): Counts {
  const counts: Counts = {};
  for (const [path, value] of leaves(fixture, []).slice(0, MAX_COUNTS)) {
    for (const name of namesOf(path)) counts[name] = (counts[name] ?? 0) + value;
  }
  return counts;
}

function leaves(value: Record<string, unknown>, path: string[]): [string[], number][] {
  return Object.entries(value).flatMap(([name, entry]): [string[], number][] => {
    if (typeof entry === 'number') return [[[...path, name], entry]];
    return isPlainObject(entry) && path.length < 8 ? leaves(entry, [...path, name]) : [];
  });
}

function namesOf(path: string[]): string[] {
  const [group = '', second = '', third = '', unit = ''] = path;
  switch (group) {
    case 'inbound':
    case 'outbound':
      return [group, 'all'].flatMap((direction) =>
        directionNames(direction, { transport: second, kind: third, unit }),
      );
    case 'persisted':
      return [`messages.persisted.${second}.${third}`, `messages.persisted.all.${third}`];
    case 'connections':
      return [`connections.${second}.${third}`, `connections.all.${third}`];
    case 'apiRequests':
      return [`apiRequests.${second}`, `apiRequests.all.${second}`];
    case 'tokenRequests':
      return [`apiRequests.tokenRequests.${second}`];
    default:
      return [path.join('.')];
  }
}

function directionNames(
  direction: string,
  { transport, kind, unit }: { transport: string; kind: string; unit: string },
): string[] {
  if (direction === 'all') return [`messages.all.${kind}.${unit}`, `messages.all.all.${unit}`];
  return [transport, 'all'].flatMap((transportName) => [
    `messages.${direction}.${transportName}.${kind}.${unit}`,
    `messages.${direction}.${transportName}.all.${unit}`,
  ]);
}
