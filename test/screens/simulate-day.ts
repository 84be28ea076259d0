import type { SessionHarness, TestSession } from '../support/harness/session-harness';
import type { TestUser } from '../support/harness/test-system';
import type { UserName, ScreenUsers } from './screen-users';
import { createSupportRooms, createCareConversation, createTeamConversation } from './chat-content';
import { SESSION_MESSAGES } from './session-messages';
import { DayClock } from './day-clock';

const DAY = '2026-09-15';
const NOW = '14:12:24';
const MINUTE = 60_000;

/** The sessions that rooms are shown of. */
export interface SimulatedDay {
  now: number;
  running: TestSession;
  ending: TestSession;
  waiting: TestSession;
  moved: TestSession;
  over: TestSession;
  /** Conversations outside sessions. */
  care: string;
  direct: string;
  support: string;
}

/** Those whom Panji sees all at once: as many as may be. */
const CONCURRENT_CLIENTS: readonly UserName[] = ['dewi', 'siti', 'nadia', 'hendra', 'wulan'];

/** When the practice's clocks are started: the day before, early. */
export const START_TIME = '2026-09-14T01:00:00Z';

/**
 * A Tuesday of the practice, played step by step under a clock of its own: every state that a
 * session can be in at a quarter past two, each of them come about as it does in truth.
 */
export async function simulateDay(
  stage: SessionHarness,
  people: ScreenUsers,
): Promise<SimulatedDay> {
  const clock = new DayClock(stage, DAY);
  const book = (client: UserName, psychologist: UserName, when: [start: string, minutes: number]) =>
    stage.book({
      client: people[client],
      psychologist: people[psychologist],
      startsIn: clock.at(when[0]) - stage.clock.now(),
      lasts: when[1] * MINUTE,
      ...(client === 'citra' ? { notes: 'Saya cemas menjelang presentasi hari Jumat.' } : {}),
    });

  const over = await book('citra', 'putri', ['-1 10:00:00', 45]);
  await book('dewi', 'putri', ['09:00:00', 60]);
  const early = await book('rizky', 'panji', ['10:00:00', 45]);
  const dropped = await book('siti', 'putri', ['11:00:00', 60]);
  await book('bagas', 'putri', ['15:30:00', 60]);
  const ending = await book('andi', 'putri', ['13:30:00', 45]);
  const running = await book('citra', 'putri', ['14:00:00', 60]);
  const moved = await book('yohanes', 'putri', ['13:00:00', 45]);
  const waiting = await book('made', 'putri', ['14:20:00', 60]);
  const ill = await book('rizky', 'panji', ['19:00:00', 60]);
  await book('dewi', 'panji', ['16:00:00', 60]);
  await book('siti', 'putri', ['17:00:00', 60]);
  for (const client of CONCURRENT_CLIENTS) await book(client, 'panji', ['14:00:00', 45]);
  await book('made', 'putri', ['+1 09:00:00', 60]);
  await book('citra', 'putri', ['+2 10:00:00', 60]);
  await book('citra', 'panji', ['+7 10:00:00', 60]);

  await clock.advanceTo('-1 10:20:00');
  await stage.sendMessage(
    people.citra,
    over.sessionId,
    'Terima kasih, Kak. Saya merasa lebih ringan.',
  );
  await clock.advanceTo('-1 10:21:00');
  await stage.sendMessage(
    people.putri,
    over.sessionId,
    'Itu hasil kerja Citra sendiri. Sampai besok.',
  );
  const care = await createCareConversation(stage, people);
  await clock.advanceTo('08:40:00');
  await stage.cancel(dropped, people.siti, { reason: 'Anak saya sakit, maaf.' });
  await clock.advanceTo('10:38:10');
  await stage.end(people.rizky, early.sessionId);
  await clock.advanceTo('12:10:00');
  const times = { startsAt: clock.at('14:00:00'), endsAt: clock.at('14:45:00') };
  await stage.reschedule(moved, people.yohanes, times);
  await clock.advanceTo('12:30:00');
  await stage.teamAction('cancel', ill.sessionId, people.tari);
  await clock.advanceTo('13:41:00');
  await stage.sendMessage(
    people.andi,
    ending.sessionId,
    'Saya sudah mencoba menulis jurnal tiap pagi.',
  );
  await clock.advanceTo('13:42:00');
  await stage.sendMessage(people.putri, ending.sessionId, 'Bagus, Andi. Apa yang Anda perhatikan?');
  clock.delayStep(moved.sessionId, 'enable-chat', 12_400);
  for (const [time, who, text] of SESSION_MESSAGES) {
    await clock.advanceTo(time);
    await stage.sendMessage(people[who], running.sessionId, text);
    if (who === 'putri') await markRead(stage, people[who], running);
  }
  await clock.advanceTo('14:12:10');
  await stage.sendMessage(people.andi, ending.sessionId, 'Baik. Saya coba lagi minggu ini.');
  const direct = await createTeamConversation(stage, people);
  const asked = await createSupportRooms(stage, people);
  await clock.advanceTo(NOW);
  await stage.system.drain();
  for (const { client, sessionId } of [running, ending, waiting]) {
    await (await stage.recordSession(client, sessionId)).enterPresence(sessionId);
  }
  for (const { sessionId } of [running, ending, moved]) {
    await (await stage.recordSession(people.putri, sessionId)).enterPresence(sessionId);
  }
  return {
    now: stage.clock.now(),
    running,
    ending,
    waiting,
    moved,
    over,
    care,
    direct,
    support: asked,
  };
}

async function markRead(
  stage: SessionHarness,
  as: TestUser,
  { sessionId }: TestSession,
): Promise<void> {
  await stage.system.call('PUT', `/api/v1/chat/sessions/${sessionId}/read`, { as, body: {} });
}
