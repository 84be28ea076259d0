import type { z } from 'zod';
import { duration, wholeNumber } from './env-fields';

/** Limits of one API process; 0: no limit. */
export interface ConnectionRules {
  /** Open WebSocket, Socket.IO and event stream connections of a user. */
  perUser: number;
  /** The same of a network address. */
  perAddress: number;
  /** Requests of an address whose body has not arrived completely. */
  partialRequests: number;
  /** Milliseconds in which the headers, and a body that is no upload, must arrive. */
  requestTimeout: number;
  /** Milliseconds in which an upload must arrive. */
  uploadTimeout: number;
}

export const connectionFields = {
  CONNECTION_LIMIT_PERSON: wholeNumber(250).describe(
    'Open WebSocket, Socket.IO and event stream connections per user: a user has a few per device, and ' +
      'the load test of the tutoring contract opens 200 with one token.',
  ),
  CONNECTION_LIMIT_ADDRESS: wholeNumber(1_000).describe(
    'The same per IP address, behind which a whole school may be; `deploy/nginx` has a limit as well.',
  ),
  PARTIAL_REQUEST_LIMIT: wholeNumber(100).describe(
    'Requests per IP address whose body has not arrived completely.',
  ),
  REQUEST_TIMEOUT: duration('PT20S').describe(
    'How long the headers of a request, and a body that is no upload, may take to arrive: they are at ' +
      'most 64 KiB.',
  ),
  UPLOAD_TIMEOUT: duration('PT5M').describe(
    'How long an upload may take to arrive: 10 MB over a slow phone connection.',
  ),
};
type ConnectionEnv = z.infer<z.ZodObject<typeof connectionFields>>;

export function connectionFaults(env: Partial<ConnectionEnv>): string[] {
  const { REQUEST_TIMEOUT: request, UPLOAD_TIMEOUT: upload } = env;
  const faults = [];
  if (request === 0) faults.push('REQUEST_TIMEOUT: must be longer than PT0S');
  if (request !== undefined && upload !== undefined && request > upload) {
    faults.push('REQUEST_TIMEOUT: must not exceed UPLOAD_TIMEOUT');
  }
  return faults;
}

export function toConnectionRules(env: ConnectionEnv): ConnectionRules {
  return {
    perUser: env.CONNECTION_LIMIT_PERSON,
    perAddress: env.CONNECTION_LIMIT_ADDRESS,
    partialRequests: env.PARTIAL_REQUEST_LIMIT,
    requestTimeout: env.REQUEST_TIMEOUT,
    uploadTimeout: env.UPLOAD_TIMEOUT,
  };
}
