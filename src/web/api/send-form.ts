import { askApi, csrfProof } from './api-client';
import { ApiError } from './api-error';

export interface FormSending {
  /** How many bytes are on their way, and of how many. */
  onProgress: (sent: number, total: number) => void;
  /** Breaks it off. */
  signal: AbortSignal;
}

/**
 * Posts a form and says how far it is, as `fetch` cannot; gives the `data` of the envelope. There is
 * no limit of time: on a slow line ten megabytes take minutes.
 */
export function sendForm<Data>(path: string, form: FormData, sending: FormSending): Promise<Data> {
  return askApi<Data>(() => post(path, form, sending));
}

function post(
  path: string,
  form: FormData,
  { onProgress, signal }: FormSending,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    for (const [name, value] of Object.entries(csrfProof())) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded, total);
    request.onload = () => resolve(answerOf(request));
    request.onerror = () => reject(outOfReach());
    request.onabort = () => reject(outOfReach());
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(form);
  });
}

function answerOf(request: XMLHttpRequest): Response {
  const headers = new Headers();
  for (const name of ['date', 'retry-after']) {
    const value = request.getResponseHeader(name);
    if (value !== null) headers.set(name, value);
  }
  return new Response(request.responseText, { status: request.status, headers });
}

function outOfReach(): ApiError {
  return new ApiError({ code: 'offline', status: 0, message: 'The API is out of reach' });
}
