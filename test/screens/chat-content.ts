import { assignPsychologist } from '../../src/chat/members/assign-psychologist';
import type { SessionHarness } from '../support/harness/session-harness';
import type { TestUser } from '../support/harness/test-system';
import { uploadForm } from '../support/fixtures/file-fixture';
import { createCareMessage, createDirectMessage } from '../support/fixtures/care-pair';
import { SupportFixture } from '../support/fixtures/support-fixture';
import { notesImage } from './notes-image';
import type { UserName, ScreenUsers } from './screen-users';

const CARE_MESSAGES: [who: UserName, text: string][] = [
  ['putri', 'Citra, terima kasih untuk hari ini. Ceritakan di sini bila malam terasa berat.'],
  ['citra', 'Baik, Kak. Semalam saya bangun dua kali, tetapi cepat tidur lagi.'],
  ['citra', 'Catatan napasnya saya isi tiap malam.'],
  ['putri', 'Itu kemajuan. Boleh saya lihat catatannya?'],
];
const TEAM_MESSAGES: [who: UserName, text: string][] = [
  ['tari', 'Kak Putri, ruang pukul 14.00 dan 14.20 berdekatan. Perlu saya pindahkan satu?'],
  ['putri', 'Tidak perlu, terima kasih. Yang 14.20 hanya perkenalan.'],
];

const SUPPORT_TEMPLATES = [
  ['Salam', 'Halo! Ada yang bisa kami bantu?'],
  ['Ubah jadwal', 'Jadwal bisa Anda ubah sendiri di halaman Sesi saya.'],
] as const;

/** What Citra and Putri wrote to each other between their sessions; the id of the conversation. */
export async function createCareConversation(
  stage: SessionHarness,
  people: ScreenUsers,
): Promise<string> {
  const { citra, putri, made, panji, tari } = people;
  for (const client of [citra, made]) {
    const pair = { clientId: client.id, psychologistId: putri.id };
    await assignPsychologist(stage.system.context.chat, tari, pair);
  }
  await createDirectMessage(stage.system, {
    to: putri,
    from: panji,
    text: 'Selasa depan saya cuti, ya.',
  });
  const later = (): void => stage.clock.set(stage.clock.now() + 4 * 60_000);
  let id = '';
  for (const [who, text] of CARE_MESSAGES) {
    later();
    const letter = await createCareMessage(stage.system, {
      client: citra,
      from: people[who],
      text,
    });
    id = letter.conversationId;
  }
  later();
  await sendNotesImage(stage, { id, citra, putri });
  later();
  const last = { client: citra, from: citra, text: 'Sampai besok, Kak 🙂' };
  await createCareMessage(stage.system, last);
  return id;
}

/** Citra's notes of the week, seen and answered by Putri. */
async function sendNotesImage(
  { system }: SessionHarness,
  { id, citra, putri }: { id: string; citra: TestUser; putri: TestUser },
): Promise<void> {
  const path = `/api/conversations/${id}`;
  const bytes = await notesImage();
  const fields = { description: 'Catatan napas minggu ini' };
  const body = uploadForm({ name: 'catatan-napas.png', bytes, fields });
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
export async function createTeamConversation(
  stage: SessionHarness,
  people: ScreenUsers,
): Promise<string> {
  let id = '';
  for (const [who, text] of TEAM_MESSAGES) {
    const to = people[who === 'putri' ? 'tari' : 'putri'];
    id = (await createDirectMessage(stage.system, { to, from: people[who], text })).conversationId;
  }
  return id;
}

/** What clients asked the team today; the id of the room that is shown. */
export async function createSupportRooms(
  stage: SessionHarness,
  { citra, made, bagas, tari }: ScreenUsers,
): Promise<string> {
  const support = new SupportFixture(stage.system);
  for (const [title, message] of SUPPORT_TEMPLATES) {
    await support.call(tari, 'POST', '/templates', { title, message });
  }
  const paid = await support.openRoom(made, 'Kuitansinya sudah saya terima.', {
    subject: 'Kuitansi',
  });
  await support.manage(tari, Number(paid['id']), { status: 'CLOSED' });
  const late = { subject: 'Tidak bisa masuk', priority: 'URGENT' };
  await support.openRoom(bagas, 'Ruang saya tidak terbuka, padahal sudah pukul 14.', late);
  const room = await support.openRoom(citra, 'Apakah saya bisa mengganti psikolog?', {
    subject: 'Ganti psikolog',
  });
  const id = Number(room['id']);
  await support.sendMessage(tari, id, 'Bisa, Citra. Kami carikan waktu yang cocok lebih dulu, ya.');
  await support.sendMessage(citra, id, 'Baik, terima kasih!');
  return String(id);
}
