import { ApiError, isApiError, offlineError } from './api-error';
import type { Call, Data, ErrorBody, Method, PathOf } from './api-operations';
import { EPOCH_HEADER, recordDatabaseEpoch } from './database-epoch';
import { sendOnce } from './idempotent-requests';
import { recordServerTime } from './server-clock';
import { loadErrorText } from '../i18n/i18n';

const TIMEOUT_MS = 20_000;

/** A call of any operation. */
interface AnyCall {
  path?: Readonly<Record<string, string | number>>;
  query?: Readonly<Record<string, string | number | undefined>>;
  body?: object;
  /** Sends an `Idempotency-Key`. */
  once?: true;
  signal?: AbortSignal;
}

let csrfToken: string | undefined;
let onSignedOut: () => void = () => undefined;
let onWrongCsrfToken: () => Promise<boolean> = () => Promise.resolve(false);

/** The CSRF token is held in memory only, never in the browser's storage. */
export function setCsrfToken(token: string | undefined): void {
  csrfToken = token;
}

/** Sets what runs when the API answers `unauthenticated`. */
export function setSignedOutHandler(listener: () => void): void {
  onSignedOut = listener;
}

/**
 * Sets what runs when the CSRF token does not belong to the cookie, because the user signed in again in
 * another window. It resolves with whether the request may be sent once more.
 */
export function setCsrfRecovery(recover: () => Promise<boolean>): void {
  onWrongCsrfToken = recover;
}

/** Resolves with the envelope's `data`; rejects with an `ApiError`. */
export async function readEnvelope<Data>(send: () => Promise<Response>): Promise<Data> {
  try {
    return await attempt<Data>(send);
  } catch (error) {
    if (isApiError(error, 'unauthenticated')) onSignedOut();
    if (!isApiError(error, 'csrf-token-wrong') || !(await onWrongCsrfToken())) throw error;
    return attempt<Data>(send);
  }
}

async function attempt<Data>(send: () => Promise<Response>): Promise<Data> {
  const response = await send();
  recordServerTime(response.headers.get('date'));
  recordDatabaseEpoch(response.headers.get(EPOCH_HEADER));
  const body = await readBody(response);
  if (response.ok && body?.success === true) return body.data as Data;
  const error = toApiError(response, body);
  await loadErrorText(error.code);
  throw error;
}

/** The call is optional for operations without a required parameter or body. */
type Arguments<M extends Method, P extends PathOf<M>> =
  object extends Call<M, P> ? [call?: Call<M, P>] : [call: Call<M, P>];

function operations<M extends Method>(method: M) {
  return <P extends PathOf<M>>(path: P, ...[call]: Arguments<M, P>): Promise<Data<M, P>> => {
    const options: AnyCall = call ?? {};
    const send = (key?: string): Promise<Data<M, P>> =>
      readEnvelope<Data<M, P>>(() => sendRequest(method, path, { ...options, key }));
    if (!options.once) return send();
    const request = [method, urlOf(path, options.path), JSON.stringify(options.body)].join(' ');
    return sendOnce(request, send);
  };
}

/** Calls the API by path template: `api.get('/api/v1/counselings/{id}', { path: { id } })`. */
export const api = {
  get: operations('get'),
  post: operations('post'),
  put: operations('put'),
  patch: operations('patch'),
  delete: operations('delete'),
};

interface KeyedCall extends AnyCall {
  key: string | undefined;
}

async function sendRequest(method: Method, path: string, call: KeyedCall): Promise<Response> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return await fetch(`${urlOf(path, call.path)}${queryText(call.query)}`, {
      method: method.toUpperCase(),
      headers: requestHeaders(method, call),
      body: call.body ? JSON.stringify(call.body) : undefined,
      credentials: 'same-origin',
      signal: call.signal ? AbortSignal.any([call.signal, timeout]) : timeout,
    });
  } catch (cause) {
    if (call.signal?.aborted) throw cause;
    throw offlineError(cause);
  }
}

/** Fills the parameters of a path template in. */
export function urlOf(template: string, parameters: AnyCall['path'] = {}): string {
  return template.replace(/{(\w+)}/g, (_, name: string) =>
    encodeURIComponent(parameters[name] ?? ''),
  );
}

function requestHeaders(method: Method, call: KeyedCall): Record<string, string> {
  return {
    accept: 'application/json',
    ...(call.body ? { 'content-type': 'application/json' } : {}),
    ...(call.key === undefined ? {} : { 'idempotency-key': call.key }),
    ...(method === 'get' ? {} : csrfHeaders()),
  };
}

/** The headers of unsafe requests. */
export function csrfHeaders(): Record<string, string> {
  return csrfToken ? { 'x-csrf-token': csrfToken } : {};
}

function queryText(query: AnyCall['query']): string {
  const defined = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  if (defined.length === 0) return '';
  return `?${new URLSearchParams(defined.map(([name, value]) => [name, String(value)])).toString()}`;
}

type Body = { success: true; data: unknown } | ErrorBody;

async function readBody(response: Response): Promise<Body | undefined> {
  try {
    return (await response.json()) as Body;
  } catch {
    return undefined;
  }
}

function toApiError(response: Response, body: Body | undefined): ApiError {
  if (body?.success !== false) {
    // A proxy answered in place of the API, such as nginx while the API starts.
    const code = response.status >= 502 ? 'unavailable' : 'bad-answer';
    return new ApiError({
      code,
      status: response.status,
      message: 'The response is not from the API',
    });
  }
  const { code, message, details } = body;
  const retryAfter = Number(response.headers.get('retry-after')) || undefined;
  return new ApiError({
    code,
    message,
    status: response.status,
    details: { ...details, ...(retryAfter ? { retryAfter } : {}) },
  });
}
