import type { AppError } from '../../errors';

const TRY_LATER = 1013;
const INTERNAL_ERROR = 1011;
const APPLICATION_CODES = 4000;
/** The payload limit of a close frame, in bytes. */
const MAX_REASON_BYTES = 123;

/** The close code of a WebSocket for an error: 4401, 4403, 4404 … as in HTTP. */
export function closeCodeOf({ status }: AppError): number {
  if (status === 503) return TRY_LATER;
  return status >= 500 ? INTERNAL_ERROR : APPLICATION_CODES + status;
}

/** The error's message, cut at a character boundary to what a close frame can carry. */
export function closeReasonOf({ message }: AppError): string {
  const bytes = Buffer.from(message, 'utf8');
  if (bytes.length <= MAX_REASON_BYTES) return message;
  return new TextDecoder().decode(bytes.subarray(0, MAX_REASON_BYTES), { stream: true });
}
