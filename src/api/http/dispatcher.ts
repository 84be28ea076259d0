import type { RequestHandler } from 'express';
import type { HTTPMethod } from 'find-my-way';
import { AppError } from '../../errors';
import type { RouteGroup } from './openapi';
import type { AnyRoute } from './route';
import { RouteTable } from './route-table';
import { runRoute } from './run-route';
import type { RouteDeps } from './run-route';

const METHOD_NAMES = {
  get: 'GET',
  post: 'POST',
  put: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
} as const;

/**
 * Serves all routes from one Express layer, which finds a route in one step: Express would try one
 * layer after another. Refuses other methods at their paths with 405.
 */
export function dispatcher(groups: RouteGroup[], deps: RouteDeps): RequestHandler {
  const routes = new RouteTable<{ route: AnyRoute; path: string }>();
  const methodsOf = new Map<string, HTTPMethod[]>();
  for (const { prefix, routes: grouped } of groups) {
    for (const route of grouped) {
      const path = prefix + route.path;
      const method = METHOD_NAMES[route.method];
      routes.add(method, path, { route, path });
      methodsOf.set(path, [...(methodsOf.get(path) ?? []), method]);
    }
  }
  const paths = new RouteTable<HTTPMethod[]>();
  for (const [path, methods] of methodsOf) paths.add('GET', path, methods);
  return (request, response, next) => {
    const { method, path } = request;
    requireDecodable(path);
    const found = routes.find(method, path);
    if (found) {
      const { route, path: pattern } = found.value;
      response.locals['route'] = pattern;
      if (!route.stream) deps.metrics.measureRequest(response, { method, route: pattern });
      runRoute(route, { request, response, params: found.params, pattern }, deps).catch(next);
      return;
    }
    const allowed = paths.find('GET', path)?.value.join(', ');
    if (allowed === undefined) {
      next();
      return;
    }
    response.set('Allow', allowed);
    throw new AppError('method-not-allowed', { message: `This path accepts ${allowed} only` });
  };
}

function requireDecodable(path: string): void {
  if (!path.includes('%')) return;
  try {
    decodeURIComponent(path);
  } catch (cause) {
    throw new AppError('invalid-input', { cause });
  }
}
