import type { Page } from 'playwright-core';
import { pdfOf } from '../support/fixtures/sample-files';
import { notesImage } from './notes-image';
import type { SimulatedDay } from './simulate-day';
import type { UserName } from './screen-users';

/** A screenshot of a page: its user, its path, and actions before it is taken. */
export interface PageScreenshot {
  name: string;
  as?: UserName;
  path: string;
  /** Adds the demo users first. */
  isDemo?: boolean;
  prepare?: (page: Page) => Promise<void>;
}

export function pageScreenshots(day: SimulatedDay): PageScreenshot[] {
  const { running, ending, waiting, moved, over, planned, care, direct, support, passwordLink } =
    day;
  return [
    { name: 'book', as: 'bagas', path: '/book' },
    { name: 'book-review', as: 'bagas', path: '/book', prepare: reviewSeries },
    { name: 'my-sessions', as: 'citra', path: '/sessions' },
    { name: 'cancel-series', as: 'nadia', path: '/sessions', prepare: cancelSeries },
    { name: 'session-waiting', as: 'made', path: `/sessions/${waiting.sessionId}` },
    { name: 'session', as: 'citra', path: `/sessions/${running.sessionId}` },
    { name: 'session-ending', as: 'andi', path: `/sessions/${ending.sessionId}` },
    { name: 'session-over', as: 'citra', path: `/sessions/${over.sessionId}` },
    { name: 'messages', as: 'citra', path: '/messages' },
    { name: 'conversation', as: 'putri', path: `/messages/${care}` },
    { name: 'conversation-team', as: 'tari', path: `/messages/${direct}` },
    { name: 'pictures', as: 'putri', path: `/messages/${care}`, prepare: openPicture },
    { name: 'search', as: 'citra', path: `/messages/${care}`, prepare: searchNotes },
    { name: 'message-menu', as: 'citra', path: `/messages/${care}`, prepare: openMenu },
    {
      name: 'stickers',
      as: 'citra',
      path: `/sessions/${running.sessionId}`,
      prepare: openStickers,
    },
    { name: 'files', as: 'citra', path: `/sessions/${running.sessionId}`, prepare: chooseFiles },
    { name: 'device-news', as: 'citra', path: '/sessions', prepare: openDeviceNotifications },
    { name: 'calendar', as: 'citra', path: '/sessions', prepare: createCalendarAddress },
    { name: 'help', as: 'citra', path: '/sessions', prepare: openHelp },
    { name: 'admin-chat', as: 'tari', path: '/admin/chat' },
    { name: 'admin-chat-room', as: 'tari', path: `/admin/chat/${support}` },
    { name: 'today', as: 'putri', path: '/today' },
    { name: 'today-full', as: 'panji', path: '/today' },
    { name: 'availability', as: 'putri', path: '/availability' },
    { name: 'availability-date', as: 'putri', path: '/availability', prepare: addDate },
    {
      name: 'availability-more',
      as: 'putri',
      path: '/availability',
      prepare: (page) =>
        page.getByRole('heading', { name: 'Jeda antarsesi' }).scrollIntoViewIfNeeded(),
    },
    { name: 'move-session', as: 'putri', path: `/today/move/${planned.counselingId}` },
    { name: 'team-sessions', as: 'tari', path: '/team' },
    { name: 'team-session', as: 'tari', path: `/team/sessions/${moved.sessionId}` },
    { name: 'team-health', as: 'tari', path: '/team/health' },
    { name: 'team-audit', as: 'tari', path: '/team/audit' },
    { name: 'team-erasures', as: 'tari', path: '/team/erasures' },
    {
      name: 'erasure-certificate',
      as: 'tari',
      path: '/team/erasures',
      prepare: async (page) => {
        await page.getByRole('button', { name: 'Berita acara' }).click();
        await page.getByRole('dialog').getByText('Yang dihapus').waitFor();
      },
    },
    {
      name: 'erasure-request',
      as: 'tari',
      path: `/team/sessions/${over.sessionId}`,
      prepare: async (page) => {
        await page.getByRole('button', { name: 'Minta penghapusan' }).click();
        await page.getByRole('dialog').getByLabel('Alasan').waitFor();
      },
    },
    // Last: the request is shown wherever the session is.
    {
      name: 'extension-waiting',
      as: 'citra',
      path: `/sessions/${running.sessionId}`,
      prepare: (page) => askToExtend(page, running.sessionId),
    },
    {
      name: 'extension-asked',
      as: 'putri',
      path: `/sessions/${running.sessionId}`,
      prepare: (page) => page.getByRole('button', { name: 'Setuju' }).waitFor(),
    },
    { name: 'set-password', path: `/set-password#${passwordLink}` },
    { name: 'sign-in', path: '/', isDemo: true },
  ];
}

async function openHelp(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Bantuan dari/ }).click();
  await page.getByText('Baik, terima kasih!').waitFor();
}

async function addDate(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Tambah tanggal' }).click();
  await page.getByLabel('Tanggal', { exact: true }).waitFor();
}

/** A weekly series, before it is confirmed. */
async function reviewSeries(page: Page): Promise<void> {
  await page.getByRole('radio', { name: /^Besok/ }).check({ force: true });
  const times = page.getByRole('radiogroup', { name: /^Jam mulai pada/ });
  await times.getByRole('radio').last().check({ force: true });
  await page.getByRole('button', { name: 'Lanjut', exact: true }).click();
  const weeks = page.getByRole('combobox', { name: 'Ulangi setiap minggu' });
  await weeks.selectOption({ label: 'Setiap minggu, 6 sesi' });
}

/** Before it is confirmed. */
async function cancelSeries(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^Tindakan lain/ })
    .last()
    .click();
  await page.getByRole('menuitem', { name: 'Batalkan semua sesi mingguan' }).click();
  await page
    .getByRole('dialog')
    .getByLabel(/^Alasan/)
    .waitFor();
}

async function openPicture(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Buka gambar catatan-napas.png' }).click();
  const large = page.getByRole('dialog').getByRole('img');
  await large.waitFor();
  await page.waitForLoadState('networkidle');
}

async function searchNotes(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Cari di percakapan ini' }).click();
  await page.getByRole('searchbox').fill('napas');
  await page.getByRole('search').locator('mark').first().waitFor();
}

async function openMenu(page: Page): Promise<void> {
  const message = page.getByRole('article').filter({ hasText: 'Semalam saya bangun' });
  await message.hover();
  await message.getByRole('button', { name: /^Tindakan untuk pesan/ }).press('Enter');
  await page.getByRole('menu').waitFor();
}

async function openStickers(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Emoji dan stiker' }).click();
  await page.getByRole('group', { name: 'Stiker' }).waitFor();
  await page.waitForLoadState('networkidle');
}

async function chooseFiles(page: Page): Promise<void> {
  const dialog = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Lampirkan file' }).click();
  await (
    await dialog
  ).setFiles([
    { name: 'catatan-napas.png', mimeType: 'image/png', buffer: await notesImage() },
    { name: 'rencana-presentasi.pdf', mimeType: 'application/pdf', buffer: pdfOf(420_000) },
    { name: 'rekaman.exe', mimeType: '', buffer: Buffer.from('MZ') },
  ]);
  await page.getByRole('region', { name: 'File' }).getByRole('img').waitFor();
}

async function openDeviceNotifications(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Akun dan pengaturan' }).click();
  await page.getByRole('menuitem', { name: 'Notifikasi perangkat' }).click();
  await page.getByRole('dialog', { name: 'Notifikasi di perangkat ini' }).waitFor();
}

async function createCalendarAddress(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Akun dan pengaturan' }).click();
  await page.getByRole('menuitem', { name: 'Sesi di kalender saya' }).click();
  const dialog = page.getByRole('dialog', { name: 'Sesi di kalender Anda' });
  await dialog.getByRole('button', { name: /^Buat alamat/ }).click();
  await dialog.getByLabel('Alamat kalender').waitFor();
}

/** Through the API: its page offers it in the last minutes only. */
async function askToExtend(page: Page, sessionId: string): Promise<void> {
  await page.evaluate(`(async () => {
    const signedIn = await (await fetch('/api/v1/auth/session')).json();
    const headers = { 'x-csrf-token': signedIn.data.csrfToken };
    await fetch('/api/v1/chat/sessions/${sessionId}/extension', { method: 'POST', headers });
  })()`);
  await page.getByRole('button', { name: 'Batalkan permintaan' }).waitFor();
}
