import type { EntityManager } from 'typeorm';
import type { ContentCipher, DataKey } from '../content-cipher';
import type { Db } from '../database/db';
import type { SystemKeyName } from '../enums';
import { insertSystemKey, readSystemKey } from './system-key-repository';

/** Data keys of the whole system, created at their first use. */
export class SystemKeys {
  private readonly cache = new Map<SystemKeyName, DataKey>();

  constructor(
    private readonly db: Db,
    private readonly cipher: ContentCipher,
  ) {}

  async find(name: SystemKeyName): Promise<DataKey> {
    const cached = this.cache.get(name);
    if (cached) return cached;
    const { manager } = this.db.source;
    const wrapped = (await readSystemKey(manager, name)) ?? (await this.create(manager, name));
    const key = this.cipher.unwrap(wrapped);
    this.cache.set(name, key);
    return key;
  }

  /** Call when the database was restored: it may have another key, or none yet. */
  clear(): void {
    this.cache.clear();
  }

  private async create(manager: EntityManager, name: SystemKeyName): Promise<Buffer> {
    await insertSystemKey(manager, name, this.cipher.createKey().wrappedKey);
    const wrapped = await readSystemKey(manager, name);
    if (!wrapped) throw new Error(`The system key ${name} is missing after its insert`);
    return wrapped;
  }
}
