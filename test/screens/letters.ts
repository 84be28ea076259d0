import { assignPsychologist } from '../../src/conversation/assign-psychologist';
import type { Stage } from '../support/stage';
import { writeInCare, writeTo } from '../support/talk';
import { SupportScene } from '../support/support-scene';
import type { Name, People } from './people';

const LETTERS: [who: Name, text: string][] = [
  ['putri', 'Citra, terima kasih untuk hari ini. Ceritakan di sini bila malam terasa berat.'],
  ['citra', 'Baik, Kak. Semalam saya bangun dua kali, tetapi cepat tidur lagi.'],
  ['citra', 'Catatan napasnya saya isi tiap malam.'],
  ['putri', 'Itu kemajuan. Bawa catatannya besok, kita lihat bersama.'],
  ['citra', 'Sampai besok, Kak 🙂'],
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
  let id = '';
  for (const [who, text] of LETTERS) {
    stage.clock.set(stage.clock.now() + 4 * 60_000);
    const letter = await writeInCare(stage.system, { client: citra, from: people[who], text });
    id = letter.conversationId;
  }
  return id;
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
