import { setTimeout as pause } from 'node:timers/promises';
import type { Role } from '../../../src/enums';

export interface ChaosUser {
  id: string;
  role: Role;
  token: string;
}

export interface Call {
  as: ChaosUser;
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  body?: object;
  idempotencyKey?: string;
}

export interface Answer {
  status: number;
  /** `data` of the body. */
  data: unknown;
  code: string | undefined;
}

const CALL_TIMEOUT_MS = 5_000;
const RETRY_MS = 250;

/** Calls the APIs by fetch, as clients do. */
export class ApiClient {
  constructor(
    readonly url: string,
    private readonly stopped: AbortSignal,
  ) {}

  get isStopped(): boolean {
    return this.stopped.aborted;
  }

  /** Undefined when no answer came. */
  async call({ as, method, path, body, idempotencyKey }: Call): Promise<Answer | undefined> {
    try {
      const response = await fetch(this.url + path, {
        method,
        signal: AbortSignal.any([this.stopped, AbortSignal.timeout(CALL_TIMEOUT_MS)]),
        headers: {
          authorization: `Bearer ${as.token}`,
          ...(body ? { 'content-type': 'application/json' } : {}),
          ...(idempotencyKey ? { 'idempotency-key': idempotencyKey } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const json = (await response.json()) as { data?: unknown; code?: string };
      return { status: response.status, data: json.data, code: json.code };
    } catch {
      return undefined;
    }
  }

  /** Repeats a call until it is answered with anything but a temporary error, or `until`. */
  async callUntilAnswered(call: Call, until: number): Promise<Answer | undefined> {
    for (;;) {
      const answer = await this.call(call);
      if (answer && !isTemporary(answer)) return answer;
      if (this.isStopped || Date.now() > until) return answer;
      await pause(RETRY_MS);
    }
  }
}

const isTemporary = ({ status }: Answer): boolean => status >= 500 || status === 429;

/** A repeat under the same client message id may be answered with 200. */
export const isAccepted = ({ status }: Answer): boolean => status === 200 || status === 201;
