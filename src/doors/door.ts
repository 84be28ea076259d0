import type { Express, Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import type { Principal } from '../accounts/principal';
import { AppError } from '../errors';
import type { Role } from '../words';

/** Who may call a route: anybody, whoever is signed in, or certain roles. */
export type Right = 'anybody' | 'signed-in' | readonly Role[];

/** What a handler is given: everything checked, nothing of Express. */
export interface Call<Input> {
  principal: Principal;
  input: Input;
}

/** A route as data: mounted, guarded, checked and documented from this one description. */
export interface Route<Input, Reply> {
  method: 'get' | 'post' | 'put';
  /** Express path below the API's prefix, such as `/chat/sessions/:sessionId`. */
  path: string;
  summary: string;
  right: Right;
  /** Checks path, query, body and the header `Idempotency-Key` together; body wins over query. */
  input: z.ZodType<Input>;
  reply: z.ZodType<Reply>;
  status?: number;
  message: string;
  handle(call: Call<Input>): Promise<Reply>;
}

/** Lists of routes hold routes of many inputs; each was checked when it was defined. */
export type AnyRoute = Omit<Route<unknown, unknown>, 'handle'> & {
  handle(call: Call<never>): Promise<unknown>;
};

export function defineRoute<Input, Reply>(route: Route<Input, Reply>): AnyRoute {
  return route;
}

export interface Guard {
  authenticate(token: string): Promise<Principal>;
}

const NOBODY: Principal = { id: '0', role: 'client', fullName: '', email: '' };

/** Mounts routes: first all of them, then, for their paths, 405 for any other method. */
export function mountRoutes(
  app: Express,
  prefix: string,
  { routes, guard }: { routes: AnyRoute[]; guard: Guard },
): void {
  for (const route of routes) app[route.method](prefix + route.path, serve(route, guard));
  for (const path of new Set(routes.map((route) => route.path))) {
    const methods = routes.filter((route) => route.path === path).map((route) => route.method);
    app.all(prefix + path, refuseMethod(methods));
  }
}

function serve(route: AnyRoute, guard: Guard): RequestHandler {
  return async (request, response) => {
    const principal = await admit(request, route.right, guard);
    const input = checkInput(route.input, request);
    const data = await route.handle({ principal, input: input as never });
    response.status(route.status ?? 200).json({ success: true, data, message: route.message });
  };
}

async function admit(request: Request, right: Right, guard: Guard): Promise<Principal> {
  if (right === 'anybody') return NOBODY;
  const principal = await guard.authenticate(bearerToken(request));
  if (right !== 'signed-in' && !right.includes(principal.role)) {
    throw new AppError('forbidden', {
      message: `Only ${right.join(' or ')} may do this; you are signed in as ${principal.role}`,
    });
  }
  return principal;
}

function bearerToken(request: Request): string {
  const [scheme, token, ...rest] = (request.get('authorization') ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || !token || rest.length > 0) {
    throw new AppError('unauthenticated');
  }
  return token;
}

/** Path parameters cannot be overridden by a body or query of the same name. */
function checkInput(schema: z.ZodType, request: Request): unknown {
  const body: unknown = request.body ?? {};
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalidInput([{ field: 'body', message: 'must be a JSON object' }]);
  }
  const key = request.get('idempotency-key');
  const given = {
    ...(key === undefined ? {} : { clientMessageId: key }),
    ...request.query,
    ...body,
    ...request.params,
  };
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw invalidInput(
    parsed.error.issues.map((issue) => ({
      field: issue.path.join('.') || 'body',
      message: issue.message,
    })),
  );
}

/** Names every fault by its field; values are not repeated, for they may be somebody's words. */
function invalidInput(fields: { field: string; message: string }[]): AppError {
  const text = fields.map(({ field, message }) => `${field}: ${message}`).join('; ');
  return new AppError('invalid-input', {
    message: `The request is not valid. ${text}`,
    details: { fields },
  });
}

function refuseMethod(methods: string[]): RequestHandler {
  const allowed = methods.map((method) => method.toUpperCase()).join(', ');
  return (_request: Request, response: Response) => {
    response.set('Allow', allowed);
    throw new AppError('method-not-allowed', { message: `Use ${allowed} at this address` });
  };
}
