import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { RateLimits } from '../rate-limits/rate-limits';
import type { Credential, CredentialDeps } from '../sockets/credentials';
import type { EventStreams, StreamProtocol } from '../sockets/event-streams';
import { authenticateRequest, streamCredential } from './authenticate-request';
import type { AuthenticatedRequest } from './authenticate-request';
import type { ApiMetrics } from '../system/api-metrics';
import type { DatabaseEpoch } from '../../database/database-epoch';
import { sendDownload } from './downloads';
import type { Download } from './downloads';
import { JSON_HEADERS, sendJson } from './json-response';
import { invalidInput, parseInput } from './parse-input';
import type { AnyRoute, Call } from './route';
import { recordNothing } from '../../idempotency/record-answer';
import type { RecordAnswer } from '../../idempotency/record-answer';
import type { IdempotentRequests } from '../../idempotency/idempotent-requests';
import type { PathParameters } from './route-table';
import { deviceCookie, sessionCookie } from './session-cookie';
import type { Upload, Uploads } from './uploads';

export interface RouteDeps extends CredentialDeps {
  limits: RateLimits;
  streams: EventStreams;
  uploads: Uploads;
  idempotentRequests: Pick<IdempotentRequests, 'run'>;
  metrics: Pick<ApiMetrics, 'measureRequest'>;
  epoch: Pick<DatabaseEpoch, 'tag'>;
}

/** Changes when the database was replaced by an older copy: what a client has may be lost. */
const EPOCH_HEADER = 'X-Database-Epoch';

/** The request that a route runs for. */
interface RoutedRequest {
  request: Request;
  response: Response;
  params: PathParameters;
  /** The path template with its prefix. */
  pattern: string;
}

/** Counts, authenticates and validates a request, runs its handler and sends the result. */
export async function runRoute(
  route: AnyRoute,
  { request, response, params, pattern }: RoutedRequest,
  deps: RouteDeps,
): Promise<void> {
  const clientIp = request.ip ?? '';
  // Most requests are counted without a round trip: nothing to await.
  const counted = deps.limits.consumeForAddress(clientIp);
  if (counted) await counted;
  const { credential, ...caller } = await authenticateCall(route, request, deps);
  const { principal } = caller;
  const limited = route.access === 'public' ? undefined : consume(route, principal.id, deps);
  if (limited) await limited;
  const origin = deps.browsers.publicUrl ?? `${request.protocol}://${request.host}`;
  const cookie = sessionCookie(request, response, deps.browsers);
  const device = deviceCookie(request, response, deps.browsers);
  const call = { ...caller, cookie, device, clientIp, origin };
  const output = await runHandler(route, { request, params, pattern }, { call, deps });
  const { message, status = 200 } = route;
  if (deps.epoch.tag !== '') response.setHeader(EPOCH_HEADER, deps.epoch.tag);
  if (route.downloadType) await sendDownload(request, response, output as Download);
  else if (credential) {
    await deps.streams.serve(response, output as StreamProtocol, { principal, credential });
  } else if (route.file) await sendFile(response, route.file, output);
  else if (route.unwrapped) {
    sendJson(response, status, { success: true, ...(output as object), message });
  } else sendJson(response, status, { success: true, data: output, message });
}

/** The uploaded temporary file is always deleted. */
function runHandler(
  route: AnyRoute,
  routed: Omit<RoutedRequest, 'response'>,
  { call, deps }: { call: Caller; deps: Pick<RouteDeps, 'uploads' | 'idempotentRequests'> },
): unknown {
  const { request, params } = routed;
  const run = (upload?: Upload): unknown => {
    const input = parseRequest(route, request, params) as never;
    const handle = (recordAnswer: RecordAnswer): unknown =>
      route.handle({ ...call, ...(upload ? { upload } : {}), input, recordAnswer });
    const key = route.idempotent && idempotencyKeyOf(request);
    if (!key) return handle(recordNothing);
    const name = { userId: call.principal.id, route: `${route.method} ${routed.pattern}`, key };
    const content = { input, ...(upload ? describeUpload(upload) : {}) };
    return deps.idempotentRequests.run({ ...name, content }, (record) =>
      Promise.resolve(handle(record)),
    );
  };
  return route.acceptsFile ? deps.uploads.withUpload(request, run) : run();
}

type Caller = Omit<Call<never>, 'input' | 'upload' | 'recordAnswer'>;

const MAX_KEY_LENGTH = 200;

function idempotencyKeyOf(request: Request): string | undefined {
  const key = request.get('idempotency-key');
  if (key !== undefined && (key.length === 0 || key.length > MAX_KEY_LENGTH)) {
    const message = `must have 1 to ${MAX_KEY_LENGTH} characters`;
    throw invalidInput([{ field: 'Idempotency-Key', message }]);
  }
  return key;
}

function describeUpload({ file, fileName }: Upload): object {
  return { fileName, sha256: file.sha256.toString('hex') };
}

/** A stream outlives its request, so it retains a credential to authenticate again. */
async function authenticateCall(
  route: AnyRoute,
  request: Request,
  deps: RouteDeps,
): Promise<AuthenticatedRequest & { credential?: Credential }> {
  if (!route.stream) return authenticateRequest(request, route.access, deps);
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
function parseRequest(route: AnyRoute, request: Request, params: PathParameters): unknown {
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
    ...params,
  };
  return parseInput(route.input, input, 'body');
}

/** A reconnecting EventSource sends a newer id in the header than the one in its original URL. */
function lastEventIdOf(request: Request): { lastEventId?: string } {
  const lastEventId = request.get('last-event-id');
  return lastEventId === undefined ? {} : { lastEventId };
}
