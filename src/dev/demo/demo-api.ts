/** A reason to stop that a person can act on; printed as it stands. */
export class DemoError extends Error {}

/** A refusal of the API, with the code that says which one. */
export class ApiError extends DemoError {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

interface Envelope {
  success: boolean;
  data: unknown;
  message: string;
  code?: string;
}

interface RequestOptions {
  token?: string;
  body?: object;
}

const TIMEOUT_MS = 10_000;

/** The published API, as anybody could call it. */
export class DemoApi {
  constructor(readonly url: string) {}

  /** Rejects with what to do when the system is not there or not ready. */
  async requireReady(): Promise<void> {
    const response = await this.fetch('/readyz', {});
    const { checks } = (await readJson(response)) as { checks?: Record<string, string> };
    if (checks === undefined) throw unexpectedResponse(response);
    if (response.ok) return;
    const failing = Object.keys(checks).filter((name) => checks[name] !== 'ok');
    throw new DemoError(
      `${this.url} answers but is not ready: ${failing.join(', ')}. ` +
        'Wait a moment and run the demo again.',
    );
  }

  get<Reply>(path: string, token: string): Promise<Reply> {
    return this.request<Reply>('GET', path, { token });
  }

  post<Reply>(path: string, call: RequestOptions): Promise<Reply> {
    return this.request<Reply>('POST', path, call);
  }

  put<Reply>(path: string, call: RequestOptions): Promise<Reply> {
    return this.request<Reply>('PUT', path, call);
  }

  private async request<Reply>(
    method: string,
    path: string,
    { token, body }: RequestOptions,
  ): Promise<Reply> {
    const response = await this.fetch(`/api/v1${path}`, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const envelope = (await readJson(response)) as Envelope;
    if (envelope.success) return envelope.data as Reply;
    throw new ApiError(
      response.status,
      envelope.code ?? '',
      envelope.message ?? `${method} ${path} was answered with ${response.status}`,
    );
  }

  private async fetch(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(this.url + path, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
    } catch (error) {
      throw new DemoError(
        `Nothing answers at ${this.url}. Start the system with \`npm start\` in another terminal, ` +
          'wait for its line "Ready: …", then run the demo again. ' +
          'Does that line name another address? npm run demo -- --url http://127.0.0.1:<port>',
        { cause: error },
      );
    }
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    throw unexpectedResponse(response);
  }
}

function unexpectedResponse({ url, status }: Response): DemoError {
  return new DemoError(
    `${url} answered with ${status}, and not as the counseling system does. Check the address.`,
  );
}
