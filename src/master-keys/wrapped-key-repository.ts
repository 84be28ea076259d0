import type { EntityManager, EntityTarget, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { KEY_ID_BYTES, WRAPPED_WITHOUT_ID } from '../content-cipher';
import type { WrappedKey } from '../content-cipher';
import { Conversation } from '../database/entities/chat/conversation';
import { SystemKey } from '../database/entities/keys/system-key';
import { PushKey } from '../database/entities/delivery/push-key';
import { IdempotencyKey } from '../database/entities/requests/idempotency-key';
import { Counseling } from '../database/entities/sessions/counseling';
import { selectRows } from '../database/select-rows';

interface KeyHolder extends ObjectLiteral {
  dataKey: WrappedKey | null;
}

/** Everything with a wrapped data key. */
export const KEY_HOLDERS = {
  conversations: Conversation,
  counselings: Counseling,
  'idempotent requests': IdempotencyKey,
  'push keys': PushKey,
  'system keys': SystemKey,
} satisfies Record<string, EntityTarget<KeyHolder>>;
export type KeyHolderName = keyof typeof KEY_HOLDERS;

/** A row by its primary key, and its wrapped data key. */
export interface WrappedKeyRow {
  position: ObjectLiteral;
  wrappedKey: WrappedKey;
}

interface Page {
  /** Rows after this one, in the order of the primary key. */
  after?: ObjectLiteral | undefined;
  limit: number;
}

const KEY_ID = `substring(holder.dataKey FROM 1 FOR ${KEY_ID_BYTES})`;

/** Rows with a data key, from one position on. */
export async function selectWrappedKeys(
  manager: EntityManager,
  holder: KeyHolderName,
  page: Page,
): Promise<WrappedKeyRow[]> {
  return rowsOf(manager, holder, pageQuery(manager, holder, page));
}

/** The row that was inserted last, where keys are numbers; any otherwise. */
export async function selectLatestWrappedKey(
  manager: EntityManager,
  holder: KeyHolderName,
): Promise<WrappedKey | undefined> {
  const query = pageQuery(manager, holder, { limit: 1 });
  for (const name of primaryNames(manager, holder)) query.addOrderBy(`holder.${name}`, 'DESC');
  const [row] = await rowsOf(manager, holder, query);
  return row?.wrappedKey;
}

/** Locks rows whose data key another master key wraps, without those that are locked. */
export async function lockOtherKeys(
  tx: EntityManager,
  holder: KeyHolderName,
  { currentKeyId, ...page }: Page & { currentKeyId: string },
): Promise<WrappedKeyRow[]> {
  const query = pageQuery(tx, holder, page)
    .andWhere(`${KEY_ID} <> :currentKeyId`, { currentKeyId: Buffer.from(currentKeyId, 'hex') })
    .setLock('for_no_key_update')
    .setOnLocked('skip_locked');
  return rowsOf(tx, holder, query);
}

/** The caller holds the lock of the row. */
export async function updateWrappedKey(
  tx: EntityManager,
  holder: KeyHolderName,
  { position, wrappedKey }: WrappedKeyRow,
): Promise<void> {
  const update = tx.createQueryBuilder().update(KEY_HOLDERS[holder] as EntityTarget<PushKey>);
  await update.set({ dataKey: wrappedKey }).where(position).execute();
}

export interface KeyCount {
  /** Empty: wrapped before wrapped keys had an id. */
  masterKeyId: string;
  count: number;
}

/** Data keys by the master key that wraps them. */
export function countByMasterKey(
  manager: EntityManager,
  holder: KeyHolderName,
): Promise<KeyCount[]> {
  const id = `CASE WHEN octet_length(holder.dataKey) = ${WRAPPED_WITHOUT_ID} THEN ''
    ELSE encode(${KEY_ID}, 'hex') END`;
  const query = manager
    .createQueryBuilder<KeyHolder>(KEY_HOLDERS[holder], 'holder')
    .where('holder.dataKey IS NOT NULL')
    .groupBy('1')
    .orderBy('1');
  return selectRows<KeyCount>(query, { masterKeyId: id, count: 'count(*)::int' });
}

function primaryNames(manager: EntityManager, holder: KeyHolderName): string[] {
  const { primaryColumns } = manager.dataSource.getMetadata(KEY_HOLDERS[holder]);
  return primaryColumns.map(({ propertyName }) => propertyName);
}

function pageQuery(
  manager: EntityManager,
  holder: KeyHolderName,
  { after, limit }: Page,
): SelectQueryBuilder<KeyHolder> {
  const names = primaryNames(manager, holder);
  const query = manager
    .createQueryBuilder<KeyHolder>(KEY_HOLDERS[holder], 'holder')
    .select([...names, 'dataKey'].map((name) => `holder.${name}`))
    .where('holder.dataKey IS NOT NULL')
    .limit(limit);
  if (after) {
    const columns = names.map((name) => `holder.${name}`).join(', ');
    const values = names.map((name) => `:${name}`).join(', ');
    query.andWhere(`(${columns}) > (${values})`, after);
  }
  return query;
}

async function rowsOf(
  manager: EntityManager,
  holder: KeyHolderName,
  query: SelectQueryBuilder<KeyHolder>,
): Promise<WrappedKeyRow[]> {
  const names = primaryNames(manager, holder);
  if (Object.keys(query.expressionMap.orderBys).length === 0) {
    for (const name of names) query.addOrderBy(`holder.${name}`);
  }
  const rows = await query.getMany();
  return rows.flatMap((row) => {
    const position = Object.fromEntries(names.map((name) => [name, row[name] as unknown]));
    return row.dataKey ? [{ position, wrappedKey: row.dataKey }] : [];
  });
}
