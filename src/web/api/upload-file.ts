import { csrfHeaders, readEnvelope, urlOf } from './api-client';
import { offlineError } from './api-error';
import type { Call, Data } from './api-operations';
import { repeatWhileRunning } from './idempotent-requests';

export interface UploadOptions {
  /** The `Idempotency-Key`: the same for each attempt. */
  key: string;
  /** Both in bytes. */
  onProgress: (sent: number, total: number) => void;
  signal: AbortSignal;
}

const PATH = '/api/conversations/{conversationId}/upload';

/**
 * Uploads a file and reports the progress, which `fetch` cannot. Without a timeout: on a slow connection ten
 * megabytes take minutes.
 */
export function uploadFile(
  { path, form }: Pick<Call<'post', typeof PATH>, 'path'> & { form: FormData },
  options: UploadOptions,
): Promise<Data<'post', typeof PATH>> {
  return repeatWhileRunning(() => readEnvelope(() => post(urlOf(PATH, path), form, options)));
}

function post(
  url: string,
  form: FormData,
  { key, onProgress, signal }: UploadOptions,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    for (const [name, value] of Object.entries(csrfHeaders()))
      request.setRequestHeader(name, value);
    request.setRequestHeader('idempotency-key', key);
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded, total);
    request.onload = () => resolve(toResponse(request));
    request.onerror = () => reject(offlineError());
    request.onabort = () => reject(offlineError());
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(form);
  });
}

function toResponse(request: XMLHttpRequest): Response {
  const headers = new Headers();
  for (const name of ['date', 'retry-after']) {
    const value = request.getResponseHeader(name);
    if (value !== null) headers.set(name, value);
  }
  return new Response(request.responseText, { status: request.status, headers });
}
