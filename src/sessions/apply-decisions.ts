import type { EntityManager } from 'typeorm';
import type { ChatSession } from '../database/entities/sessions/chat-session';
import type { OutboxEvent } from '../delivery/outbox/outbox-event';
import { appendEvents } from '../delivery/outbox/outbox-repository';
import type { Role, Step } from '../enums';
import { AppError } from '../errors';
import type { Principal } from '../users/principal';
import { findOutages, overlaps } from '../workers/outage-repository';
import { cancelMissed, releaseTimes } from './booking/counseling-repository';
import { AUTOMATED_MESSAGES, MANUAL_END_MESSAGES } from './automated-messages';
import type { ConversationChange, SystemMessage } from './conversation-port';
import { insertNotifications } from './notification-repository';
import type { NewNotification } from './notification-repository';
import { sessionChanged } from './session-changed';
import { decide } from './session-machine';
import type { Decision, Effect, SessionEvent } from './session-machine';
import type { SessionServices } from './session-services';
import { recordNoShows, updateStatuses } from './session-repository';
import type { SessionRecord, StatusChange } from './session-repository';
import { finishSteps, settleSteps } from './timeline/step-repository';

const DISRUPTION_MS = 60_000;

/** The acting user, or the system (service principal of Team Ruang Diri). */
export interface Actor {
  role: Role | 'system';
  userId: string | null;
}

export const SYSTEM_ACTOR: Actor = { role: 'system', userId: null };

export function actorOf({ id, role }: Principal): Actor {
  return { role, userId: id };
}

type Transition = Extract<Decision, { type: 'transition' }>;

/** Decides an event that must change the session; throws the machine's rejection. */
export function requireTransition(
  session: SessionRecord,
  event: SessionEvent,
  at: Date,
): Transition {
  const decision = decide(session, event, at.getTime());
  if (decision.type === 'transition') return decision;
  throw new AppError(decision.type === 'reject' ? decision.code : 'conflict');
}

/** A transition of a locked session, ready to be written. */
export interface SessionDecision {
  session: SessionRecord;
  decision: Transition;
  actor: Actor;
  step?: { step: Step; dueAt: Date };
}

type EffectOf<T extends Effect['type']> = Extract<Effect, { type: T }>;

function findEffect<T extends Effect['type']>(
  decided: SessionDecision,
  type: T,
): EffectOf<T> | undefined {
  return decided.decision.effects.find((e): e is EffectOf<T> => e.type === type);
}

/**
 * Writes decisions and their events set-based: one statement for all rows that get the same values.
 * The caller holds the row locks; each session occurs at most once.
 */
export async function applyDecisions(
  tx: EntityManager,
  services: Pick<SessionServices, 'conversations' | 'clock' | 'rules'>,
  { decisions, at }: { decisions: SessionDecision[]; at: Date },
): Promise<void> {
  if (decisions.length === 0) return;
  await updateStatuses(tx, statusChanges(decisions), at);
  await releaseTimes(tx, counselingIdsWith(decisions, 'release-time'), at);
  await cancelMissed(tx, counselingIdsWith(decisions, 'cancel-counseling'), at);
  const changes = decisions.map(conversationChange).filter((change) => change !== undefined);
  const posted = await services.conversations.change(tx, changes, at);
  await detectNoShows(tx, services, { decisions, at });
  const notified = await insertNotifications(tx, decisions.flatMap(notificationsOf), at);
  // Last, so that time spent in this transaction counts as lateness.
  const doneAt = new Date(services.clock.now());
  await settleDecidedSteps(tx, decisions, doneAt);
  await appendEvents(tx, [
    ...posted,
    ...decisions.map((decided) => changedEvent(decided, { at, doneAt })),
    ...notified,
    ...decisions.flatMap(timersDropped),
  ]);
}

function statusChanges(decisions: SessionDecision[]): { id: string; values: StatusChange }[] {
  return decisions.flatMap(({ session, decision: { to }, actor }) =>
    to === 'pending' || to === session.status
      ? []
      : [{ id: session.id, values: { to, by: actor.role } }],
  );
}

function counselingIdsWith(decisions: SessionDecision[], effect: Effect['type']): string[] {
  return decisions
    .filter((decided) => findEffect(decided, effect))
    .map(({ session }) => session.counselingId);
}

async function settleDecidedSteps(
  tx: EntityManager,
  decisions: SessionDecision[],
  at: Date,
): Promise<void> {
  const stepResults = decisions.flatMap(({ session, step, actor }) =>
    step
      ? [{ ...stepKey(session, step.step), outcome: 'done' as const, doneBy: actor.userId }]
      : [],
  );
  const opened = decisions
    .filter((decided) => findEffect(decided, 'settle-steps')?.steps === 'opening')
    .flatMap(({ session, actor }) => [
      { ...stepKey(session, 'enable-chat'), outcome: 'done' as const, doneBy: actor.userId },
      { ...stepKey(session, 'initial-message'), outcome: 'not_needed' as const, doneBy: null },
    ]);
  await finishSteps(tx, [...stepResults, ...opened], at);
  const ended = decisions.filter((decided) => findEffect(decided, 'settle-steps')?.steps === 'all');
  await settleSteps(tx, {
    sessionIds: ended.map(({ session }) => session.id),
    outcome: 'cancelled',
    at,
  });
}

function stepKey(session: SessionRecord, step: Step) {
  return { sessionId: session.id, generation: session.generation, step };
}

function conversationChange(decided: SessionDecision): ConversationChange | undefined {
  const state = findEffect(decided, 'conversation')?.state ?? null;
  const posted = findEffect(decided, 'post-message')?.message;
  const message = posted ? systemMessageFor(posted, decided) : null;
  if (!state && !message) return undefined;
  return { conversationId: decided.session.conversationId, state, message };
}

function systemMessageFor(
  message: EffectOf<'post-message'>['message'],
  { session, actor }: SessionDecision,
): SystemMessage {
  if (message !== 'manual-end') {
    return {
      text: AUTOMATED_MESSAGES[message],
      type: 'automated',
      senderId: session.psychologistId,
    };
  }
  const by = actor.role === 'system' ? 'team' : actor.role;
  return { text: MANUAL_END_MESSAGES[by], type: 'system', senderId: null };
}

async function detectNoShows(
  tx: EntityManager,
  services: Pick<SessionServices, 'conversations' | 'rules'>,
  { decisions, at }: { decisions: SessionDecision[]; at: Date },
): Promise<void> {
  const completed = decisions.filter(
    ({ decision, session }) => decision.to === 'completed' && !wasDisrupted(session, at),
  );
  if (completed.length === 0) return;
  const absent = await services.conversations.absentees(
    tx,
    completed.map(({ session }) => session.conversationId),
  );
  const noShows = completed.flatMap(({ session }) => {
    const noShow = noShowOf(session, absent.get(session.conversationId));
    return noShow ? [{ session, id: session.id, values: { noShow } }] : [];
  });
  await recordNoShows(tx, await withoutOutages(tx, services, { sessions: noShows, at }));
}

/** Leaves out sessions in which no worker ran for a while: absences may be our outage's. */
async function withoutOutages<One extends { session: SessionRecord }>(
  tx: EntityManager,
  { rules }: Pick<SessionServices, 'rules'>,
  { sessions, at }: { sessions: One[]; at: Date },
): Promise<One[]> {
  if (sessions.length === 0) return [];
  const spanOf = ({ session: { startsAt, startedAt } }: One) => ({
    from: startedAt ?? startsAt,
    until: at,
  });
  const first = Math.min(...sessions.map((one) => spanOf(one).from.getTime()));
  const outages = await findOutages(tx, { from: new Date(first), until: at }, rules.workerOutage);
  return sessions.filter((one) => !outages.some((outage) => overlaps(outage, spanOf(one))));
}

/** Opened or ended late by more than a minute: absences may be our outage's (C-43). */
function wasDisrupted({ startsAt, startedAt, endsAt }: SessionRecord, at: Date): boolean {
  const isLate = (due: Date, done: Date) => msBetween(due, done) > DISRUPTION_MS;
  return isLate(startsAt, startedAt ?? startsAt) || isLate(endsAt, at);
}

function noShowOf(session: SessionRecord, absent: string[] = []): ChatSession['noShow'] {
  const client = absent.includes(session.clientId);
  const psychologist = absent.includes(session.psychologistId);
  if (client && psychologist) return 'both';
  if (client) return 'client';
  return psychologist ? 'psychologist' : null;
}

/** `others` are all participants except the actor. */
function notificationsOf(decided: SessionDecision): NewNotification[] {
  const effect = findEffect(decided, 'notify');
  if (!effect) return [];
  const { session, actor } = decided;
  const recipients =
    effect.recipients === 'psychologist'
      ? [session.psychologistId]
      : [session.clientId, session.psychologistId].filter((id) => id !== actor.userId);
  return recipients.map((userId) => ({
    userId,
    kind: effect.kind,
    counselingId: session.counselingId,
    sessionId: session.id,
  }));
}

function changedEvent(
  decided: SessionDecision,
  { at, doneAt }: { at: Date; doneAt: Date },
): OutboxEvent {
  const { session, decision, step, actor } = decided;
  const signal = findEffect(decided, 'signal')?.status;
  return sessionChanged({ ...session, status: decision.to }, at, {
    ...(signal ? { signal } : {}),
    ...(signal === 'completed' || signal === 'cancelled' ? { endedBy: actor.role } : {}),
    ...(step ? { step: step.step, outcome: 'done', lateMs: msBetween(step.dueAt, doneAt) } : {}),
  });
}

function msBetween(from: Date, to: Date): number {
  return Math.max(0, to.getTime() - from.getTime());
}

function timersDropped(decided: SessionDecision): OutboxEvent[] {
  if (findEffect(decided, 'settle-steps')?.steps !== 'all') return [];
  // The automatic end is the last timer: none is left to drop.
  if (decided.step?.step === 'auto-end') return [];
  const { id, generation } = decided.session;
  return [{ kind: 'timeline.dropped', sessionId: id, generation }];
}
