import { Not } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { MasterKey } from '../database/entities/keys/master-key';

export type NamedMasterKey = Pick<MasterKey, 'id' | 'canary'>;

/** The master keys that wrap data keys of the database. */
export function selectMasterKeys(manager: EntityManager): Promise<MasterKey[]> {
  return manager.find(MasterKey, { order: { createdAt: 'ASC', id: 'ASC' } });
}

export async function insertMasterKeys(tx: EntityManager, keys: NamedMasterKey[]): Promise<void> {
  await tx.createQueryBuilder().insert().into(MasterKey).values(keys).orIgnore().execute();
}

export async function deleteOtherMasterKeys(tx: EntityManager, id: string): Promise<void> {
  await tx.delete(MasterKey, { id: Not(id) });
}
