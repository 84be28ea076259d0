import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Express, Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { AppError } from '../../errors';
import type { RateLimits } from '../rate-limits/rate-limits';
import { authenticateRequest, streamCredential } from './authenticate-request';
import type { AuthenticatedRequest, Authentication, Access } from './authenticate-request';
import { sendDownload } from './downloads';
import type { Download } from './downloads';
import type { EventStreams, StreamProtocol } from '../sockets/event-streams';
import { sessionCookie } from './session-cookie';
import type { SessionCookie } from './session-cookie';
import type { Credential } from '../sockets/socket-credentials';
import type { Upload, Uploads } from './uploads';
import type { SocketTickets } from '../sockets/socket-tickets';

/** What a handler is given: everything checked, nothing of Express. */
export interface Call<Input> extends AuthenticatedRequest {
  input: Input;
  /** For those who sign a browser in or out. */
  cookie: SessionCookie;
  /** Whence the call came. */
  clientIp: string;
  /** The file that came with it; it is gone when the call is answered. */
  upload?: Upload;
}

/** A route as data: mounted, guarded, checked and documented from this one description. */
export interface Route<Input, Reply> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Express path below the API's prefix, such as `/chat/sessions/:sessionId`. */
  path: string;
  summary: string;
  access: Access;
  /**
   * Checks together the path, the headers `Idempotency-Key` and, of a stream, `Last-Event-ID`, and
   * the query of a GET or the body of any other method: what changes something never stands in an
   * address.
   */
  input: z.ZodType<Input>;
  /** The bodies between which `input` chooses, for the API's description. */
  bodies?: z.ZodType[];
  response: z.ZodType<Reply>;
  status?: number;
  message: string;
  /** Whether the reply holds `data` itself, and what stands beside it in the envelope. */
  unwrapped?: true;
  /** Whether a call sends a message, of which one person may send fewer. */
  sendsMessage?: true;
  /** For a reply that is a file and not JSON: its text is sent as it stands, or piece by piece. */
  file?: { type: string; name: string };
  /** For a body of multipart/form-data with one file, the field `file`. */
  acceptsFile?: true;
  /** For a reply that is bytes on their way, of this type unless it is told otherwise. */
  downloadType?: string;
  /** For a stream of events: `handle` says how it opens, and `reply` is what a frame holds. */
  stream?: true;
  handle(call: Call<Input>): Reply | Promise<Reply>;
}

/** Lists of routes hold routes of many inputs; each was checked when it was defined. */
export type AnyRoute = Omit<Route<unknown, unknown>, 'handle'> & {
  handle(call: Call<never>): unknown;
};

export function defineRoute<Input, Reply>(route: Route<Input, Reply>): AnyRoute {
  return route;
}

/** A route that takes a file; it lies sealed on disk until the call is answered. */
export function defineUpload<Input, Reply>(
  route: Omit<Route<Input, Reply>, 'handle' | 'method' | 'acceptsFile' | 'sendsMessage'> & {
    handle(call: Call<Input> & { upload: Upload }): Promise<Reply>;
  },
): AnyRoute {
  const handle = (call: Call<Input>): Promise<Reply> => {
    if (!call.upload) throw new AppError('file-missing');
    return route.handle({ ...call, upload: call.upload });
  };
  return { ...route, method: 'post', acceptsFile: true, sendsMessage: true, handle };
}

/** A route that hands out bytes; its input may ask for a range, as the header `Range` has it. */
export function defineDownload<Input>(
  route: Pick<Route<Input, unknown>, 'path' | 'summary' | 'access' | 'input' | 'message'> & {
    downloadType: string;
    handle(call: Call<Input>): Promise<Download>;
  },
): AnyRoute {
  return { ...route, method: 'get', response: z.string() };
}

/** A stream as data; its frames are documented, and its opening is called like any other route. */
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

export interface MountOptions {
  routes: AnyRoute[];
  authentication: Authentication;
  tickets: SocketTickets;
  limits: RateLimits;
  streams: EventStreams;
  uploads: Uploads;
  /** Whether the system serves real people, so that cookies travel over TLS alone. */
  production: boolean;
}

/** Mounts routes: first all of them, then, for their paths, 405 for any other method. */
export function mountRoutes(
  app: Express,
  prefix: string,
  { routes, ...house }: MountOptions,
): void {
  for (const route of routes) app[route.method](prefix + route.path, routeHandler(route, house));
  for (const path of new Set(routes.map((route) => route.path))) {
    const methods = routes.filter((route) => route.path === path).map((route) => route.method);
    app.all(prefix + path, methodNotAllowed(methods));
  }
}

type RouteDeps = Omit<MountOptions, 'routes'>;

function routeHandler(route: AnyRoute, house: RouteDeps): RequestHandler {
  return async (request, response) => {
    const address = clientIpOf(request);
    const counted = house.limits.consumeForAddress(address);
    if (counted) await counted;
    const admitted = await authenticateCall(route, request, house);
    const { id } = admitted.principal;
    const toWait = route.access === 'anybody' ? undefined : consumeLimits(route, id, house.limits);
    if (toWait) await toWait;
    const cookie = sessionCookie(request, response, house);
    const call = { ...admitted, cookie, clientIp: address };
    const data = await runHandler(route, request, { call, uploads: house.uploads });
    const { message, status = 200 } = route;
    const { principal, credential } = admitted;
    if (route.downloadType) await sendDownload(request, response, data as Download);
    else if (credential) {
      await house.streams.serve(response, data as StreamProtocol, { principal, credential });
    } else if (route.file) await sendFile(response, route.file, data);
    else if (route.unwrapped)
      sendJson(response, status, { success: true, ...(data as object), message });
    else sendJson(response, status, { success: true, data, message });
  };
}

/** What came with a call is removed again, whatever becomes of it. */
async function runHandler(
  route: AnyRoute,
  request: Request,
  { call, uploads }: { call: Omit<Call<never>, 'input' | 'upload'>; uploads: Uploads },
): Promise<unknown> {
  if (!route.acceptsFile) {
    return route.handle({ ...call, input: parseInput(route, request) as never });
  }
  return uploads.withUpload(request, (upload) =>
    route.handle({
      ...call,
      ...(upload ? { upload } : {}),
      input: parseInput(route, request) as never,
    }),
  );
}

interface AuthenticatedCall extends AuthenticatedRequest {
  /** For a stream, which outlives what is asked at its opening. */
  credential?: Credential;
}

async function authenticateCall(
  route: AnyRoute,
  request: Request,
  house: RouteDeps,
): Promise<AuthenticatedCall> {
  if (!route.stream) return authenticateRequest(request, route.access, house.authentication);
  const credential = await streamCredential(request, route.access, house);
  return { principal: await credential(), credential };
}

function clientIpOf(request: Request): string {
  return request.ip ?? '';
}

/** Counts a request, and what it sends; mostly there is nothing to wait for. */
function consumeLimits(
  route: AnyRoute,
  personId: string,
  limits: RateLimits,
): Promise<unknown> | undefined {
  const request = limits.consumeForUser(personId);
  const message = route.sendsMessage ? limits.consumeForMessage(personId) : undefined;
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

/** Answers are data for one reader: never sniffed, never kept by a cache on the way. */
const JSON_HEADERS = {
  'Content-Type': 'application/json; charset=utf-8',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
};

/** Writes an envelope. Express would look for ETags, fresh caches and types on the way. */
export function sendJson(response: Response, status: number, envelope: object): void {
  const body = JSON.stringify(envelope);
  const length = Buffer.byteLength(body);
  response.writeHead(status, { ...JSON_HEADERS, 'Content-Length': length }).end(body);
}

/** Path parameters cannot be overridden by a body or query of the same name. */
function parseInput(route: AnyRoute, request: Request): unknown {
  const body: unknown = request.body ?? {};
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalidInput([{ field: 'body', message: 'must be a JSON object' }]);
  }
  const key = request.get('idempotency-key');
  const given = {
    ...(key === undefined ? {} : { clientMessageId: key }),
    ...(route.method === 'get' ? request.query : body),
    ...(route.stream ? lastEventIdOf(request) : {}),
    ...(route.downloadType ? { range: request.get('range') } : {}),
    ...request.params,
  };
  const parsed = route.input.safeParse(given);
  if (parsed.success) return parsed.data;
  throw invalidInput(
    parsed.error.issues.map((issue) => ({
      field: issue.path.join('.') || 'body',
      message: issue.message,
    })),
  );
}

/** A browser that comes again by itself knows better than the address with which it came first. */
function lastEventIdOf(request: Request): { lastEventId?: string } {
  const lastEventId = request.get('last-event-id');
  return lastEventId === undefined ? {} : { lastEventId };
}

/** Names every fault by its field; values are not repeated, for they may be somebody's words. */
export function invalidInput(fields: { field: string; message: string }[]): AppError {
  const text = fields.map(({ field, message }) => `${field}: ${message}`).join('; ');
  return new AppError('invalid-input', {
    message: `The request is not valid. ${text}`,
    details: { fields },
  });
}

function methodNotAllowed(methods: string[]): RequestHandler {
  const allowed = methods.map((method) => method.toUpperCase()).join(', ');
  return (_request: Request, response: Response) => {
    response.set('Allow', allowed);
    throw new AppError('method-not-allowed', { message: `Use ${allowed} at this address` });
  };
}
