/** An error with a message for the user; printed without a stack. */
export class DemoError extends Error {}

/** An error response of the API. */
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

/** A client of the published API. */
export class DemoApi {
  constructor(readonly url: string) {}

  /** Rejects with a DemoError when the system is not running or not ready. */
  async requireReady(): Promise<void> {
    const response = await this.fetch('/readyz', {});
    const { checks } = (await readJson(response)) as { checks?: Record<string, string> };
    if (checks === undefined) throw unexpectedResponse(response);
    const failing = Object.keys(checks).filter((name) => checks[name] !== 'ok');
    if (failing.length === 0) return;
    throw new DemoError(
      `${this.url} is not ready: ${failing.join(', ')}. Wait a moment and run the demo again.`,
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
      envelope.message ?? `${method} ${path} returned ${response.status}`,
    );
  }

  private async fetch(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(this.url + path, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
    } catch (error) {
      throw new DemoError(
        `No response from ${this.url}. Start the system with \`npm start\` in another terminal, ` +
          'wait for its line "Ready: …", then run the demo again. For a system at another ' +
          'address: npm run demo -- --url http://127.0.0.1:<port>',
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
    `${url} returned ${status}, but not a response of this system. Check the address.`,
  );
}
