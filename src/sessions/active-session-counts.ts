import type { EntityManager } from 'typeorm';
import { lockForTransaction, tryLockForTransaction } from '../database/advisory-lock-repository';
import type { ErrorCode } from '../errors';
import { PSYCHOLOGIST_CAPACITY } from './availability/capacity-policy';
import { findActiveParticipants } from './session-repository';
import type { Participants } from './session-repository';

/**
 * Counts running sessions while a batch of session starts is decided: one per client, five per
 * psychologist (counseling-79, -80). Booking enforces both limits; this checks them again at the
 * start.
 */
export class ActiveSessionCounts {
  private readonly clients: Set<string>;

  constructor(
    clients: string[],
    private readonly byPsychologist: Map<string, number>,
  ) {
    this.clients = new Set(clients);
  }

  rejection(session: Participants): ErrorCode | undefined {
    if (this.clients.has(session.clientId)) return 'client-already-active';
    const running = this.byPsychologist.get(session.psychologistId) ?? 0;
    return running >= PSYCHOLOGIST_CAPACITY ? 'psychologist-at-limit' : undefined;
  }

  add(session: Participants): void {
    this.clients.add(session.clientId);
    this.adjust(session.psychologistId, 1);
  }

  remove(session: Participants): void {
    this.clients.delete(session.clientId);
    this.adjust(session.psychologistId, -1);
  }

  private adjust(psychologistId: string, by: number): void {
    const running = this.byPsychologist.get(psychologistId) ?? 0;
    this.byPsychologist.set(psychologistId, Math.max(0, running + by));
  }
}

/** Locks the psychologists' capacity, then counts the running sessions of all participants. */
export async function countActiveSessions(
  tx: EntityManager,
  sessions: Participants[],
): Promise<ActiveSessionCounts> {
  await lockForTransaction(tx, { 'active:psychologist': psychologistsOf(sessions) });
  return readCounts(tx, sessions);
}

/** Without waiting: the sessions of busy psychologists are not counted. */
export async function tryCountActiveSessions(
  tx: EntityManager,
  sessions: Participants[],
): Promise<{ activeCounts: ActiveSessionCounts; busyPsychologists: Set<string> }> {
  const psychologists = psychologistsOf(sessions);
  const busy = await tryLockForTransaction(tx, 'active:psychologist', psychologists);
  const free = sessions.filter(({ psychologistId }) => !busy.has(psychologistId));
  return { activeCounts: await readCounts(tx, free), busyPsychologists: busy };
}

function psychologistsOf(sessions: Participants[]): string[] {
  return [...new Set(sessions.map((session) => session.psychologistId))];
}

/** The caller holds the locks. */
async function readCounts(
  tx: EntityManager,
  sessions: Participants[],
): Promise<ActiveSessionCounts> {
  if (sessions.length === 0) return new ActiveSessionCounts([], new Map());
  const rows = await findActiveParticipants(tx, {
    clientIds: sessions.map((session) => session.clientId),
    psychologistIds: psychologistsOf(sessions),
  });
  const counts = new Map<string, number>();
  for (const row of rows) {
    counts.set(row.psychologistId, (counts.get(row.psychologistId) ?? 0) + 1);
  }
  return new ActiveSessionCounts(
    rows.map((row) => row.clientId),
    counts,
  );
}
