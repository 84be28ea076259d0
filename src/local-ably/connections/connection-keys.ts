import { createHmac, randomBytes } from 'node:crypto';
import { safeEqual } from '../auth/token';

const KEY = /^([A-Za-z0-9]{11})!([\w-]{12})([\w-]{16})$/;

/**
 * Issues the keys for resuming connections. They are signed, which distinguishes the key of a
 * removed connection (80008) from one that was never issued (80018).
 */
export class ConnectionKeys {
  private readonly secret = randomBytes(32);

  issue(connectionId: string): string {
    const nonce = randomBytes(9).toString('base64url');
    return `${connectionId}!${nonce}${this.sign(connectionId, nonce)}`;
  }

  isIssued(key: string): boolean {
    const [, connectionId, nonce, signature] = KEY.exec(key) ?? [];
    if (!connectionId || !nonce || !signature) return false;
    return safeEqual(signature, this.sign(connectionId, nonce));
  }

  private sign(connectionId: string, nonce: string): string {
    const mac = createHmac('sha256', this.secret).update(`${connectionId}!${nonce}`).digest();
    return mac.subarray(0, 12).toString('base64url');
  }
}
