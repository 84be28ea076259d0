/** What the disk or the network did, such as `EMFILE`: it says nothing about the file that was read. */
export function isSystemError(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code);
}
