import { createHmac, randomBytes } from 'node:crypto';
import { safeEqual } from '../auth/token';

const KEY = /^([A-Za-z0-9]{11})!([\w-]{12})([\w-]{16})$/;

/**
 * Issues the keys with which connections are resumed. Each is sealed, so that a key whose
 * connection is gone can be told from one that this app never gave to anybody.
 */
export class ConnectionKeys {
  private readonly secret = randomBytes(32);

  issue(connectionId: string): string {
    const nonce = randomBytes(9).toString('base64url');
    return `${connectionId}!${nonce}${this.sign(connectionId, nonce)}`;
  }

  isIssued(key: string): boolean {
    const [, connectionId, nonce, seal] = KEY.exec(key) ?? [];
    if (!connectionId || !nonce || !seal) return false;
    return safeEqual(seal, this.sign(connectionId, nonce));
  }

  private sign(connectionId: string, nonce: string): string {
    const mac = createHmac('sha256', this.secret).update(`${connectionId}!${nonce}`).digest();
    return mac.subarray(0, 12).toString('base64url');
  }
}
