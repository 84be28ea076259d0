import type { Readable } from 'node:stream';
import type { FileProvider } from '../../enums';

/** Storage of encrypted objects; an object is written once and never changed. */
export interface FileStorage {
  provider: FileProvider;
  bucket: string | null;
  region: string | null;
  /** Uploads a local file atomically; idempotent. */
  put(key: string, path: string): Promise<void>;
  /** Reads from `start` up to before `end`; rejects when the object is missing. */
  read(key: string, start: number, end: number): Promise<Readable>;
  /** Idempotent: a missing object counts as removed. */
  remove(key: string): Promise<void>;
}

/** Keys are generated; nothing a user typed becomes a path. */
export const STORAGE_KEY = /^[0-9a-f]{32}(\.[a-z0-9]{1,12}){0,2}$/;
