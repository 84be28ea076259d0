import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { decryptText, encryptText } from '../content-cipher';
import type { ContentCipher, DataKey } from '../content-cipher';
import type { Db } from '../database/db';
import { AppError } from '../errors';
import type { ErrorCode, ErrorDetails } from '../errors';
import {
  deleteExpired,
  deleteUnanswered,
  findRequest,
  insertRequest,
  storeAnswer,
} from './idempotency-repository';
import type { RequestName } from './idempotency-repository';
import type { RecordAnswer } from './record-answer';

/** A request by its key and by its content. */
export interface IdempotentRequest extends RequestName {
  /** Distinguishes it from another request with the same key. */
  content: unknown;
}

/** Stored as JSON: what the handler returned, or its refusal. */
type Answer =
  { output: unknown } | { refusal: { code: ErrorCode; message: string; details?: ErrorDetails } };

type Attempt = RequestName & { attempt: string; dataKey: DataKey };

const RETRY_AFTER_SECONDS = 2;

/**
 * Requests with the header `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header). The first
 * request with a key claims it; its answer is stored in the transaction of the fact, so a process that
 * is killed leaves either both or neither. Server errors (5xx) are not stored: a repeat is tried again.
 */
export class IdempotentRequests {
  constructor(
    private readonly db: Db,
    private readonly cipher: ContentCipher,
  ) {}

  /**
   * Runs `work`, or returns or throws its first answer. Throws `idempotency-key-reused` for another
   * request, `request-running` while the first runs.
   */
  async run<T>(request: IdempotentRequest, work: (record: RecordAnswer) => Promise<T>): Promise<T> {
    const claimed = await this.claim(request);
    if ('answer' in claimed) return outputOf(claimed.answer) as T;
    const { manager } = this.db.source;
    let isRecorded = false;
    const record: RecordAnswer = async (tx, output) => {
      // The transaction of an attempt that was taken over is rolled back.
      if (!(await store(tx, claimed, { output }))) throw requestRunning();
      isRecorded = true;
    };
    // Without its answer, the row counts as abandoned after a few seconds.
    const finish = (change: Promise<unknown>) => change.catch(() => undefined);
    try {
      const output = await work(record);
      if (!isRecorded) await finish(store(manager, claimed, { output }));
      return output;
    } catch (error) {
      const refusal = refusalOf(error);
      await finish(
        refusal
          ? store(manager, claimed, { refusal })
          : deleteUnanswered(manager, attemptName(claimed)),
      );
      throw error;
    }
  }

  private async claim(request: IdempotentRequest): Promise<Attempt | { answer: Answer }> {
    const { userId, route, key } = request;
    const name = { userId, route, key };
    const { manager } = this.db.source;
    for (;;) {
      const { dataKey, wrappedKey } = this.cipher.createKey();
      const attempt = randomUUID();
      const fingerprint = fingerprintOf(dataKey, request.content);
      const row = { ...name, dataKey: wrappedKey, fingerprint, attempt };
      if (await insertRequest(manager, row)) return { ...name, attempt, dataKey };
      const found = await findRequest(manager, name);
      if (found?.isExpired) await deleteExpired(manager, name);
      else if (found) {
        const storedKey = this.cipher.unwrap(found.dataKey);
        if (!timingSafeEqual(found.fingerprint, fingerprintOf(storedKey, request.content))) {
          throw new AppError('idempotency-key-reused');
        }
        if (found.answer) return { answer: decryptAnswer(storedKey, name, found.answer) };
        if (found.isRunning) throw requestRunning();
        await deleteUnanswered(manager, { ...name, attempt: found.attempt });
      }
    }
  }
}

function requestRunning(): AppError {
  return new AppError('request-running', { details: { retryAfter: RETRY_AFTER_SECONDS } });
}

function attemptName({ dataKey: _, ...name }: Attempt): RequestName & { attempt: string } {
  return name;
}

async function store(manager: EntityManager, attempt: Attempt, answer: Answer): Promise<boolean> {
  const { dataKey } = attempt;
  const name = attemptName(attempt);
  const encrypted = encryptText(dataKey, JSON.stringify(answer), contextOf(name));
  return storeAnswer(manager, { ...name, answer: encrypted });
}

function decryptAnswer(dataKey: DataKey, name: RequestName, answer: Buffer): Answer {
  return JSON.parse(decryptText(dataKey, answer, contextOf(name))) as Answer;
}

function contextOf({ userId, route, key }: RequestName): string {
  return `answer:${userId}:${route}:${key}`;
}

function outputOf(answer: Answer): unknown {
  if ('output' in answer) return answer.output;
  const { code, ...options } = answer.refusal;
  throw new AppError(code, options);
}

/** Undefined for server errors (5xx), and for refusals that invite a repeat. */
function refusalOf(error: unknown) {
  if (!(error instanceof AppError) || error.retryable || error.status >= 500) return undefined;
  const { code, message, details } = error;
  return { code, message, ...(details ? { details } : {}) };
}

function fingerprintOf(dataKey: DataKey, content: unknown): Buffer {
  return createHmac('sha256', dataKey).update(canonicalJson(content)).digest();
}

/** JSON with sorted keys: a repeat may send its fields in another order. */
function canonicalJson(content: unknown): string {
  return JSON.stringify(content, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
