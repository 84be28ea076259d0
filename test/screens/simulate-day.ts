import { wallClock } from '../support/harness/session-harness';
import type { SessionHarness, TestSession } from '../support/harness/session-harness';
import type { TestUser } from '../support/harness/test-system';
import type { UserName, ScreenUsers } from './screen-users';
import { createSupportRooms, createCareConversation, createTeamConversation } from './chat-content';
import { SESSION_MESSAGES } from './session-messages';
import { inviteUser } from '../support/fixtures/invite-user';
import { createErasures } from './erasures';
import { DayClock } from './day-clock';

const DAY = '2026-09-15';
const NOW = '14:12:24';
const MINUTE = 60_000;

/** The sessions and conversations that the screenshots show. */
export interface SimulatedDay {
  now: number;
  running: TestSession;
  ending: TestSession;
  waiting: TestSession;
  moved: TestSession;
  over: TestSession;
  planned: TestSession;
  /** Conversation ids. */
  care: string;
  direct: string;
  support: string;
  /** Secret of a one-time link. */
  passwordLink: string;
}

/** Fills Panji's limit of concurrent sessions. */
const CONCURRENT_CLIENTS: readonly UserName[] = ['dewi', 'siti', 'nadia', 'hendra', 'wulan'];

/** The harness clock starts on the day before. */
export const START_TIME = '2026-09-14T01:00:00Z';

/**
 * Simulates a Tuesday of the practice: at 14:12 there is a session in every state, each reached
 * through the product itself.
 */
export async function simulateDay(
  harness: SessionHarness,
  users: ScreenUsers,
): Promise<SimulatedDay> {
  const clock = new DayClock(harness, DAY);
  const book = (client: UserName, psychologist: UserName, when: [start: string, minutes: number]) =>
    harness.book({
      client: users[client],
      psychologist: users[psychologist],
      startsIn: clock.at(when[0]) - harness.clock.now(),
      lasts: when[1] * MINUTE,
      ...(client === 'citra' ? { notes: 'Saya cemas menjelang presentasi hari Jumat.' } : {}),
    });

  const over = await book('citra', 'putri', ['-1 10:00:00', 45]);
  await book('dewi', 'putri', ['09:00:00', 60]);
  const endedEarly = await book('rizky', 'panji', ['10:00:00', 45]);
  const cancelled = await book('siti', 'putri', ['11:00:00', 60]);
  await book('bagas', 'putri', ['15:30:00', 60]);
  const ending = await book('andi', 'putri', ['13:30:00', 45]);
  const running = await book('citra', 'putri', ['14:00:00', 60]);
  const moved = await book('yohanes', 'putri', ['13:00:00', 45]);
  const waiting = await book('made', 'putri', ['14:20:00', 60]);
  const cancelledByTeam = await book('rizky', 'panji', ['19:00:00', 60]);
  await book('dewi', 'panji', ['16:00:00', 60]);
  await book('siti', 'putri', ['17:00:00', 60]);
  for (const client of CONCURRENT_CLIENTS) await book(client, 'panji', ['14:00:00', 45]);
  const planned = await book('made', 'putri', ['+1 09:00:00', 60]);
  await book('citra', 'putri', ['+2 10:00:00', 60]);
  await book('citra', 'panji', ['+7 10:00:00', 60]);

  await bookSeries(harness, users, clock.at('+3 10:00:00'));

  await clock.advanceTo('-1 10:20:00');
  await harness.sendMessage(
    users.citra,
    over.sessionId,
    'Terima kasih, Kak. Saya merasa lebih ringan.',
  );
  await clock.advanceTo('-1 10:21:00');
  await harness.sendMessage(
    users.putri,
    over.sessionId,
    'Itu hasil kerja Citra sendiri. Sampai besok.',
  );
  const care = await createCareConversation(harness, users);
  await clock.advanceTo('08:40:00');
  await harness.cancel(cancelled, users.siti, { reason: 'Anak saya sakit, maaf.' });
  await clock.advanceTo('10:38:10');
  await harness.end(users.rizky, endedEarly.sessionId);
  await clock.advanceTo('12:10:00');
  const times = { startsAt: clock.at('14:00:00'), endsAt: clock.at('14:45:00') };
  await harness.reschedule(moved, users.yohanes, times);
  await clock.advanceTo('12:30:00');
  await harness.teamAction('cancel', cancelledByTeam.sessionId, users.tari);
  await clock.advanceTo('13:41:00');
  await harness.sendMessage(
    users.andi,
    ending.sessionId,
    'Saya sudah mencoba menulis jurnal tiap pagi.',
  );
  await clock.advanceTo('13:42:00');
  await harness.sendMessage(
    users.putri,
    ending.sessionId,
    'Bagus, Andi. Apa yang Anda perhatikan?',
  );
  clock.delayStep(moved.sessionId, 'enable-chat', 12_400);
  for (const [time, sender, text] of SESSION_MESSAGES) {
    await clock.advanceTo(time);
    await harness.sendMessage(users[sender], running.sessionId, text);
    if (sender === 'putri') await markRead(harness, users[sender], running);
  }
  await clock.advanceTo('14:12:10');
  await harness.sendMessage(users.andi, ending.sessionId, 'Baik. Saya coba lagi minggu ini.');
  const direct = await createTeamConversation(harness, users);
  const support = await createSupportRooms(harness, users);
  const erasures = { over, cancelled, erased: endedEarly };
  await createErasures(harness, users, erasures);
  await clock.advanceTo(NOW);
  await harness.system.drain();
  for (const { client, sessionId } of [running, ending, waiting]) {
    await (await harness.recordSession(client, sessionId)).enterPresence(sessionId);
  }
  for (const { sessionId } of [running, ending, moved]) {
    await (await harness.recordSession(users.putri, sessionId)).enterPresence(sessionId);
  }
  const invited = { role: 'client', email: 'nia@example.id', fullName: 'Nia Lestari' } as const;
  const passwordLink = await inviteUser(harness.system.context.db.source.manager, invited);
  return {
    now: harness.clock.now(),
    running,
    ending,
    waiting,
    moved,
    over,
    planned,
    care,
    direct,
    support,
    passwordLink,
  };
}

async function bookSeries(
  harness: SessionHarness,
  users: ScreenUsers,
  startsAt: number,
): Promise<void> {
  const times = wallClock(startsAt, startsAt + 60 * MINUTE);
  await harness.system.call('POST', '/api/v1/counselings/book-series', {
    as: users.nadia,
    body: { method: 'chat', ...times, psychologistId: users.putri.id, weeks: 4 },
  });
}

async function markRead(
  harness: SessionHarness,
  as: TestUser,
  { sessionId }: TestSession,
): Promise<void> {
  await harness.system.call('PUT', `/api/v1/chat/sessions/${sessionId}/read`, { as, body: {} });
}
