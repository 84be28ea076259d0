import { AblyError } from '../protocol/ably-error';

const MAX_LENGTH = 2_048;

/** Throws 40010 for an invalid channel name. */
export function checkChannelName(name: string): void {
  const reason = invalidReason(name);
  if (reason)
    throw new AblyError(40010, 400, `Invalid channel name "${name.slice(0, 80)}": ${reason}.`);
}

function invalidReason(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (name.length > MAX_LENGTH) return `it is longer than ${MAX_LENGTH} characters`;
  if (name.startsWith(':')) return 'it begins with a colon';
  if (name.startsWith('[')) return 'names in brackets are reserved';
  if (/[\r\n]/.test(name)) return 'it contains a line break';
  return undefined;
}
