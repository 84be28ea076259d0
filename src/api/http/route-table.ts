import findMyWay from 'find-my-way';
import type { Handler, HTTPMethod, HTTPVersion } from 'find-my-way';

export type PathParameters = Record<string, string | undefined>;

/** A HEAD request is served by the route of GET. */
const ROUTED_METHODS = new Map<string, HTTPMethod>([
  ['HEAD', 'GET'],
  ...(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const).map((method): [string, HTTPMethod] => [
    method,
    method,
  ]),
]);

/**
 * Values by method and path. Paths match as in Express: in any letter case, with or without a
 * slash at the end, and undecoded, so that an encoded slash stays part of its parameter.
 */
export class RouteTable<T> {
  private readonly router = findMyWay({
    caseSensitive: false,
    ignoreTrailingSlash: true,
    // Node limits the length of a request's head.
    maxParamLength: Infinity,
  });
  private readonly values = new Map<Handler<HTTPVersion.V1>, T>();

  /** Throws when the method and path have a value already. */
  add(method: HTTPMethod, path: string, value: T): void {
    const key = (): void => undefined;
    this.values.set(key, value);
    this.router.on(method, path, key);
  }

  /** The path must be decodable. */
  find(method: string, path: string): { value: T; params: PathParameters } | undefined {
    const routed = ROUTED_METHODS.get(method);
    // The router would match an empty segment as a parameter.
    if (!routed || path.includes('//')) return undefined;
    const isEncoded = path.includes('%');
    // Encoded twice: the router decodes a path before it splits it.
    const found = this.router.find(routed, isEncoded ? path.replaceAll('%', '%25') : path);
    const value = found && this.values.get(found.handler);
    if (!value) return undefined;
    return { value, params: isEncoded ? decoded(found.params) : found.params };
  }
}

function decoded(params: PathParameters): PathParameters {
  const entries = Object.entries(params);
  return Object.fromEntries(entries.map(([name, value = '']) => [name, decodeURIComponent(value)]));
}
