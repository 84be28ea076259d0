import type { EntityManager } from 'typeorm';
import { SystemKey } from '../database/entities/keys/system-key';
import type { WrappedKey } from '../content-cipher';
import type { SystemKeyName } from '../enums';

export async function readSystemKey(
  manager: EntityManager,
  name: SystemKeyName,
): Promise<WrappedKey | undefined> {
  return (await manager.findOneBy(SystemKey, { name }))?.dataKey;
}

/** Of two at once, the first is stored. */
export async function insertSystemKey(
  manager: EntityManager,
  name: SystemKeyName,
  dataKey: WrappedKey,
): Promise<void> {
  const insertion = manager.createQueryBuilder().insert().into(SystemKey);
  await insertion.values({ name, dataKey }).orIgnore().execute();
}
