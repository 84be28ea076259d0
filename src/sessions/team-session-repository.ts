import { LessThan } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { ChatSession } from '../database/entities/sessions/chat-session';
import { SessionStep } from '../database/entities/sessions/session-step';
import { jsonRows } from '../database/json-rows';
import { selectRows } from '../database/select-rows';
import type { SessionStatus } from '../enums';
import { isUuid } from '../ids';
import { endsAfter } from './booking/counseling-repository';

export interface TeamSessionRow {
  sessionId: string;
  counselingId: string;
  seriesId: string | null;
  status: SessionStatus;
  clientId: string;
  clientName: string;
  psychologistId: string;
  psychologistName: string;
  startsAt: Date;
  endsAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  endedBy: string | null;
  noShow: string | null;
  messageCount: number;
  lastMessageAt: Date | null;
  /** Steps of the current generation in chronological order. */
  steps: TeamSessionStep[];
}

export type TeamSessionStep = Pick<
  SessionStep,
  'step' | 'dueAt' | 'doneAt' | 'outcome' | 'attempts' | 'lastError'
> & { isManual: boolean };

type JsonStep = Omit<TeamSessionStep, 'dueAt' | 'doneAt'> & {
  dueAt: string;
  doneAt: string | null;
};

export interface TeamSessionSearch {
  status?: SessionStatus | undefined;
  psychologistId?: string | undefined;
  sessionId?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
  limit: number;
}

type Row = Omit<TeamSessionRow, 'steps'> & { steps: JsonStep[] };

const COLUMNS: Record<keyof Omit<Row, 'steps'>, string> = {
  sessionId: 's.id',
  counselingId: 's.counselingId',
  seriesId: 'c.seriesId',
  status: 's.status',
  clientId: 's.clientId',
  clientName: 'client.fullName',
  psychologistId: 's.psychologistId',
  psychologistName: 'psychologist.fullName',
  startsAt: 'c.startsAt',
  endsAt: 'c.endsAt',
  startedAt: 's.startedAt',
  endedAt: 's.endedAt',
  endedBy: 's.endedBy',
  noShow: 's.noShow',
  messageCount: 'v.lastSeq',
  lastMessageAt: 'v.lastMessageAt',
};

const STEP_COLUMNS: Record<keyof JsonStep, string> = {
  step: 'st.step',
  dueAt: 'st.dueAt',
  doneAt: 'st.doneAt',
  outcome: 'st.outcome',
  isManual: 'st.doneBy IS NOT NULL',
  attempts: 'st.attempts',
  lastError: 'st.lastError',
};

/** Sessions by start in one statement; none for a malformed session id. */
export async function findTeamSessions(
  manager: EntityManager,
  { status, psychologistId, sessionId, from, to, limit }: TeamSessionSearch,
): Promise<TeamSessionRow[]> {
  if (sessionId !== undefined && !isUuid(sessionId)) return [];
  const query = manager
    .createQueryBuilder(ChatSession, 's')
    .innerJoin('s.counseling', 'c')
    .innerJoin('s.conversation', 'v')
    .innerJoin('s.client', 'client')
    .innerJoin('s.psychologist', 'psychologist')
    .orderBy('c.startsAt')
    .addOrderBy('s.id')
    .limit(limit);
  if (sessionId) query.andWhere({ id: sessionId });
  if (status) query.andWhere({ status });
  if (psychologistId) query.andWhere({ counseling: { psychologistId } });
  if (from) query.andWhere({ counseling: endsAfter(from) });
  if (to) query.andWhere({ counseling: { startsAt: LessThan(to) } });
  const steps = jsonRows<JsonStep>(
    manager
      .createQueryBuilder(SessionStep, 'st')
      .where('st.sessionId = s.id AND st.generation = s.generation'),
    STEP_COLUMNS,
    'st.dueAt, st.step',
  );
  const rows = await selectRows<Row>(query, { ...COLUMNS, steps });
  return rows.map((row) => ({ ...row, steps: row.steps.map(readStep) }));
}

function readStep({ dueAt, doneAt, ...step }: JsonStep): TeamSessionStep {
  return { ...step, dueAt: new Date(dueAt), doneAt: doneAt === null ? null : new Date(doneAt) };
}
