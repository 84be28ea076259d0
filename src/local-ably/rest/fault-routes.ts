import { FaultControl, type FaultTarget } from '../fault-control';
import { AblyError } from '../protocol/ably-error';
import { isPlainObject } from '../protocol/plain-value';
import { readBody, type RestHandler, type RestRequest } from './request';
import type { Route } from './router';

/** Where the admin routes begin; faults do not touch them. */
export const ADMIN_PREFIX = '/admin/';

type Body = Record<string, unknown>;

/** Faults over HTTP, one route each; only served when switched on. */
export const faultRoutes: Route[] = [
  route('drop-connections', (faults, body) => ({ dropped: faults.dropConnections(target(body)) })),
  route('refuse-connections', (faults, body) => faults.refuseConnections(body['on'] !== false)),
  route('delay-traffic', (faults, body) => faults.delayTraffic(number(body, 'milliseconds', 0))),
  route('black-hole', (faults, body) => faults.blackHole(body['on'] !== false)),
  route('nack-next-publishes', (faults, body) =>
    faults.nackNextPublishes(Math.min(1_000, number(body, 'count', 1)), refusal(body)),
  ),
  route('expire-tokens', (faults, body) => ({ expired: faults.expireTokens(target(body)) })),
  route('lose-state', (faults) => faults.loseState()),
  route('reset', (faults) => faults.reset()),
];

function route(name: string, act: (faults: FaultControl, body: Body) => object | void): Route {
  const handler: RestHandler = (request) => ({
    status: 200,
    body: act(new FaultControl(request.host), bodyOf(request)) ?? {},
  });
  return { method: 'POST', path: `${ADMIN_PREFIX}faults/${name}`, handler };
}

function bodyOf(request: RestRequest): Body {
  if (request.bytes.length === 0) return {};
  const body = readBody(request);
  if (isPlainObject(body)) return body;
  throw new AblyError(40000, 400, 'Send an object, or nothing.');
}

function target(body: Body): FaultTarget {
  const { connectionId, clientId } = body;
  return {
    ...(typeof connectionId === 'string' ? { connectionId } : {}),
    ...(typeof clientId === 'string' ? { clientId } : {}),
  };
}

function number(body: Body, field: string, fallback: number): number {
  const value = body[field] ?? fallback;
  if (typeof value === 'number' && value >= 0) return value;
  throw new AblyError(40003, 400, `"${field}" must be a number that is not negative.`);
}

function refusal(body: Body): { code?: number; statusCode?: number; message?: string } {
  const { code, statusCode, message } = body;
  return {
    ...(typeof code === 'number' ? { code } : {}),
    ...(typeof statusCode === 'number' ? { statusCode } : {}),
    ...(typeof message === 'string' ? { message } : {}),
  };
}
