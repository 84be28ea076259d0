/** The server has no database of the name. */
const DATABASE_MISSING = '3D000';

/** Error codes of the network, and SQLSTATEs of a server that cannot do its work now. */
const UNAVAILABLE_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  // A deadline of the database: a lock, a statement, a pause within a transaction.
  '55P03',
  '57014',
  '25P03',
  '25P04',
  // A database that is being replaced: it recovers, takes no connections, or is away for a moment.
  '25006',
  '55000',
  DATABASE_MISSING,
]);

/**
 * Classes of SQLSTATE: connection, resources (a full disk, too many connections), operator
 * intervention (shutdown, starting up, a dropped database), system error.
 */
const UNAVAILABLE_CLASS = /^(08|53|57P|58)[0-9A-Z]{2,3}$/;

/** Messages of driver errors that carry no code for a lost, refused or silent connection. */
const CONNECTION_LOST =
  /connection (terminated|timeout|is closed)|timeout (exceeded|expired)|closed the connection|not queryable|after calling end|Driver not Connected|Query runner already released|Command timed out|Stream isn't writeable|max retries per request/i;

interface ServiceError {
  code?: unknown;
  statusCode?: unknown;
  message?: unknown;
  driverError?: unknown;
}

/** PostgreSQL, Redis or Ably cannot be reached or does not answer: the same call may succeed later. */
export function isUnavailable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, driverError, statusCode, message } = error as ServiceError;
  if (typeof code === 'string' && (UNAVAILABLE_CODES.has(code) || UNAVAILABLE_CLASS.test(code))) {
    return true;
  }
  // Ably: 5xxxx are server errors, 408 is a timeout.
  if (typeof code === 'number' && (code >= 50_000 || statusCode === 408)) return true;
  if (typeof message === 'string' && CONNECTION_LOST.test(message)) return true;
  return driverError !== undefined && driverError !== error && isUnavailable(driverError);
}

/**
 * Unavailable, and waiting at startup makes sense: a database that is missing then is a wrong name in
 * `DATABASE_URL`, not one that is being replaced.
 */
export function isUnavailableAtStartup(error: unknown): boolean {
  const { code } = error as ServiceError;
  return code !== DATABASE_MISSING && isUnavailable(error);
}
