import type { Stage, StagedSession } from '../support/stage';
import type { TestPerson } from '../support/system';
import type { Name, People } from './people';
import { askTeam, writeLetters, writeNotes } from './letters';
import { TALK } from './talk';
import { WallClock } from './wall-clock';

const DAY = '2026-09-15';
const NOW = '14:12:24';
const MINUTE = 60_000;

/** The sessions that rooms are shown of. */
export interface PlayedDay {
  now: number;
  running: StagedSession;
  ending: StagedSession;
  waiting: StagedSession;
  moved: StagedSession;
  over: StagedSession;
  /** Conversations outside sessions. */
  care: string;
  direct: string;
  asked: string;
}

/** Those whom Panji sees all at once: as many as may be. */
const CROWD: readonly Name[] = ['dewi', 'siti', 'nadia', 'hendra', 'wulan'];

/** When the practice's clocks are started: the day before, early. */
export const DAY_STARTS = '2026-09-14T01:00:00Z';

/**
 * A Tuesday of the practice, played step by step under a clock of its own: every state that a
 * session can be in at a quarter past two, each of them come about as it does in truth.
 */
export async function playDay(stage: Stage, people: People): Promise<PlayedDay> {
  const clock = new WallClock(stage, DAY);
  const book = (client: Name, psychologist: Name, when: [start: string, minutes: number]) =>
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
  for (const client of CROWD) await book(client, 'panji', ['14:00:00', 45]);
  await book('made', 'putri', ['+1 09:00:00', 60]);
  await book('citra', 'putri', ['+2 10:00:00', 60]);
  await book('citra', 'panji', ['+7 10:00:00', 60]);

  await clock.play('-1 10:20:00');
  await stage.post(people.citra, over.sessionId, 'Terima kasih, Kak. Saya merasa lebih ringan.');
  await clock.play('-1 10:21:00');
  await stage.post(people.putri, over.sessionId, 'Itu hasil kerja Citra sendiri. Sampai besok.');
  const care = await writeLetters(stage, people);
  await clock.play('08:40:00');
  await stage.cancel(dropped, people.siti, { reason: 'Anak saya sakit, maaf.' });
  await clock.play('10:38:10');
  await stage.end(people.rizky, early.sessionId);
  await clock.play('12:10:00');
  const times = { startsAt: clock.at('14:00:00'), endsAt: clock.at('14:45:00') };
  await stage.reschedule(moved, people.yohanes, times);
  await clock.play('12:30:00');
  await stage.act('cancel', ill.sessionId, people.tari);
  await clock.play('13:41:00');
  await stage.post(people.andi, ending.sessionId, 'Saya sudah mencoba menulis jurnal tiap pagi.');
  await clock.play('13:42:00');
  await stage.post(people.putri, ending.sessionId, 'Bagus, Andi. Apa yang Anda perhatikan?');
  clock.delay(moved.sessionId, 'enable-chat', 12_400);
  for (const [time, who, text] of TALK) {
    await clock.play(time);
    await stage.post(people[who], running.sessionId, text);
    if (who === 'putri') await markRead(stage, people[who], running);
  }
  await clock.play('14:12:10');
  await stage.post(people.andi, ending.sessionId, 'Baik. Saya coba lagi minggu ini.');
  const direct = await writeNotes(stage, people);
  const asked = await askTeam(stage, people);
  await clock.play(NOW);
  await stage.system.drain();
  for (const { client, sessionId } of [running, ending, waiting]) {
    await (await stage.listen(client, sessionId)).enterRoom(sessionId);
  }
  for (const { sessionId } of [running, ending, moved]) {
    await (await stage.listen(people.putri, sessionId)).enterRoom(sessionId);
  }
  return { now: stage.clock.now(), running, ending, waiting, moved, over, care, direct, asked };
}

async function markRead(stage: Stage, as: TestPerson, { sessionId }: StagedSession): Promise<void> {
  await stage.system.call('PUT', `/api/v1/chat/sessions/${sessionId}/read`, { as, body: {} });
}
