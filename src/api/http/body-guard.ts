import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ConnectionRules } from '../../config/connection-config';
import { toAppError } from './error-translator';
import type { ErrorCode } from '../../errors';
import type { ConnectionLimits } from '../rate-limits/connection-limits';

interface BodyGuardDeps {
  limits: ConnectionLimits;
  rules: Pick<ConnectionRules, 'requestTimeout'>;
  clientIpOf: (request: IncomingMessage) => string;
  refuse: (socket: Duplex, code: ErrorCode) => void;
}

/**
 * Bounds requests whose body is sent slowly or never: how many an address may have, and, for all but
 * uploads, how long one may take.
 */
export class BodyGuard {
  constructor(private readonly deps: BodyGuardDeps) {}

  /** False: refused. */
  admit(request: IncomingMessage, response: ServerResponse): boolean {
    if (!hasBody(request)) return true;
    const { limits, rules, clientIpOf, refuse } = this.deps;
    try {
      const release = limits.holdForBody(clientIpOf(request));
      const timer = isUpload(request)
        ? undefined
        : setTimeout(() => {
            // The response may have been sent before the body arrived.
            if (response.headersSent) request.socket.destroy();
            else refuse(request.socket, 'request-timeout');
          }, rules.requestTimeout).unref();
      const done = (): void => {
        clearTimeout(timer);
        release();
      };
      request.once('end', done).once('close', done);
      return true;
    } catch (error) {
      refuse(request.socket, toAppError(error).code);
      return false;
    }
  }
}

function hasBody({ headers }: IncomingMessage): boolean {
  return Number(headers['content-length'] ?? 0) > 0 || headers['transfer-encoding'] !== undefined;
}

function isUpload({ headers }: IncomingMessage): boolean {
  return headers['content-type']?.startsWith('multipart/form-data') ?? false;
}
