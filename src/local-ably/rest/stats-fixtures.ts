import { isPlainObject } from '../protocol/plain-value';
import { readBody, type RestReply, type RestRequest } from './request';

type Counts = Record<string, number>;

/** Stores counts for tests, given in the nested form of SDK test suites. */
export function seedStats(request: RestRequest): RestReply {
  const { app } = request.principal();
  const body = readBody(request);
  for (const fixture of Array.isArray(body) ? (body as unknown[]) : [body]) {
    if (!isPlainObject(fixture) || typeof fixture['intervalId'] !== 'string') continue;
    app.stats.seed(fixture['intervalId'], flatten(fixture));
  }
  return { status: 201, body: {} };
}

/** Names every count as statistics name it, and adds it to the sums that include it. */
function flatten(fixture: Record<string, unknown>): Counts {
  const counts: Counts = {};
  for (const [path, value] of leaves(fixture, [])) {
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
      return [group, 'all'].flatMap((way) =>
        directionNames(way, { transport: second, kind: third, unit }),
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
  way: string,
  { transport, kind, unit }: { transport: string; kind: string; unit: string },
): string[] {
  if (way === 'all') return [`messages.all.${kind}.${unit}`, `messages.all.all.${unit}`];
  return [transport, 'all'].flatMap((over) => [
    `messages.${way}.${over}.${kind}.${unit}`,
    `messages.${way}.${over}.all.${unit}`,
  ]);
}
