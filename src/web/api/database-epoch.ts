/*
 * The header of every response that identifies the history of the server's database. When it changes,
 * the database was replaced by an older copy: the newest messages may be lost, and others may have
 * their `seq`.
 */

export const EPOCH_HEADER = 'x-database-epoch';

const listeners = new Set<() => void>();
let known: string | undefined;

/** Call with the header of every response. */
export function recordDatabaseEpoch(header: string | null): void {
  if (header === null || header === known) return;
  const isReplaced = known !== undefined;
  known = header;
  if (isReplaced) for (const listener of listeners) listener();
}

/** Calls the listener after a replacement, until the returned function is called. */
export function onDatabaseReplaced(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
