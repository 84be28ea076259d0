import type { Readable } from 'node:stream';
import type { FileProvider } from '../../enums';

/** Where the sealed bytes of files lie. What is there is never changed, only put and removed. */
export interface FileStorage {
  provider: FileProvider;
  bucket: string | null;
  region: string | null;
  /** Stores a file of this machine; whole or not at all. The same again does no harm. */
  put(key: string, path: string): Promise<void>;
  /** The bytes from `start` up to before `end`; rejects when there are none. */
  read(key: string, start: number, end: number): Promise<Readable>;
  /** What is not there is as good as removed. */
  remove(key: string): Promise<void>;
}

/** Keys are made here alone; nothing that a person named ever becomes a path. */
export const STORAGE_KEY = /^[0-9a-f]{32}(\.[a-z0-9]{1,12}){0,2}$/;
