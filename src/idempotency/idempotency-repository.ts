import { In, IsNull, Not, Raw } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { IdempotencyKey } from '../database/entities/requests/idempotency-key';
import { selectRows } from '../database/select-rows';

/** A repeat within this time returns the first answer. */
const RETENTION = '24 hours';
/**
 * How long an unanswered request keeps its repeats waiting, such as after a killed process. It may be
 * short: the answer of an attempt that was taken over is refused.
 */
const RUNNING_TIME = '10 seconds';

export type RequestName = Pick<IdempotencyKey, 'userId' | 'route' | 'key'>;
type NewRequest = RequestName & Pick<IdempotencyKey, 'dataKey' | 'fingerprint' | 'attempt'>;

/** False when the user has sent a request with this key to the route before. */
export async function insertRequest(manager: EntityManager, request: NewRequest): Promise<boolean> {
  const result = await manager
    .createQueryBuilder()
    .insert()
    .into(IdempotencyKey)
    .values({ ...request, runningUntil: () => `now() + interval '${RUNNING_TIME}'` })
    .orIgnore()
    .returning(['attempt'])
    .execute();
  return (result.raw as unknown[]).length > 0;
}

export interface StoredRequest extends Pick<
  IdempotencyKey,
  'dataKey' | 'fingerprint' | 'attempt' | 'answer'
> {
  isRunning: boolean;
  isExpired: boolean;
}

/** The database's clock decides whether it still runs or has expired. */
export async function findRequest(
  manager: EntityManager,
  name: RequestName,
): Promise<StoredRequest | undefined> {
  const query = manager.createQueryBuilder(IdempotencyKey, 'request').where(name);
  const [found] = await selectRows<StoredRequest>(query, {
    dataKey: 'request.dataKey',
    fingerprint: 'request.fingerprint',
    attempt: 'request.attempt',
    answer: 'request.answer',
    isRunning: 'request.answer IS NULL AND request.runningUntil > now()',
    isExpired: `request.createdAt <= now() - interval '${RETENTION}'`,
  });
  return found;
}

/** False when another attempt has taken over. */
export async function storeAnswer(
  tx: EntityManager,
  { attempt, answer, ...name }: RequestName & { attempt: string; answer: Buffer },
): Promise<boolean> {
  const { affected } = await tx.update(
    IdempotencyKey,
    { ...name, attempt, answer: IsNull() },
    { answer },
  );
  return affected === 1;
}

/** Waits for a transaction that is storing its answer, and then deletes nothing. */
export async function deleteUnanswered(
  manager: EntityManager,
  { attempt, ...name }: RequestName & { attempt: string },
): Promise<void> {
  await manager.delete(IdempotencyKey, { ...name, attempt, answer: IsNull() });
}

const HAS_EXPIRED = Raw((column) => `${column} <= now() - interval '${RETENTION}'`);

export async function deleteExpired(
  manager: EntityManager,
  name: Partial<RequestName> = {},
): Promise<void> {
  await manager.delete(IdempotencyKey, { ...name, createdAt: HAS_EXPIRED });
}

/** Answers hold content; a repeat of a request without its answer is a new request. */
export async function deleteAnswersOf(tx: EntityManager, userIds: string[]): Promise<void> {
  await tx.delete(IdempotencyKey, { userId: In(userIds), answer: Not(IsNull()) });
}
