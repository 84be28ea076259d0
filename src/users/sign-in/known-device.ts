import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { secretsIn } from '../tokens/signing-secrets';
import type { AcceptedSecrets } from '../tokens/signing-secrets';

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long a device is known after its last sign-in. */
export const KNOWN_DEVICE_MS = 180 * DAY_MS;
/** People who share a browser. */
const MAX_MARKS = 5;
const SEPARATOR = '~';

/** A device on which the owner of an account signed in before. */
export interface KnownDevice {
  /** Random; stays the same over renewals. */
  id: string;
}

/** Marks of up to five accounts, as one cookie value. */
type DeviceMarks = string | undefined;

/**
 * The device that the marks name for this account; undefined for one that never signed in to it, or
 * not for half a year. Attempts from a known device are counted apart, so that strangers cannot lock
 * its owner out.
 */
export function findKnownDevice(
  secrets: AcceptedSecrets,
  marks: DeviceMarks,
  email: string,
): KnownDevice | undefined {
  for (const mark of split(marks)) {
    const [id = '', issued = '', signature = ''] = mark.split('.');
    const isFresh = Number(issued) * 1000 + KNOWN_DEVICE_MS > Date.now();
    if (isFresh && isSignatureOf(secrets, { id, issued, email }, signature)) return { id };
  }
  return undefined;
}

/** The marks with a fresh one of this account first. */
export function markDevice(
  secret: string,
  marks: DeviceMarks,
  { email, device }: { email: string; device: KnownDevice | undefined },
): string {
  const id = device?.id ?? randomBytes(12).toString('base64url');
  const issued = String(Math.floor(Date.now() / 1000));
  const signature = sign(secret, { id, issued, email }).toString('base64url');
  const others = split(marks).filter((mark) => !mark.startsWith(`${id}.`));
  return [`${id}.${issued}.${signature}`, ...others].slice(0, MAX_MARKS).join(SEPARATOR);
}

const split = (marks: DeviceMarks): string[] =>
  (marks ?? '').split(SEPARATOR, MAX_MARKS).filter((mark) => mark !== '');

interface Signed {
  id: string;
  issued: string;
  email: string;
}

/** The prefix separates these values from others signed with the secret. */
function sign(secret: string, { id, issued, email }: Signed): Buffer {
  const text = `known-device ${id} ${issued} ${email.toLowerCase()}`;
  return createHmac('sha256', secret).update(text).digest();
}

function isSignatureOf(secrets: AcceptedSecrets, signed: Signed, given: string): boolean {
  const actual = Buffer.from(given, 'base64url');
  return secretsIn(secrets).some((secret) => {
    const expected = sign(secret, signed);
    return actual.length === expected.length && timingSafeEqual(actual, expected);
  });
}
