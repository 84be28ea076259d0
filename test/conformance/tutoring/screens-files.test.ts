import type { Locator } from 'playwright-core';
import { describeInBrowser } from '../../support/pages/browser-tests';
import { FilePage } from '../../support/pages/file-page';
import type { ChosenFile } from '../../support/pages/file-page';
import { createActiveSession } from '../../support/fixtures/active-session';
import { PHONE } from '../../support/pages/browser-window';
import type { WindowOptions } from '../../support/pages/browser-window';
import { accessibilityIssues } from '../../support/pages/page-checks';
import { pdfOf, picture } from '../../support/fixtures/sample-files';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

const MEGABYTE = 1024 * 1024;
const ENGLISH = `localStorage.setItem('ruang-diri.language', 'en')`;

const document = (name: string, size = 20_000): ChosenFile => ({
  ...{ name, mimeType: 'application/pdf', buffer: pdfOf(size) },
});

async function photo(name: string): Promise<ChosenFile> {
  return { name, mimeType: 'image/png', buffer: await picture({ format: 'png' }) };
}

const isDrawn = (image: Locator): Promise<boolean> =>
  image.evaluate((element) => {
    const { complete, naturalWidth } = element as unknown as Record<string, number>;
    return Boolean(complete) && Number(naturalWidth) > 300;
  });

describeInBrowser('files on the conversation page', ({ it, openAs }) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startSystem();
  });
  afterAll(() => system.stop());

  /** Two windows of one conversation: a client on a phone, a psychologist on a desktop. */
  async function openBoth(options: WindowOptions = {}) {
    const { client, psychologist, sessionId } = await createActiveSession(system);
    const path = `/sessions/${sessionId}`;
    const [own, other] = await Promise.all([
      openAs(system, client, { path, viewport: PHONE, ...options }),
      openAs(system, psychologist, { path }),
    ]);
    return { own: new FilePage(own.page), other: new FilePage(other.page), window: own };
  }

  it('tutoring-14 show an image before sending, in its message and enlarged', async () => {
    const { own, other } = await openBoth();
    await own.choose(await photo('satu.png'), await photo('dua.png'));
    await own.dock.getByRole('img', { name: 'Pratinjau satu.png' }).waitFor();
    await own.send();
    await other.picture('satu.png').waitFor();
    await other.picture('dua.png').click();
    const gallery = other.page.getByRole('dialog', { name: 'Gambar dua.png' });
    const large = gallery.getByRole('img', { name: 'dua.png' });
    await waitFor('the image', () => isDrawn(large));
    expect(await accessibilityIssues(other.page)).toEqual([]);
    await other.page.keyboard.press('ArrowLeft');
    await other.page.getByRole('img', { name: 'satu.png' }).waitFor();
    await other.page.keyboard.press('Escape');
    await gallery.waitFor({ state: 'detached' });
    expect(await other.picture('satu.png').locator('img').getAttribute('src')).toContain(
      '/thumbnails/medium',
    );
  });

  it('tutoring-16 show the progress of uploads and downloads', async () => {
    const { own, other } = await openBoth();
    await own.choose(document('modul.pdf', 2 * MEGABYTE));
    const sent = await own.watchProgress();
    await own.throttleNetwork({ up: MEGABYTE });
    await own.send();
    await other.downloadButton('modul.pdf').waitFor();
    const between = (steps: number[]): number[] => steps.filter((step) => step > 0 && step < 100);
    expect(between(await sent()).length).toBeGreaterThan(1);
    const fetched = await other.watchProgress();
    await other.throttleNetwork({ down: MEGABYTE });
    const saved = other.page.waitForEvent('download');
    await other.downloadButton('modul.pdf').click();
    expect((await saved).suggestedFilename()).toBe('modul.pdf');
    expect(between(await fetched()).length).toBeGreaterThan(1);
  });

  it('tutoring-26 show uploads, previews and downloads', async () => {
    const { own, other } = await openBoth();
    await own.choose(document('satu.pdf', MEGABYTE), document('dua.pdf', MEGABYTE));
    await own.entry('dua.pdf').getByRole('textbox').fill('Bab dua');
    expect(await accessibilityIssues(own.page)).toEqual([]);
    await own.send();
    await own.dock.getByRole('progressbar').first().waitFor();
    await other.downloadButton('dua.pdf').waitFor();
    await other.conversation.getByText('Bab dua').waitFor();
    expect(await other.conversation.getByText('Aman').count()).toBe(2);
    await other.throttleNetwork({ down: MEGABYTE / 2 });
    await other.downloadButton('satu.pdf').click();
    await other.downloadButton('dua.pdf').click();
    await other.entry('satu.pdf').getByRole('progressbar').waitFor();
    await other.entry('dua.pdf').getByText('Menunggu giliran').waitFor();
    expect(await accessibilityIssues(other.page)).toEqual([]);
    await other.entry('dua.pdf').getByText('Sudah diunduh').waitFor();
  });

  it('tutoring-136 appear at zero progress as soon as they are sent', async () => {
    const { own } = await openBoth();
    await own.choose(document('awal.pdf', MEGABYTE));
    const steps = await own.watchProgress();
    await own.throttleNetwork({ up: MEGABYTE / 2 });
    await own.send();
    await own.entry('awal.pdf').getByRole('progressbar', { name: 'Mengirim awal.pdf' }).waitFor();
    expect((await steps())[0]).toBe(0);
  });

  it('tutoring-138 report the sent share in whole per cent', async () => {
    const { own, other } = await openBoth();
    await own.page.evaluate(`(() => {
      const reported = (window.reportedProgress = [0, 100]);
      const { send } = XMLHttpRequest.prototype;
      XMLHttpRequest.prototype.send = function (...body) {
        this.upload.addEventListener('progress', ({ loaded, total }) =>
          reported.push(Math.round((loaded / total) * 100)),
        );
        send.apply(this, body);
      };
    })()`);
    await own.choose(document('persen.pdf', 2 * MEGABYTE));
    const steps = await own.watchProgress();
    await own.throttleNetwork({ up: MEGABYTE });
    await own.send();
    await other.downloadButton('persen.pdf').waitFor();
    const reported = await own.page.evaluate<number[]>('window.reportedProgress');
    const shown = await steps();
    expect(shown.length).toBeGreaterThan(2);
    expect(shown.filter((step) => !reported.includes(step))).toEqual([]);
  });

  it('tutoring-139 end an upload complete, with the download address', async () => {
    const { own } = await openBoth();
    const chosen = document('selesai.pdf');
    const uploadResponse = own.page.waitForResponse((response) =>
      response.url().endsWith('/upload'),
    );
    await own.choose(chosen);
    await own.send();
    await own.entry('selesai.pdf').getByText('Terkirim', { exact: true }).waitFor();
    const { data } = (await (await uploadResponse).json()) as { data: Record<string, never> };
    expect(data).toMatchObject({ upload: { status: 'completed', progress: 100 } });
    const saved = own.page.waitForEvent('download');
    await own.downloadButton('selesai.pdf').click();
    expect(await (await saved).failure()).toBeNull();
  });

  it('tutoring-140 announce a successful upload in both languages', async () => {
    const { own, window } = await openBoth();
    await own.choose(document('kabar.pdf'));
    await own.send();
    const ownToast = own.toast('File berhasil dikirim');
    await ownToast.waitFor();
    expect(await ownToast.innerText()).toContain('Berhasil');
    await window.addInitScript(ENGLISH);
    await own.page.reload();
    const english = new FilePage(own.page, 'en');
    await english.choose(document('news.pdf'));
    await english.send();
    const englishToast = english.toast('File uploaded successfully');
    await englishToast.waitFor();
    expect(await englishToast.innerText()).toContain('Success');
  });

  it('tutoring-141 remove the entry three seconds after success', async () => {
    const { own } = await openBoth();
    await own.choose(document('pergi.pdf'));
    await own.send();
    await own.entry('pergi.pdf').getByText('Terkirim', { exact: true }).waitFor();
    const since = Date.now();
    await own.entry('pergi.pdf').waitFor({ state: 'detached' });
    expect(Date.now() - since).toBeGreaterThan(2_000);
    expect(Date.now() - since).toBeLessThan(8_000);
  });

  it('tutoring-142 keep a failed upload, explain it and send it once on retry', async () => {
    const { own, other, window } = await openBoth();
    window.allowError(/ERR_INTERNET_DISCONNECTED/);
    await own.choose(document('gagal.pdf'));
    await window.context.setOffline(true);
    await own.send();
    const toast = own.toast('File gagal dikirim');
    await toast.getByText('Gagal', { exact: true }).waitFor();
    await waitFor('the toast above the retry button', async () => {
      const [above, below] = [await toast.boundingBox(), await own.dock.boundingBox()];
      return above && below && above.y + above.height <= below.y;
    });
    const entry = own.entry('gagal.pdf');
    await entry.getByText(/File gagal dikirim: Ruang Diri tidak bisa dihubungi/).waitFor();
    expect(await accessibilityIssues(own.page)).toEqual([]);
    await window.context.setOffline(false);
    await entry.getByRole('button', { name: 'Coba lagi' }).click();
    await other.downloadButton('gagal.pdf').waitFor();
    expect(await other.downloadButton('gagal.pdf').count()).toBe(1);
  });

  it('tutoring-143 reject large files before sending, in both languages', async () => {
    const { own, window } = await openBoth();
    const large = document('besar.pdf', 10 * MEGABYTE + 1);
    await own.choose(large);
    await own.entry('besar.pdf').getByText('Ukuran file harus kurang dari 10 MB').waitFor();
    await window.addInitScript(ENGLISH);
    await own.page.reload();
    const english = new FilePage(own.page, 'en');
    await english.choose(large);
    await english.entry('besar.pdf').getByText('File size must be less than 10MB').waitFor();
    expect(await english.dock.getByRole('button', { name: /^Send/ }).count()).toBe(0);
  });

  it('tutoring-144 reject other types regardless of case', async () => {
    const { own, window } = await openBoth();
    const wrong = { name: 'program.EXE', mimeType: '', buffer: Buffer.from('MZ') };
    await own.choose(wrong, document('HURUF.PDF'));
    await own.entry('program.EXE').getByText('Jenis file tidak didukung').waitFor();
    expect(await own.entry('HURUF.PDF').getByRole('alert').count()).toBe(0);
    await window.addInitScript(ENGLISH);
    await own.page.reload();
    const english = new FilePage(own.page, 'en');
    await english.choose(wrong);
    await english.entry('program.EXE').getByText('File type not supported').waitFor();
  });
});
