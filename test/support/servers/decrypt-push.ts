import { createDecipheriv, hkdfSync } from 'node:crypto';
import type { ECDH } from 'node:crypto';

const TAG_BYTES = 16;

/** Decrypts a push as a browser does (RFC 8291 with the aes128gcm encoding of RFC 8188). */
export function decryptPush(body: Buffer, browser: ECDH, auth: Buffer): string {
  const salt = body.subarray(0, 16);
  const idLength = body.readUInt8(20);
  const sender = body.subarray(21, 21 + idLength);
  const encrypted = body.subarray(21 + idLength);
  const shared = browser.computeSecret(sender);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), browser.getPublicKey(), sender]);
  const secret = derive(shared, { salt: auth, info, length: 32 });
  const key = derive(secret, { salt, info: infoOf('aes128gcm'), length: 16 });
  const nonce = derive(secret, { salt, info: infoOf('nonce'), length: 12 });
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(encrypted.subarray(-TAG_BYTES));
  const padded = Buffer.concat([
    decipher.update(encrypted.subarray(0, -TAG_BYTES)),
    decipher.final(),
  ]);
  // The text is padded with a byte 2 and zeros.
  return padded.subarray(0, padded.lastIndexOf(2)).toString('utf8');
}

const infoOf = (encoding: string): Buffer => Buffer.from(`Content-Encoding: ${encoding}\0`);

function derive(
  secret: Buffer,
  { salt, info, length }: { salt: Buffer; info: Buffer; length: number },
): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, length));
}
