import type { PresencePort } from './monitoring/presence-port';
import { findRunningSessions } from './session-repository';
import type { SessionServices } from './session-services';

type Services = Pick<SessionServices, 'db' | 'clock' | 'conversations'> & {
  presence: PresencePort;
};

/**
 * Records the arrival of participants who are present in their running session's channel: who came
 * before the start and only listened has neither renewed a token nor read or sent anything since.
 */
export async function recordAttendance({
  db,
  clock,
  conversations,
  presence,
}: Services): Promise<void> {
  const { manager } = db.source;
  const running = await findRunningSessions(manager);
  const absent = await conversations.absentees(
    manager,
    running.map(({ conversationId }) => conversationId),
  );
  const unsure = running.filter(({ conversationId }) => absent.has(conversationId));
  const present = await presence.usersInSessions(unsure.map(({ id }) => id));
  const at = new Date(clock.now());
  for (const { id, conversationId } of unsure) {
    const arrived = absent.get(conversationId)?.filter((userId) => present.get(id)?.has(userId));
    for (const userId of arrived ?? []) {
      await conversations.arrive(manager, { conversationId, userId, at });
    }
  }
}
