import { uploadResponse } from '../../src/api/tutoring/file-routes';
import { assignPsychologist } from '../../src/chat/members/assign-psychologist';
import type { SessionHarness } from '../support/harness/session-harness';
import type { TestUser } from '../support/harness/test-system';
import { uploadForm } from '../support/fixtures/file-fixture';
import { createCareMessage, createDirectMessage } from '../support/fixtures/care-pair';
import { SupportFixture } from '../support/fixtures/support-fixture';
import { notesImage } from './notes-image';
import type { UserName, ScreenUsers } from './screen-users';

const CARE_MESSAGES: [sender: UserName, text: string][] = [
  ['putri', 'Citra, terima kasih untuk hari ini. Ceritakan di sini bila malam terasa berat.'],
  ['citra', 'Baik, Kak. Semalam saya bangun dua kali, tetapi cepat tidur lagi.'],
  ['citra', 'Catatan napasnya saya isi tiap malam.'],
  ['putri', 'Itu kemajuan. Boleh saya lihat catatannya?'],
];
const TEAM_MESSAGES: [sender: UserName, text: string][] = [
  ['tari', 'Kak Putri, ruang pukul 14.00 dan 14.20 berdekatan. Perlu saya pindahkan satu?'],
  ['putri', 'Tidak perlu, terima kasih. Yang 14.20 hanya perkenalan.'],
];

const SUPPORT_TEMPLATES = [
  ['Salam', 'Halo! Ada yang bisa kami bantu?'],
  ['Ubah jadwal', 'Jadwal bisa Anda ubah sendiri di halaman Sesi saya.'],
] as const;

/** Creates the messages of Citra and Putri between their sessions; returns the conversation's id. */
export async function createCareConversation(
  harness: SessionHarness,
  users: ScreenUsers,
): Promise<string> {
  const { citra, putri, made, panji, tari } = users;
  for (const client of [citra, made]) {
    const assignment = { clientId: client.id, psychologistId: putri.id };
    await assignPsychologist(harness.system.context.chat, tari, assignment);
  }
  await createDirectMessage(harness.system, {
    to: putri,
    from: panji,
    text: 'Selasa depan saya cuti, ya.',
  });
  const advance = (): void => harness.clock.set(harness.clock.now() + 4 * 60_000);
  let id = '';
  for (const [sender, text] of CARE_MESSAGES) {
    advance();
    const sent = await createCareMessage(harness.system, {
      client: citra,
      from: users[sender],
      text,
    });
    id = sent.conversationId;
  }
  advance();
  await sendNotesImage(harness, { id, citra, putri });
  advance();
  const last = { client: citra, from: citra, text: 'Sampai besok, Kak 🙂' };
  await createCareMessage(harness.system, last);
  return id;
}

/** Citra's notes as an image, with a reaction and a reply from Putri. */
async function sendNotesImage(
  { system }: SessionHarness,
  { id, citra, putri }: { id: string; citra: TestUser; putri: TestUser },
): Promise<void> {
  const path = `/api/conversations/${id}`;
  const bytes = await notesImage();
  const fields = { description: 'Catatan napas minggu ini' };
  const body = uploadForm({ name: 'catatan-napas.png', bytes, fields });
  const call = { as: citra, body, reply: uploadResponse };
  const { message } = (await system.call('POST', `${path}/upload`, call)).body.data;
  const messageId = message.id;
  await system.call('POST', `${path}/messages/${messageId}/reactions`, {
    as: putri,
    body: { emoji: '💪' },
  });
  const content = { text: 'Lima malam dari tujuh. Bagus sekali, bawa juga besok.' };
  const reply = { type: 'text', content, replyTo: messageId, clientMessageId: 'jawaban' };
  await system.call('POST', `${path}/messages`, { as: putri, body: reply });
}

/** Creates the conversation of Putri and the team; returns its id. */
export async function createTeamConversation(
  harness: SessionHarness,
  users: ScreenUsers,
): Promise<string> {
  let id = '';
  for (const [sender, text] of TEAM_MESSAGES) {
    const to = users[sender === 'putri' ? 'tari' : 'putri'];
    id = (await createDirectMessage(harness.system, { to, from: users[sender], text }))
      .conversationId;
  }
  return id;
}

/** Creates support rooms in several statuses; returns the id of the one that is shown. */
export async function createSupportRooms(
  harness: SessionHarness,
  { citra, made, bagas, tari }: ScreenUsers,
): Promise<string> {
  const support = new SupportFixture(harness.system);
  for (const [title, message] of SUPPORT_TEMPLATES) {
    await support.call(tari, 'POST', '/templates', { title, message });
  }
  const paid = await support.openRoom(made, 'Kuitansinya sudah saya terima.', {
    subject: 'Kuitansi',
  });
  await support.manage(tari, Number(paid['id']), { status: 'CLOSED' });
  const urgent = { subject: 'Tidak bisa masuk', priority: 'URGENT' };
  await support.openRoom(bagas, 'Ruang saya tidak terbuka, padahal sudah pukul 14.', urgent);
  const room = await support.openRoom(citra, 'Apakah saya bisa mengganti psikolog?', {
    subject: 'Ganti psikolog',
  });
  const id = Number(room['id']);
  await support.sendMessage(tari, id, 'Bisa, Citra. Kami carikan waktu yang cocok lebih dulu, ya.');
  await support.sendMessage(citra, id, 'Baik, terima kasih!');
  return String(id);
}
