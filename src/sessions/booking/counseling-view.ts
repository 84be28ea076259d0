import type { Principal } from '../../users/principal';
import { changeableUntil } from './booking-rules';
import { formatLocalTime } from './local-time';
import type { CounselingRecord } from './counseling-repository';
import { decryptCounselingTexts } from './counseling-encryption';
import type { SessionServices } from '../session-services';
import type { Method, SessionStatus } from '../../enums';

export interface ChatSessionView {
  sessionId: string;
  conversationId: string;
  status: SessionStatus;
  isActive: boolean;
  isChatEnabled: boolean;
  startedAt: string | null;
  endedAt: string | null;
  endedBy: string | null;
}

/** A counseling for its participants (counseling-20, C-10). */
export interface CounselingView {
  id: string;
  method: Method;
  status: 'booked' | 'cancelled' | 'completed';
  scheduledAt: string;
  endsAt: string;
  startsAtLocal: string;
  endsAtLocal: string;
  timezone: string;
  client: { id: string; fullName: string };
  psychologist: { id: string; fullName: string; timezone: string };
  notes: string | null;
  cancelledAt: string | null;
  cancelReason: string | null;
  /** Until when the viewer may cancel or reschedule. */
  changeableUntil: string;
  createdAt: string;
  /** The weekly series that the booking belongs to. */
  seriesId: string | null;
  chatSession: ChatSessionView | null;
}

export type ViewServices = Pick<SessionServices, 'cipher' | 'clock' | 'rules'>;

/** Participants only: it contains decrypted notes. */
export function viewCounseling(
  { cipher, clock, rules }: ViewServices,
  row: CounselingRecord,
  viewer: Pick<Principal, 'role'>,
): CounselingView {
  return {
    id: row.id,
    method: row.method,
    status: statusOf(row, clock.now()),
    scheduledAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    startsAtLocal: formatLocalTime(row.startsAt, row.timezone),
    endsAtLocal: formatLocalTime(row.endsAt, row.timezone),
    timezone: row.timezone,
    client: { id: row.clientId, fullName: row.clientName },
    psychologist: {
      id: row.psychologistId,
      fullName: row.psychologistName,
      timezone: row.psychologistTimezone,
    },
    ...decryptCounselingTexts(cipher, row),
    cancelledAt: row.cancelledAt?.toISOString() ?? null,
    changeableUntil: changeableUntil(row, viewer, rules).toISOString(),
    createdAt: row.createdAt.toISOString(),
    seriesId: row.seriesId,
    chatSession: viewChatSession(row),
  };
}

function statusOf(row: CounselingRecord, now: number): CounselingView['status'] {
  if (row.cancelledAt) return 'cancelled';
  const over = row.sessionStatus ? row.sessionStatus === 'completed' : row.endsAt.getTime() <= now;
  return over ? 'completed' : 'booked';
}

function viewChatSession(row: CounselingRecord): ChatSessionView | null {
  if (!row.sessionId || !row.sessionStatus || !row.conversationId) return null;
  const isActive = row.sessionStatus === 'active';
  return {
    sessionId: row.sessionId,
    conversationId: row.conversationId,
    status: row.sessionStatus,
    isActive,
    isChatEnabled: isActive,
    startedAt: row.sessionStartedAt?.toISOString() ?? null,
    endedAt: row.sessionEndedAt?.toISOString() ?? null,
    endedBy: row.sessionEndedBy,
  };
}

export function isParticipantOf(row: CounselingRecord, principal: Principal): boolean {
  return principal.id === row.clientId || principal.id === row.psychologistId;
}
