import type { SessionDetails } from './session-repository';
import type { SessionStatus } from '../enums';
import { openExtensionRequest } from './extension/extension-rules';

/** Metadata only, so participants and team may see the same. */
export interface SessionView {
  id: string;
  sessionId: string;
  counselingId: string;
  conversationId: string;
  clientId: string;
  psychologistId: string;
  status: SessionStatus;
  isActive: boolean;
  isChatEnabled: boolean;
  startsAt: string;
  endsAt: string;
  timezone: string;
  /** From then on participants may end the session and see the remaining time (C-17, C-41). */
  endButtonAt: string | null;
  startedAt: string | null;
  endedAt: string | null;
  endedBy: string | null;
  /** Whole seconds until the planned end while the session runs; null otherwise. */
  remainingSeconds: number | null;
  /** A participant asks to extend the session, and the other may agree; null otherwise. */
  extension: { askedBy: string; expiresAt: string } | null;
  serverTime: string;
}

export function viewSession(session: SessionDetails, now: number): SessionView {
  const isActive = session.status === 'active';
  const open = openExtensionRequest(session, now);
  const remaining = Math.max(0, Math.round((session.endsAt.getTime() - now) / 1000));
  return {
    id: session.id,
    sessionId: session.id,
    counselingId: session.counselingId,
    conversationId: session.conversationId,
    clientId: session.clientId,
    psychologistId: session.psychologistId,
    status: session.status,
    isActive,
    isChatEnabled: isActive,
    startsAt: session.startsAt.toISOString(),
    endsAt: session.endsAt.toISOString(),
    timezone: session.timezone,
    endButtonAt: session.endButtonAt?.toISOString() ?? null,
    startedAt: session.startedAt?.toISOString() ?? null,
    endedAt: session.endedAt?.toISOString() ?? null,
    endedBy: session.endedBy,
    remainingSeconds: isActive ? remaining : null,
    extension: open ? { askedBy: open.by, expiresAt: open.expiresAt.toISOString() } : null,
    serverTime: new Date(now).toISOString(),
  };
}
