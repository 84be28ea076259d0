/** The error object as it travels in protocol messages and HTTP bodies. */
export interface WireError {
  code: number;
  statusCode: number;
  message: string;
  href: string;
}

/** A refusal in Ably's terms: numeric code, HTTP status, and what the caller can do about it. */
export class AblyError extends Error {
  constructor(
    readonly code: number,
    readonly statusCode: number,
    message: string,
  ) {
    super(message);
    this.name = 'AblyError';
  }

  toWire(): WireError {
    return {
      code: this.code,
      statusCode: this.statusCode,
      message: this.message,
      href: `https://help.ably.io/error/${this.code}`,
    };
  }
}

/** Turns anything thrown into an AblyError; the text of an unforeseen fault stays on the server. */
export function toAblyError(thrown: unknown): AblyError {
  if (thrown instanceof AblyError) return thrown;
  return new AblyError(
    50000,
    500,
    'Internal error: the server failed on this request; try it again.',
  );
}
