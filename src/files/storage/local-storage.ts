import { createReadStream } from 'node:fs';
import { copyFile, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { STORAGE_KEY } from './file-storage';
import type { FileStorage } from './file-storage';

/** Stores files in a folder; a file gets its name only when complete. */
export function localStorage(folder: string): FileStorage {
  const pathOf = (key: string): string => {
    if (!STORAGE_KEY.test(key)) throw new Error('Invalid storage key');
    return join(folder, key.slice(0, 2), key);
  };
  return {
    provider: 'local',
    bucket: null,
    region: null,
    put: async (key, path) => {
      const to = pathOf(key);
      const first = await mkdir(dirname(to), { recursive: true, mode: 0o700 });
      if (first !== undefined) await syncToDisk(dirname(first));
      try {
        await copyFile(path, temporaryPath(to));
        await syncToDisk(temporaryPath(to));
        await rename(temporaryPath(to), to);
        await syncToDisk(dirname(to));
      } catch (error) {
        await rm(temporaryPath(to), { force: true });
        throw error;
      }
    },
    read: async (key, start, end) => {
      const file = await open(pathOf(key), 'r');
      return createReadStream('', { fd: file, start, end: end - 1 });
    },
    remove: async (key) => {
      const path = pathOf(key);
      await rm(path, { force: true });
      await rm(temporaryPath(path), { force: true });
    },
  };
}

/** Derived from the final name, so that `remove` also finds it after a crash. */
const temporaryPath = (path: string): string => `${path}.new`;

/** An acknowledged file and its directory entry must survive a power failure. */
async function syncToDisk(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
