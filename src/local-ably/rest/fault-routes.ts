import { FaultControl, type FaultTarget } from '../fault-control';
import { AblyError } from '../protocol/ably-error';
import { isPlainObject } from '../protocol/plain-value';
import { readBody, type RestHandler, type RestRequest } from './rest-request';
import type { Route } from './router';

/** Path prefix of the admin routes, which faults do not affect. */
export const ADMIN_PREFIX = '/admin/';

type Body = Record<string, unknown>;

/** Fault injection over HTTP; served with the option `admin`. */
export const faultRoutes: Route[] = [
  route('drop-connections', (faults, body) => ({
    dropped: faults.dropConnections(readTarget(body)),
  })),
  route('refuse-connections', (faults, body) => faults.refuseConnections(body['on'] !== false)),
  route('delay-traffic', (faults, body) =>
    faults.delayTraffic(readNumber(body, 'milliseconds', { fallback: 0, from: 0, to: 60_000 })),
  ),
  route('black-hole', (faults, body) => faults.blackHole(body['on'] !== false)),
  route('nack-next-publishes', (faults, body) =>
    faults.nackNextPublishes(
      readNumber(body, 'count', { fallback: 1, from: 1, to: 1_000_000 }),
      readRejection(body),
    ),
  ),
  route('expire-tokens', (faults, body) => ({ expired: faults.expireTokens(readTarget(body)) })),
  route('lose-state', (faults) => faults.loseState()),
  route('reset', (faults) => faults.reset()),
];

function route(name: string, inject: (faults: FaultControl, body: Body) => object | void): Route {
  const handler: RestHandler = (request) => ({
    status: 200,
    body: inject(new FaultControl(request.server), bodyOf(request)) ?? {},
  });
  return { method: 'POST', path: `${ADMIN_PREFIX}faults/${name}`, handler };
}

function bodyOf(request: RestRequest): Body {
  if (request.rawBody.length === 0) return {};
  const body = readBody(request);
  if (isPlainObject(body)) return body;
  throw new AblyError(40000, 400, 'Send an object, or nothing.');
}

function readTarget(body: Body): FaultTarget {
  const connectionId = readText(body, 'connectionId');
  const clientId = readText(body, 'clientId');
  return {
    ...(connectionId === undefined ? {} : { connectionId }),
    ...(clientId === undefined ? {} : { clientId }),
  };
}

function readRejection(body: Body): { code?: number; statusCode?: number; message?: string } {
  const message = readText(body, 'message');
  return {
    code: readNumber(body, 'code', { fallback: 50_000, from: 10_000, to: 199_999 }),
    statusCode: readNumber(body, 'statusCode', { fallback: 500, from: 400, to: 599 }),
    ...(message === undefined ? {} : { message }),
  };
}

function readText(body: Body, field: string): string | undefined {
  const value = body[field] ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw new AblyError(40003, 400, `"${field}" must be text.`);
}

function readNumber(
  body: Body,
  field: string,
  { fallback, from, to }: { fallback: number; from: number; to: number },
): number {
  const value = body[field] ?? fallback;
  if (typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to) {
    return value;
  }
  throw new AblyError(40003, 400, `"${field}" must be a whole number from ${from} to ${to}.`);
}
