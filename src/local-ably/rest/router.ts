import { AblyError } from '../protocol/ably-error';
import type { RestHandler } from './rest-request';

/** A method and a path; `*` matches a segment, which becomes a path parameter. */
export interface Route {
  method: string;
  path: string;
  handler: RestHandler;
}

export interface Match {
  handler: RestHandler;
  pathParameters: string[];
}

/** Finds the handler of a path; throws 40400 for an unknown path, 40500 for a wrong method. */
export class Router {
  private readonly routes: { method: string; segments: string[]; handler: RestHandler }[];

  constructor(routes: Route[]) {
    this.routes = routes.map(({ method, path, handler }) => ({
      method,
      segments: path.split('/'),
      handler,
    }));
  }

  find(method: string, path: string): Match {
    const segments = path.split('/').map(decodeSegment);
    const candidates = this.routes.filter((route) => matchesPattern(route.segments, segments));
    const route = candidates.find((one) => one.method === method);
    if (route) {
      const pathParameters = segments.filter((_, i) => route.segments[i] === '*');
      return { handler: route.handler, pathParameters };
    }
    if (candidates.length > 0 && method !== 'GET') {
      throw new AblyError(40500, 405, `Method ${method} is not supported on ${path}.`);
    }
    throw notFound(method, path);
  }
}

function notFound(method: string, path: string): AblyError {
  // Browsers try comet when a WebSocket fails. 40400 would make them give up permanently; 80003
  // (disconnected) makes them retry the WebSocket.
  if (path.startsWith('/comet/')) {
    return new AblyError(80003, 404, 'Comet is not supported: connect by WebSocket.');
  }
  return new AblyError(40400, 404, `There is no route ${method} ${path}.`);
}

function matchesPattern(pattern: string[], segments: string[]): boolean {
  if (pattern.length !== segments.length) return false;
  return pattern.every((expected, i) => expected === '*' || expected === segments[i]);
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new AblyError(40000, 400, 'The path is not valid percent-encoding.');
  }
}
