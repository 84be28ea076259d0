import type { Page } from 'playwright-core';
import { id as translations } from '../../../src/web/i18n/id';
import { describeInBrowser } from '../../support/pages/browser-tests';
import type { BrowserTests } from '../../support/pages/browser-tests';
import { FilePage } from '../../support/pages/file-page';
import { createActiveSession } from '../../support/fixtures/active-session';
import { DESKTOP, PHONE } from '../../support/pages/browser-window';
import { accessibilityIssues } from '../../support/pages/page-checks';
import { SessionPage } from '../../support/pages/session-page';
import { pdfOf } from '../../support/fixtures/sample-files';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { createCarePair, createCareMessage } from '../../support/fixtures/care-pair';
import { waitFor } from '../../support/harness/wait-for';

const body = ({ it, openAs }: BrowserTests): void => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startSystem();
  });
  afterAll(() => system.stop());

  it('tutoring-25 accepts text, emoji and stickers', async () => {
    const { client, psychologist, sessionId } = await createActiveSession(system);
    const path = `/sessions/${sessionId}`;
    const own = new SessionPage((await openAs(system, client, { path, viewport: PHONE })).page);
    const other = new SessionPage((await openAs(system, psychologist, { path })).page);
    await own.waitUntilWritable();
    await own.composer.fill('Terima kasih ');
    const { picker, stickers } = translations.chat;
    await own.page.getByRole('button', { name: picker.open }).click();
    const emoji = own.page.getByRole('group', { name: picker.groups.gestures });
    await emoji.getByRole('button', { name: '🙏' }).click();
    await own.sendButton.tap();
    await other.message('Terima kasih 🙏').waitFor();
    await own.page.getByRole('button', { name: picker.open }).click();
    const sheet = own.page.getByRole('group', { name: picker.stickers });
    await sheet.getByRole('button', { name: stickers.hug }).click();
    await other.conversation.getByRole('img', { name: stickers.hug }).waitFor();
    expect((await other.texts()).at(-1)).toBe('Terima kasih 🙏');
  });

  it('tutoring-27 shows pushes, typing and presence', async () => {
    const { client, psychologist } = await createCarePair(system);
    const draft = { client, from: psychologist, text: 'Selamat pagi.' };
    const { conversationId } = await createCareMessage(system, draft);
    const path = `/messages/${conversationId}`;
    const own = await openAs(system, client, { path, viewport: DESKTOP });
    // An incognito window cannot subscribe, so its service worker receives a simulated push.
    own.allowError(/incognito/);
    const { page } = own;
    const list = page.getByRole('complementary', { name: translations.messages.list });
    await list.getByText(translations.messages.presence.offline).waitFor({ state: 'attached' });
    const other = new SessionPage((await openAs(system, psychologist, { path })).page);
    await list.getByText(translations.messages.presence.online).waitFor({ state: 'attached' });
    await other.waitUntilWritable();
    await other.composer.pressSequentially('Bagai');
    await page.getByText(translations.session.presence.typing).waitFor();
    expect(await accessibilityIssues(page)).toEqual([]);
    expect(
      await shownByPush(page, { about: 'messages', event: 'message', conversationId }),
    ).toEqual([{ title: 'Ada pesan baru untuk Anda', path }]);
  });

  it('tutoring-170 previews, stores, scans and downloads a file', async () => {
    const { client, psychologist, sessionId } = await createActiveSession(system);
    const path = `/sessions/${sessionId}`;
    const own = new FilePage((await openAs(system, client, { path })).page);
    const other = new FilePage((await openAs(system, psychologist, { path })).page);
    const buffer = pdfOf(20_000);
    await own.choose({ name: 'rencana.pdf', mimeType: 'application/pdf', buffer });
    await own.entry('rencana.pdf').waitFor();
    await own.send();
    const saved = other.page.waitForEvent('download');
    await other.downloadButton('rencana.pdf').click();
    expect((await saved).suggestedFilename()).toBe('rencana.pdf');
  });
};

// The headless shell does not support pushes.
describeInBrowser('the tutoring pages', body, 'whole');

/** Enables pushes on this device, delivers one to its service worker and returns the notifications. */
async function shownByPush(
  page: Page,
  payload: object,
): Promise<{ title: string; path: string }[]> {
  await page.context().grantPermissions(['notifications']);
  await page.getByRole('button', { name: translations.layout.menu }).click();
  await page.getByRole('menuitem', { name: translations.layout.alerts.settings }).click();
  const dialog = page.getByRole('dialog', { name: translations.push.title });
  // Of the user, not of this device, so they do not depend on its switch.
  const kinds = dialog.getByRole('region', { name: translations.push.kinds });
  await kinds.getByRole('switch', { disabled: false }).nth(1).waitFor();
  await dialog.getByRole('switch', { name: translations.push.device }).click();
  const devtools = await page.context().newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    devtools.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
      const active = versions.find(({ status }) => status === 'activated');
      if (active) resolve(active.registrationId);
    });
  });
  await devtools.send('ServiceWorker.enable');
  const registrationId = await registered;
  // A visible conversation is not notified.
  await page.goto('/sessions');
  const origin = new URL(page.url()).origin;
  const data = JSON.stringify(payload);
  await devtools.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data });
  return waitFor('a notification', async () => {
    const notifications =
      await page.evaluate<{ title: string; path: string }[]>(READ_NOTIFICATIONS);
    return notifications.length > 0 && notifications;
  });
}

const READ_NOTIFICATIONS = `navigator.serviceWorker.getRegistration('/').then(async (registration) =>
  (await registration.getNotifications()).map(({ title, data }) => ({ title, path: data.path })))`;
