import { AblyError } from '../protocol/ably-error';
import type { RestHandler } from './rest-request';

/** A method and path, `*` standing for a segment that the handler gets. */
export interface Route {
  method: string;
  path: string;
  handler: RestHandler;
}

/** A route found for a request, and the segments it left open. */
export interface Match {
  handler: RestHandler;
  pathParameters: string[];
}

/** Finds the handler of a path; 40400 when there is none, 40500 for the wrong method. */
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
      const parts = segments.filter((_, i) => route.segments[i] === '*');
      return { handler: route.handler, pathParameters: parts };
    }
    if (candidates.length > 0 && method !== 'GET') {
      throw new AblyError(40500, 405, `${method} is not possible on ${path}.`);
    }
    throw notFound(method, path);
  }
}

function notFound(method: string, path: string): AblyError {
  // Browsers try comet when a WebSocket fails. Told 40400, they would give up for good; told that
  // they are disconnected, they try the WebSocket again.
  if (path.startsWith('/comet/')) {
    return new AblyError(80003, 404, 'There is no comet transport here: connect by WebSocket.');
  }
  return new AblyError(40400, 404, `There is nothing at ${method} ${path}.`);
}

function matchesPattern(pattern: string[], segments: string[]): boolean {
  if (pattern.length !== segments.length) return false;
  return pattern.every((wanted, i) => wanted === '*' || wanted === segments[i]);
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new AblyError(40000, 400, 'The path is not valid percent-encoding.');
  }
}
