/** A reason to stop that a person can act on; printed as it stands. */
export class DemoFault extends Error {}

/** A refusal of the API, with the code that says which one. */
export class Refusal extends DemoFault {
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

interface Call {
  token?: string;
  body?: object;
}

const PATIENCE_MS = 10_000;

/** The published API, as anybody could call it. */
export class DemoApi {
  constructor(readonly url: string) {}

  /** Rejects with what to do when the system is not there or not ready. */
  async requireReady(): Promise<void> {
    const response = await this.fetch('/readyz', {});
    const { checks } = (await readJson(response)) as { checks?: Record<string, string> };
    if (checks === undefined) throw strangeAnswer(response);
    if (response.ok) return;
    const failing = Object.keys(checks).filter((name) => checks[name] !== 'ok');
    throw new DemoFault(
      `${this.url} answers but is not ready: ${failing.join(', ')}. ` +
        'Wait a moment and run the demo again.',
    );
  }

  get<Reply>(path: string, token: string): Promise<Reply> {
    return this.call<Reply>('GET', path, { token });
  }

  post<Reply>(path: string, call: Call): Promise<Reply> {
    return this.call<Reply>('POST', path, call);
  }

  put<Reply>(path: string, call: Call): Promise<Reply> {
    return this.call<Reply>('PUT', path, call);
  }

  private async call<Reply>(method: string, path: string, { token, body }: Call): Promise<Reply> {
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
    throw new Refusal(
      response.status,
      envelope.code ?? '',
      envelope.message ?? `${method} ${path} was answered with ${response.status}`,
    );
  }

  private async fetch(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(this.url + path, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
    } catch (error) {
      throw new DemoFault(
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
    throw strangeAnswer(response);
  }
}

function strangeAnswer({ url, status }: Response): DemoFault {
  return new DemoFault(
    `${url} answered with ${status}, and not as the counseling system does. Check the address.`,
  );
}
