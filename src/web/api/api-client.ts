import { ApiError, isApiError } from './api-error';
import { recordServerTime } from './server-clock';

const PREFIX = '/api/v1';
/** Paths of the contracts without a version. */
const UNVERSIONED_PREFIX = '/api/';
const TIMEOUT_MS = 20_000;

interface ApiCall {
  query?: Readonly<Record<string, string | number | undefined>>;
  body?: object;
  signal?: AbortSignal;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

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
function callApi<Data>(method: Method, path: string, call: ApiCall = {}): Promise<Data> {
  return readEnvelope<Data>(() => sendRequest(method, path, call));
}

/** Like `callApi`, for a request that is not sent by `fetch`, such as an upload with progress. */
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
  const body = await readBody(response);
  if (response.ok && body?.success === true) return body.data as Data;
  throw toApiError(response, body);
}

export const api = {
  get: <Data>(path: string, query?: ApiCall['query'], signal?: AbortSignal): Promise<Data> =>
    callApi<Data>('GET', path, { query, signal }),
  post: <Data>(path: string, body?: object): Promise<Data> => callApi<Data>('POST', path, { body }),
  put: <Data>(path: string, body?: object): Promise<Data> => callApi<Data>('PUT', path, { body }),
  patch: <Data>(path: string, body?: object): Promise<Data> =>
    callApi<Data>('PATCH', path, { body }),
  delete: <Data>(path: string, body?: object): Promise<Data> =>
    callApi<Data>('DELETE', path, { body }),
};

async function sendRequest(method: Method, path: string, call: ApiCall): Promise<Response> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const url = path.startsWith(UNVERSIONED_PREFIX) ? path : `${PREFIX}${path}`;
    return await fetch(`${url}${queryText(call.query)}`, {
      method,
      headers: requestHeaders(method, call),
      body: call.body ? JSON.stringify(call.body) : undefined,
      credentials: 'same-origin',
      signal: call.signal ? AbortSignal.any([call.signal, timeout]) : timeout,
    });
  } catch (cause) {
    if (call.signal?.aborted) throw cause;
    throw new ApiError({ code: 'offline', status: 0, message: 'The API cannot be reached', cause });
  }
}

function requestHeaders(method: Method, call: ApiCall): Record<string, string> {
  return {
    accept: 'application/json',
    ...(call.body ? { 'content-type': 'application/json' } : {}),
    ...(method === 'GET' ? {} : csrfHeaders()),
  };
}

/** The headers of unsafe requests. */
export function csrfHeaders(): Record<string, string> {
  return csrfToken ? { 'x-csrf-token': csrfToken } : {};
}

function queryText(query: ApiCall['query']): string {
  const defined = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  if (defined.length === 0) return '';
  return `?${new URLSearchParams(defined.map(([name, value]) => [name, String(value)])).toString()}`;
}

type Body =
  | { success: true; data: unknown }
  | {
      success: false;
      message: string;
      code: ApiError['code'];
      details?: ApiError['details'];
    };

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
