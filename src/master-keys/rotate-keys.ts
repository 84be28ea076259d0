import { setTimeout as pause } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import type { ContentCipher } from '../content-cipher';
import { inTransaction } from '../database/in-transaction';
import type { Db } from '../database/db';
import { lockForTransaction } from '../database/advisory-lock-repository';
import { deleteOtherMasterKeys } from './master-key-repository';
import {
  KEY_HOLDERS,
  countByMasterKey,
  lockOtherKeys,
  updateWrappedKey,
} from './wrapped-key-repository';
import type { KeyHolderName, WrappedKeyRow } from './wrapped-key-repository';

/** Locks are held for as long as a batch takes: tens of milliseconds. */
const BATCH = 100;
/** Rows that a transaction of the product holds are left for the next pass. */
const LOCKED_PAUSE_MS = 200;
const MAX_PASSES_WITHOUT_PROGRESS = 50;

interface RotationOptions {
  db: Db;
  cipher: ContentCipher;
  /** Called after each batch with the number of keys that were wrapped again so far. */
  onProgress?: ((rewrapped: number) => void) | undefined;
}

export interface Rotation {
  rewrapped: number;
  /** Keys that no given master key unwraps; they stay as they are. */
  unreadable: { holder: KeyHolderName; position: WrappedKeyRow['position'] }[];
  /** Keys of rows that stayed locked: run it again. */
  locked: number;
}

/**
 * Wraps every data key with the current master key, in small transactions, while the product runs. It can
 * be stopped at any time and run again: rows that are done are passed over. Once nothing is left under
 * another master key, the database forgets the names of the others, and the product starts without them.
 */
export async function rotateKeys({ db, cipher, onProgress }: RotationOptions): Promise<Rotation> {
  const rotation: Rotation = { rewrapped: 0, unreadable: [], locked: 0 };
  for (const holder of Object.keys(KEY_HOLDERS) as KeyHolderName[]) {
    await rotateHolder({ db, cipher, onProgress }, holder, rotation);
  }
  if (rotation.unreadable.length === 0 && rotation.locked === 0) {
    await inTransaction(db, (tx) => forgetOtherKeys(tx, cipher));
  }
  return rotation;
}

async function rotateHolder(
  options: RotationOptions,
  holder: KeyHolderName,
  rotation: Rotation,
): Promise<void> {
  for (let idle = 0; ;) {
    const pass = await runPass(options, holder, (rewrapped) => {
      rotation.rewrapped += rewrapped;
      options.onProgress?.(rotation.rewrapped);
    });
    const left = await countOthers(options.db.source.manager, options.cipher, holder);
    idle = pass.rewrapped > 0 ? 0 : idle + 1;
    if (left > pass.unreadable.length && idle < MAX_PASSES_WITHOUT_PROGRESS) {
      await pause(LOCKED_PAUSE_MS);
      continue;
    }
    rotation.unreadable.push(...pass.unreadable);
    rotation.locked += Math.max(0, left - pass.unreadable.length);
    return;
  }
}

async function runPass(
  { db, cipher }: RotationOptions,
  holder: KeyHolderName,
  onBatch: (rewrapped: number) => void,
): Promise<Pick<Rotation, 'rewrapped' | 'unreadable'>> {
  const pass: Pick<Rotation, 'rewrapped' | 'unreadable'> = { rewrapped: 0, unreadable: [] };
  let after: WrappedKeyRow['position'] | undefined;
  for (;;) {
    const { rows, unreadable } = await inTransaction(db, (tx) =>
      rotateBatch(tx, cipher, { holder, after }),
    );
    if (rows.length === 0) return pass;
    after = rows.at(-1)?.position;
    pass.unreadable.push(...unreadable.map(({ position }) => ({ holder, position })));
    pass.rewrapped += rows.length - unreadable.length;
    onBatch(rows.length - unreadable.length);
  }
}

async function rotateBatch(
  tx: EntityManager,
  cipher: ContentCipher,
  { holder, after }: { holder: KeyHolderName; after: WrappedKeyRow['position'] | undefined },
): Promise<{ rows: WrappedKeyRow[]; unreadable: WrappedKeyRow[] }> {
  const page = { after, limit: BATCH, currentKeyId: cipher.currentKeyId };
  const rows = await lockOtherKeys(tx, holder, page);
  const unreadable: WrappedKeyRow[] = [];
  for (const row of rows) {
    const wrappedKey = rewrapped(cipher, row);
    if (wrappedKey) await updateWrappedKey(tx, holder, { ...row, wrappedKey });
    else unreadable.push(row);
  }
  return { rows, unreadable };
}

function rewrapped(cipher: ContentCipher, { wrappedKey }: WrappedKeyRow): Buffer | undefined {
  try {
    return cipher.rewrap(wrappedKey);
  } catch {
    return undefined;
  }
}

async function countOthers(
  manager: EntityManager,
  { currentKeyId }: ContentCipher,
  holder: KeyHolderName,
): Promise<number> {
  const counts = await countByMasterKey(manager, holder);
  return counts
    .filter(({ masterKeyId }) => masterKeyId !== currentKeyId)
    .reduce((sum, { count }) => sum + count, 0);
}

/** Counted again: a process that still wraps with an earlier key may have written since. */
async function forgetOtherKeys(tx: EntityManager, cipher: ContentCipher): Promise<void> {
  await lockForTransaction(tx, { 'master-keys': ['all'] });
  for (const holder of Object.keys(KEY_HOLDERS) as KeyHolderName[]) {
    if ((await countOthers(tx, cipher, holder)) > 0) return;
  }
  await deleteOtherMasterKeys(tx, cipher.currentKeyId);
}
