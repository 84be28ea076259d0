import { AblyError } from '../protocol/ably-error';
import type { RestRequest, RestReply } from './rest-request';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;

/** The requested page of a list. */
export interface Paging {
  limit: number;
  backwards: boolean;
  start?: number;
  end?: number;
  /** Key of the last item of the previous page. */
  after?: string;
  /** Greatest key when the first page was read: later items do not shift the pages. */
  bound?: string;
}

/** Reads the paging parameters of a request. */
export function readPaging(
  { query }: RestRequest,
  defaults: { backwards: boolean } = { backwards: true },
): Paging {
  const direction = query.get('direction') ?? (defaults.backwards ? 'backwards' : 'forwards');
  if (direction !== 'forwards' && direction !== 'backwards') {
    throw invalid('direction', direction, '"forwards" or "backwards"');
  }
  const paging: Paging = { limit: readLimit(query), backwards: direction === 'backwards' };
  for (const name of ['start', 'end'] as const) {
    const text = query.get(name);
    if (text === null || text === '') continue;
    const time = Number(text);
    if (!Number.isFinite(time) || time < 0) throw invalid(name, text, 'epoch milliseconds');
    paging[name] = time;
  }
  if (paging.start !== undefined && paging.end !== undefined && paging.start > paging.end) {
    throw invalid('start', String(paging.start), 'a time not after "end"');
  }
  const after = query.get('_after');
  const bound = query.get('_bound');
  if (after !== null) paging.after = after;
  if (bound !== null) paging.bound = bound;
  return paging;
}

function readLimit(query: URLSearchParams): number {
  const text = query.get('limit');
  if (text === null || text === '') return DEFAULT_LIMIT;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw invalid('limit', text, `a whole number from 1 to ${MAX_LIMIT}`);
}

function invalid(name: string, value: string, expected: string): AblyError {
  return new AblyError(40003, 400, `Invalid ${name} "${value.slice(0, 50)}": give ${expected}.`);
}

/** A page of keyed items with Link headers. One item more than the limit means a next page. */
export function pageReply<T>(
  request: RestRequest,
  paging: Paging,
  items: { key: string; value: T }[],
): RestReply {
  const page = items.slice(0, paging.limit);
  const bound = { ...(paging.bound === undefined ? {} : { _bound: paging.bound }) };
  const links = [link(request, 'first', { ...bound, _after: undefined })];
  links.push(link(request, 'current', { ...bound, _after: paging.after }));
  const last = page.at(-1);
  if (last && items.length > page.length) {
    links.push(link(request, 'next', { ...bound, _after: last.key }));
  }
  return { status: 200, body: page.map((item) => item.value), links };
}

const NOT_REPEATED = ['envelope', 'rnd', 'key', 'access_token', 'accessToken', '_after', '_bound'];

/** A link relative to the last segment of the request's path. */
function link(
  request: RestRequest,
  rel: string,
  cursor: Record<string, string | undefined>,
): string {
  const query = new URLSearchParams();
  for (const [name, value] of request.query) {
    if (!NOT_REPEATED.includes(name)) query.append(name, value);
  }
  for (const [name, value] of Object.entries(cursor)) {
    if (value !== undefined) query.set(name, value);
  }
  const segment = request.path.slice(request.path.lastIndexOf('/') + 1);
  // SDKs do not decode "+" as a space when they follow a link.
  return `<./${segment}?${query.toString().replaceAll('+', '%20')}>; rel="${rel}"`;
}

/** Selects a page from a whole sorted list, with one item more than its limit. */
export function pageOf<T>(
  paging: Paging,
  sorted: { key: string; value: T }[],
): { key: string; value: T }[] {
  const { after, bound, backwards } = paging;
  const inside = sorted.filter(
    ({ key }) =>
      (bound === undefined || key <= bound) &&
      (after === undefined || (backwards ? key < after : key > after)),
  );
  return (backwards ? inside.reverse() : inside).slice(0, paging.limit + 1);
}
