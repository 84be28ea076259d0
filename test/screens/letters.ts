import { assignPsychologist } from '../../src/conversation/assign-psychologist';
import type { Stage } from '../support/stage';
import type { TestPerson } from '../support/system';
import { formOf } from '../support/file-scene';
import { writeInCare, writeTo } from '../support/talk';
import { SupportScene } from '../support/support-scene';
import { pageOfNotes } from './page-of-notes';
import type { Name, People } from './people';

const LETTERS: [who: Name, text: string][] = [
  ['putri', 'Citra, terima kasih untuk hari ini. Ceritakan di sini bila malam terasa berat.'],
  ['citra', 'Baik, Kak. Semalam saya bangun dua kali, tetapi cepat tidur lagi.'],
  ['citra', 'Catatan napasnya saya isi tiap malam.'],
  ['putri', 'Itu kemajuan. Boleh saya lihat catatannya?'],
];
const NOTES: [who: Name, text: string][] = [
  ['tari', 'Kak Putri, ruang pukul 14.00 dan 14.20 berdekatan. Perlu saya pindahkan satu?'],
  ['putri', 'Tidak perlu, terima kasih. Yang 14.20 hanya perkenalan.'],
];

const READY = [
  ['Salam', 'Halo! Ada yang bisa kami bantu?'],
  ['Ubah jadwal', 'Jadwal bisa Anda ubah sendiri di halaman Sesi saya.'],
] as const;

/** What Citra and Putri wrote to each other between their sessions; the id of the conversation. */
export async function writeLetters(stage: Stage, people: People): Promise<string> {
  const { citra, putri, made, panji, tari } = people;
  for (const client of [citra, made]) {
    const pair = { clientId: client.id, psychologistId: putri.id };
    await assignPsychologist(stage.system.context.conversation, tari, pair);
  }
  await writeTo(stage.system, { to: putri, from: panji, text: 'Selasa depan saya cuti, ya.' });
  const later = (): void => stage.clock.set(stage.clock.now() + 4 * 60_000);
  let id = '';
  for (const [who, text] of LETTERS) {
    later();
    const letter = await writeInCare(stage.system, { client: citra, from: people[who], text });
    id = letter.conversationId;
  }
  later();
  await sendNotes(stage, { id, citra, putri });
  later();
  const last = { client: citra, from: citra, text: 'Sampai besok, Kak 🙂' };
  await writeInCare(stage.system, last);
  return id;
}

/** Citra's notes of the week, seen and answered by Putri. */
async function sendNotes(
  { system }: Stage,
  { id, citra, putri }: { id: string; citra: TestPerson; putri: TestPerson },
): Promise<void> {
  const path = `/api/conversations/${id}`;
  const bytes = await pageOfNotes();
  const fields = { description: 'Catatan napas minggu ini' };
  const body = formOf({ name: 'catatan-napas.png', bytes, fields });
  const sent = await system.call('POST', `${path}/upload`, { as: citra, body });
  const { id: messageId } = sent.body.data.message as { id: string };
  await system.call('POST', `${path}/messages/${messageId}/reactions`, {
    ...{ as: putri, body: { emoji: '💪' } },
  });
  const content = { text: 'Lima malam dari tujuh. Bagus sekali, bawa juga besok.' };
  const answer = { type: 'text', content, replyTo: messageId, clientMessageId: 'jawaban' };
  await system.call('POST', `${path}/messages`, { as: putri, body: answer });
}

/** What the team and Putri had to say about the day; the id of the conversation. */
export async function writeNotes(stage: Stage, people: People): Promise<string> {
  let id = '';
  for (const [who, text] of NOTES) {
    const to = people[who === 'putri' ? 'tari' : 'putri'];
    id = (await writeTo(stage.system, { to, from: people[who], text })).conversationId;
  }
  return id;
}

/** What clients asked the team today; the id of the room that is shown. */
export async function askTeam(stage: Stage, { citra, made, bagas, tari }: People): Promise<string> {
  const support = new SupportScene(stage.system);
  for (const [title, message] of READY) {
    await support.call(tari, 'POST', '/templates', { title, message });
  }
  const paid = await support.begin(made, 'Kuitansinya sudah saya terima.', { subject: 'Kuitansi' });
  await support.manage(tari, Number(paid['id']), { status: 'CLOSED' });
  const late = { subject: 'Tidak bisa masuk', priority: 'URGENT' };
  await support.begin(bagas, 'Ruang saya tidak terbuka, padahal sudah pukul 14.', late);
  const room = await support.begin(citra, 'Apakah saya bisa mengganti psikolog?', {
    subject: 'Ganti psikolog',
  });
  const id = Number(room['id']);
  await support.say(tari, id, 'Bisa, Citra. Kami carikan waktu yang cocok lebih dulu, ya.');
  await support.say(citra, id, 'Baik, terima kasih!');
  return String(id);
}
