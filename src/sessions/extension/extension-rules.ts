import type { ChatSession } from '../../database/entities/sessions/chat-session';

const MINUTE = 60_000;
/** What one extension adds. */
export const EXTENSION_MS = 15 * MINUTE;
/** Afterwards the other participant can no longer agree; the request may be repeated. */
const REQUEST_TTL_MS = 2 * MINUTE;

type ExtendableSession = Pick<ChatSession, 'status' | 'extensionAskedBy' | 'extensionAskedAt'> & {
  endsAt: Date;
};

/** A participant has asked to extend the session, and the other may agree. */
export interface OpenExtensionRequest {
  by: string;
  expiresAt: Date;
}

/** Undefined without a request, after two minutes, and at the end of the session. */
export function openExtensionRequest(
  session: ExtendableSession,
  now: number,
): OpenExtensionRequest | undefined {
  const { status, extensionAskedBy: by, extensionAskedAt: askedAt, endsAt } = session;
  if (status !== 'active' || by === null || askedAt === null) return undefined;
  const expiresAt = new Date(Math.min(askedAt.getTime() + REQUEST_TTL_MS, endsAt.getTime()));
  return now < expiresAt.getTime() ? { by, expiresAt } : undefined;
}
