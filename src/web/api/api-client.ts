import { ApiError, isApiError } from './api-error';
import { recordServerTime } from './server-clock';

const PREFIX = '/api/v1';
/** Addresses of contracts that have no version. */
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

/** The token that proves that an unsafe request comes from these pages; kept in memory alone. */
export function setCsrfToken(token: string | undefined): void {
  csrfToken = token;
}

/** Called whenever the API no longer knows who is asking. */
export function setSignedOutHandler(listener: () => void): void {
  onSignedOut = listener;
}

/**
 * Called when the token belongs to another sign-in than the cookie, because somebody signed in again
 * in another window; resolves with whether the same call may be tried once more.
 */
export function setCsrfRecovery(recover: () => Promise<boolean>): void {
  onWrongCsrfToken = recover;
}

/** Calls the API and gives the `data` of its envelope; refusals reject with an `ApiError`. */
function callApi<Data>(method: Method, path: string, call: ApiCall = {}): Promise<Data> {
  return readEnvelope<Data>(() => sendRequest(method, path, call));
}

/** The same for what is asked in another way: a form whose sending is watched. */
export async function readEnvelope<Data>(ask: () => Promise<Response>): Promise<Data> {
  try {
    return await attempt<Data>(ask);
  } catch (error) {
    if (isApiError(error, 'unauthenticated')) onSignedOut();
    if (!isApiError(error, 'csrf-token-wrong') || !(await onWrongCsrfToken())) throw error;
    return attempt<Data>(ask);
  }
}

async function attempt<Data>(ask: () => Promise<Response>): Promise<Data> {
  const response = await ask();
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
  const patience = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const address = path.startsWith(UNVERSIONED_PREFIX) ? path : `${PREFIX}${path}`;
    return await fetch(`${address}${queryText(call.query)}`, {
      method,
      headers: requestHeaders(method, call),
      body: call.body ? JSON.stringify(call.body) : undefined,
      credentials: 'same-origin',
      signal: call.signal ? AbortSignal.any([call.signal, patience]) : patience,
    });
  } catch (cause) {
    if (call.signal?.aborted) throw cause;
    throw new ApiError({ code: 'offline', status: 0, message: 'The API is out of reach', cause });
  }
}

function requestHeaders(method: Method, call: ApiCall): Record<string, string> {
  return {
    accept: 'application/json',
    ...(call.body ? { 'content-type': 'application/json' } : {}),
    ...(method === 'GET' ? {} : csrfHeaders()),
  };
}

/** What an unsafe request is sent with. */
export function csrfHeaders(): Record<string, string> {
  return csrfToken ? { 'x-csrf-token': csrfToken } : {};
}

function queryText(query: ApiCall['query']): string {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  if (given.length === 0) return '';
  return `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()}`;
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
    // Something between us and the API answered, such as a proxy whose API is starting.
    const code = response.status >= 502 ? 'unavailable' : 'bad-answer';
    return new ApiError({ code, status: response.status, message: 'Not an answer of the API' });
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
