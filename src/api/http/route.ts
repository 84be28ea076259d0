import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Express, Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { AppError } from '../../errors';
import type { RateLimits } from '../rate-limits/rate-limits';
import type { Credential, CredentialDeps } from '../sockets/credentials';
import type { EventStreams, StreamProtocol } from '../sockets/event-streams';
import { authenticateRequest, streamCredential } from './authenticate-request';
import type { Access, AuthenticatedRequest } from './authenticate-request';
import { sendDownload } from './downloads';
import type { Download } from './downloads';
import { JSON_HEADERS, sendJson } from './json-response';
import { invalidInput, parseInput } from './parse-input';
import { sessionCookie } from './session-cookie';
import type { SessionCookie } from './session-cookie';
import type { Upload, Uploads } from './uploads';

/** The arguments of a handler: validated input and the caller, no Express objects. */
export interface Call<Input> extends AuthenticatedRequest {
  input: Input;
  /** For routes that sign a browser in or out. */
  cookie: SessionCookie;
  clientIp: string;
  /** The uploaded file; deleted when the handler is done. */
  upload?: Upload;
}

/** A route as data: mounted, authenticated, validated and documented from one description. */
export interface Route<Input, Output> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Express path below the API's prefix, such as `/chat/sessions/:sessionId`. */
  path: string;
  summary: string;
  access: Access;
  /**
   * Validates path parameters, the header `Idempotency-Key`, `Last-Event-ID` of a stream, and the
   * query of a GET or the body of any other method, as one object.
   */
  input: z.ZodType<Input>;
  /** The alternative bodies that `input` accepts, for the OpenAPI document. */
  bodies?: z.ZodType[];
  response: z.ZodType<Output>;
  status?: number;
  message: string;
  /** The output is spread into the envelope instead of nested in `data`. */
  unwrapped?: true;
  /** Counts against the user's limit of messages as well. */
  sendsMessage?: true;
  /** The output is a text file: one string, or an async iterable of strings. */
  file?: { type: string; name: string };
  /** The body is multipart/form-data with one file in the field `file`. */
  acceptsFile?: true;
  /** The output is a binary `Download` of this media type. */
  downloadType?: string;
  /** The output is a `StreamProtocol`, and `response` describes one frame. */
  stream?: true;
  handle(call: Call<Input>): Output | Promise<Output>;
}

/** A route in a list of routes with different inputs; `defineRoute` has checked its types. */
export type AnyRoute = Omit<Route<unknown, unknown>, 'handle'> & {
  handle(call: Call<never>): unknown;
};

export function defineRoute<Input, Output>(route: Route<Input, Output>): AnyRoute {
  return route;
}

/** A route that accepts a file, encrypted on disk until the handler is done. */
export function defineUpload<Input, Output>(
  route: Omit<Route<Input, Output>, 'handle' | 'method' | 'acceptsFile' | 'sendsMessage'> & {
    handle(call: Call<Input> & { upload: Upload }): Promise<Output>;
  },
): AnyRoute {
  const handle = (call: Call<Input>): Promise<Output> => {
    if (!call.upload) throw new AppError('file-missing');
    return route.handle({ ...call, upload: call.upload });
  };
  return { ...route, method: 'post', acceptsFile: true, sendsMessage: true, handle };
}

/** A route that sends bytes; its input may contain `range`, the header `Range`. */
export function defineDownload<Input>(
  route: Pick<Route<Input, unknown>, 'path' | 'summary' | 'access' | 'input' | 'message'> & {
    downloadType: string;
    handle(call: Call<Input>): Promise<Download>;
  },
): AnyRoute {
  return { ...route, method: 'get', response: z.string() };
}

/** A route that opens an event stream. */
export function defineStream<Input>({
  frame,
  open,
  ...route
}: Pick<Route<Input, unknown>, 'path' | 'summary' | 'access' | 'input' | 'message'> & {
  frame: z.ZodType;
  open: (call: Call<Input>) => StreamProtocol;
}): AnyRoute {
  return { ...route, method: 'get', response: frame, stream: true, handle: open };
}

export interface RouteDeps extends CredentialDeps {
  limits: RateLimits;
  streams: EventStreams;
  uploads: Uploads;
  /** In production, cookies travel over TLS only. */
  production: boolean;
}

/** Mounts the routes, then 405 for every other method at their paths. */
export function mountRoutes(
  app: Express,
  prefix: string,
  { routes, ...deps }: RouteDeps & { routes: AnyRoute[] },
): void {
  for (const route of routes) app[route.method](prefix + route.path, routeHandler(route, deps));
  for (const path of new Set(routes.map((route) => route.path))) {
    const methods = routes.filter((route) => route.path === path).map((route) => route.method);
    app.all(prefix + path, methodNotAllowed(methods));
  }
}

function routeHandler(route: AnyRoute, deps: RouteDeps): RequestHandler {
  return async (request, response) => {
    const clientIp = request.ip ?? '';
    // Most requests are counted without a round trip: nothing to await.
    const counted = deps.limits.consumeForAddress(clientIp);
    if (counted) await counted;
    const { credential, ...caller } = await authenticateCall(route, request, deps);
    const { principal } = caller;
    const limited = route.access === 'public' ? undefined : consume(route, principal.id, deps);
    if (limited) await limited;
    const call = { ...caller, cookie: sessionCookie(request, response, deps), clientIp };
    const output = await runHandler(route, request, { call, uploads: deps.uploads });
    const { message, status = 200 } = route;
    if (route.downloadType) await sendDownload(request, response, output as Download);
    else if (credential) {
      await deps.streams.serve(response, output as StreamProtocol, { principal, credential });
    } else if (route.file) await sendFile(response, route.file, output);
    else if (route.unwrapped) {
      sendJson(response, status, { success: true, ...(output as object), message });
    } else sendJson(response, status, { success: true, data: output, message });
  };
}

/** The uploaded temporary file is always deleted. */
async function runHandler(
  route: AnyRoute,
  request: Request,
  { call, uploads }: { call: Omit<Call<never>, 'input' | 'upload'>; uploads: Uploads },
): Promise<unknown> {
  const input = (): never => parseRequest(route, request) as never;
  if (!route.acceptsFile) return route.handle({ ...call, input: input() });
  return uploads.withUpload(request, (upload) =>
    route.handle({ ...call, ...(upload ? { upload } : {}), input: input() }),
  );
}

/** A stream outlives its request, so it retains a credential to authenticate again. */
async function authenticateCall(
  route: AnyRoute,
  request: Request,
  deps: RouteDeps,
): Promise<AuthenticatedRequest & { credential?: Credential }> {
  if (!route.stream) return authenticateRequest(request, route.access, deps.authenticator);
  const credential = await streamCredential(request, route.access, deps);
  return { principal: await credential(), credential };
}

function consume(
  route: AnyRoute,
  userId: string,
  { limits }: RouteDeps,
): Promise<unknown> | undefined {
  const request = limits.consumeForUser(userId);
  const message = route.sendsMessage ? limits.consumeForMessage(userId) : undefined;
  return request || message ? Promise.all([request, message]) : undefined;
}

async function sendFile(
  response: Response,
  file: { type: string; name: string },
  text: unknown,
): Promise<void> {
  response.attachment(file.name);
  response.set({ ...JSON_HEADERS, 'Content-Type': `${file.type}; charset=utf-8` });
  if (typeof text === 'string') response.end(text);
  else await pipeline(Readable.from(text as AsyncIterable<string>), response);
}

/** Path parameters cannot be overridden by a body or query field of the same name. */
function parseRequest(route: AnyRoute, request: Request): unknown {
  const body: unknown = request.body ?? {};
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalidInput([{ field: 'body', message: 'must be a JSON object' }]);
  }
  const key = request.get('idempotency-key');
  const input = {
    ...(key === undefined ? {} : { clientMessageId: key }),
    ...(route.method === 'get' ? request.query : body),
    ...(route.stream ? lastEventIdOf(request) : {}),
    ...(route.downloadType ? { range: request.get('range') } : {}),
    ...request.params,
  };
  return parseInput(route.input, input, 'body');
}

/** A reconnecting EventSource sends a newer id in the header than the one in its original URL. */
function lastEventIdOf(request: Request): { lastEventId?: string } {
  const lastEventId = request.get('last-event-id');
  return lastEventId === undefined ? {} : { lastEventId };
}

function methodNotAllowed(methods: string[]): RequestHandler {
  const allowed = methods.map((method) => method.toUpperCase()).join(', ');
  return (_request: Request, response: Response) => {
    response.set('Allow', allowed);
    throw new AppError('method-not-allowed', { message: `This path accepts ${allowed} only` });
  };
}
