import { AUTOMATED_MESSAGES } from '../../src/sessions/automated-messages';
import { id as texts } from '../../src/web/i18n/id';
import { describeInBrowser } from '../support/pages/browser-tests';
import { PHONE } from '../support/pages/browser-window';
import { SessionPage } from '../support/pages/session-page';
import { SessionHarness } from '../support/harness/session-harness';
import type { TestSession } from '../support/harness/session-harness';
import type { TestUser } from '../support/harness/test-system';
import { waitFor } from '../support/harness/wait-for';

const HOUR = 3_600_000;
const { session: text } = texts;

/** The accessible name or text of the focused element. */
const FOCUSED = `(() => {
  const { ariaLabel, textContent } = document.activeElement;
  return ariaLabel ?? textContent;
})()`;

const timeIn = (timeZone: string, at: number): string =>
  new Intl.DateTimeFormat('id-ID', { timeZone, hour: '2-digit', minute: '2-digit' }).format(at);

const opensAt = ({ page }: SessionPage, at: number, zone = 'Asia/Jakarta') =>
  page.getByRole('heading', { name: `pukul ${timeIn(zone, at)}` });

describeInBrowser('session page', ({ it, openAs }) => {
  let harness: SessionHarness;
  beforeAll(async () => {
    harness = await SessionHarness.start();
  });
  afterAll(() => harness.stop());

  async function enter(user: TestUser, { sessionId }: TestSession, options: object = {}) {
    const { page } = await openAs(harness.system, user, {
      path: `/sessions/${sessionId}`,
      ...options,
    });
    const chat = new SessionPage(page);
    await chat.waitUntilLoaded();
    return chat;
  }

  it('takes both participants from the waiting room to the end', async () => {
    const session = await harness.book();
    const client = await enter(session.client, session, { viewport: PHONE });
    const psychologist = await enter(session.psychologist, session);
    await client.page.getByText(text.waiting.why).waitFor();
    expect(await client.composer.isDisabled()).toBe(true);

    await harness.runStep(session, 'initial-message');
    await client.waitForLastMessages(AUTOMATED_MESSAGES.initial);
    expect(await client.composer.isDisabled()).toBe(true);

    await harness.runStep(session, 'enable-chat');
    await client.waitUntilWritable();
    await psychologist.waitUntilWritable();
    await client.waitForLastMessages(AUTOMATED_MESSAGES.initial, AUTOMATED_MESSAGES.opening);

    await client.sendMessage('Halo, saya cemas.');
    await psychologist.waitForLastMessages('Halo, saya cemas.');
    await client.deliveryState('Halo, saya cemas.', 'read').waitFor();
    await waitFor('the typing indicator', async () => {
      await psychologist.composer.pressSequentially('…');
      return client.page.getByText(text.presence.typing).isVisible();
    });
    await psychologist.sendMessage('Saya di sini.\nCeritakan.');
    await client.waitForLastMessages('Halo, saya cemas.', 'Saya di sini.\nCeritakan.');
    await client.page.getByText(text.presence.typing).waitFor({ state: 'hidden' });

    expect(await client.endButton.count()).toBe(0);
    await harness.runStep(session, 'end-button');
    for (const chat of [client, psychologist]) {
      await chat.endButton.waitFor();
      expect(await chat.countdown.innerText()).toMatch(/^[45]:\d\d$/);
    }

    await harness.runStep(session, 'auto-end');
    for (const chat of [client, psychologist]) {
      await chat.page.getByRole('heading', { name: text.ended.completed }).waitFor();
      await chat.waitForLastMessages('Saya di sini.\nCeritakan.', AUTOMATED_MESSAGES.closing);
      expect(await chat.composer.count()).toBe(0);
    }
  });

  it('lets either side end the session after a confirmation', async () => {
    const session = await harness.createSession('warned');
    const client = await enter(session.client, session);
    const psychologist = await enter(session.psychologist, session);
    await psychologist.endButton.click();
    const dialog = psychologist.page.getByRole('dialog', { name: text.ending.confirmTitle });
    await dialog.getByRole('button', { name: text.ending.stay }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect((await harness.getSession(session)).status).toBe('active');
    await psychologist.endButton.click();
    await dialog.getByRole('button', { name: text.ending.end }).click();
    await psychologist.page.getByText(/Anda mengakhirinya pukul/).waitFor();
    await client.page.getByText(`${session.psychologist.fullName} mengakhirinya`).waitFor();
    await client.waitForLastMessages('Sesi diakhiri oleh psikolog.');
    expect(await client.composer.count()).toBe(0);
  });

  it('says that a session cannot be extended beyond the longest one', async () => {
    const session = await harness.createSession('warned', { lasts: 170 * 60_000 });
    const client = await enter(session.client, session);
    await client.page.getByRole('button', { name: text.extension.ask }).click();
    await client.page.getByText(text.extension.longest).first().waitFor();
  });

  it('extends the session for both when the other agrees', async () => {
    const session = await harness.createSession('warned');
    const client = await enter(session.client, session, { viewport: PHONE });
    const psychologist = await enter(session.psychologist, session);
    const { extension } = text;
    const button = (chat: SessionPage, name: string) =>
      chat.page.getByRole('button', { name, exact: true });
    const nameIn = (template: string, { fullName }: TestUser): string =>
      template.replace('{{name}}', fullName);

    await button(client, extension.ask).click();
    await client.page.getByText(nameIn(extension.waiting, session.psychologist)).waitFor();
    expect(await button(client, extension.ask).count()).toBe(0);
    await psychologist.page.getByText(nameIn(extension.asked, session.client)).waitFor();
    await button(psychologist, extension.decline).click();
    await client.page.getByText(nameIn(extension.notAgreed, session.psychologist)).waitFor();

    await button(psychologist, extension.ask).click();
    await button(client, extension.agree).click();
    const end = timeIn('Asia/Jakarta', session.endsAt + 15 * 60_000);
    for (const chat of [client, psychologist]) {
      await chat.page.getByText(extension.extended.replace('{{time}}', end)).first().waitFor();
      await chat.endButton.waitFor({ state: 'hidden' });
      expect(await chat.composer.isEnabled()).toBe(true);
    }
    await harness.system.drain();
    await harness.runStep({ ...session, endsAt: session.endsAt + 15 * 60_000 }, 'end-button');
    for (const chat of [client, psychologist]) {
      await chat.endButton.waitFor();
      expect(await chat.countdown.innerText()).toMatch(/^[45]:\d\d$/);
    }
  });

  it('explains why a session cannot be extended', async () => {
    const session = await harness.createSession('warned');
    await harness.book({
      psychologist: session.psychologist,
      startsIn: session.endsAt - harness.clock.now(),
    });
    const client = await enter(session.client, session);
    await client.page.getByRole('button', { name: text.extension.ask, exact: true }).click();
    await client.page.getByText(texts.errors['extension-not-free']).first().waitFor();
  });

  it('shows the new time after a reschedule', async () => {
    const session = await harness.book();
    const client = await enter(session.client, session);
    const times = { startsAt: session.startsAt + HOUR, endsAt: session.endsAt + HOUR };
    await opensAt(client, session.startsAt).waitFor();
    await harness.reschedule(session, session.psychologist, times);
    await opensAt(client, times.startsAt).waitFor();
    await client.page.getByText(/^Jadwal sesi ini diubah\. Waktu yang baru: /).waitFor();
  });

  it('explains a cancelled session and offers next steps', async () => {
    const session = await harness.book();
    const client = await enter(session.client, session);
    await harness.cancel(session, session.psychologist, { reason: 'Saya jatuh sakit, maaf.' });
    await client.page.getByRole('heading', { name: text.ended.cancelled }).waitFor();
    await client.page.getByText('Alasan: Saya jatuh sakit, maaf.').waitFor();
    await client.page.getByText(`${session.psychologist.fullName} membatalkannya.`).waitFor();
    await client.page.getByRole('link', { name: text.ended.bookAgain }).click();
    await client.page.waitForURL('**/book');
  });

  it('shows the other side’s presence', async () => {
    const session = await harness.createSession('active');
    const client = await enter(session.client, session);
    await client.page.getByText(text.presence.away).waitFor();
    const psychologist = await enter(session.psychologist, session);
    await client.page.getByText(text.presence.here, { exact: true }).waitFor();
    await psychologist.page.getByRole('link', { name: text.back }).click();
    await client.page.getByText(text.presence.away).waitFor();
  });

  it("shows the other's local time where it differs", async () => {
    const session = await harness.book();
    const client = await enter(session.client, session, { timezone: 'Asia/Jayapura' });
    await opensAt(client, session.startsAt, 'Asia/Jayapura').waitFor();
    const localTime = `${timeIn('Asia/Jakarta', session.startsAt)} di tempat`;
    await client.page.getByText(localTime).waitFor();
  });

  it('reports a message that is too long and keeps it', async () => {
    const session = await harness.createSession('active');
    const client = await enter(session.client, session);
    await client.waitUntilWritable();
    await client.composer.fill('😊'.repeat(4_990));
    await client.page.getByText('Sisa 10 karakter').waitFor();
    await client.composer.fill('😊'.repeat(5_003));
    await client.page.getByRole('alert').filter({ hasText: 'Kelebihan 3 karakter' }).waitFor();
    expect(await client.sendButton.isDisabled()).toBe(true);
    await client.composer.press('Enter');
    expect(Array.from(await client.composer.inputValue())).toHaveLength(5_003);
    await client.sendMessage('😊'.repeat(5_000));
    await client.deliveryState('😊'.repeat(5_000), 'sent').waitFor();
  });

  it('adds a line with Shift+Enter and sends with Enter', async () => {
    const session = await harness.createSession('active');
    const client = await enter(session.client, session);
    await client.waitUntilWritable();
    await client.composer.pressSequentially('satu');
    await client.composer.press('Shift+Enter');
    await client.composer.pressSequentially('dua');
    await client.composer.press('Enter');
    await client.waitForLastMessages('satu\ndua');
    expect(await client.composer.inputValue()).toBe('');
  });

  it('works with the keyboard alone', async () => {
    const session = await harness.createSession('warned');
    const { page, ...client } = await enter(session.client, session);
    const reach = async (name: string): Promise<void> => {
      await waitFor(`the focus on ${name}`, async () => {
        await page.keyboard.press('Tab');
        return (await page.evaluate<string>(FOCUSED)) === name;
      });
    };
    await reach(text.composer.label);
    await page.keyboard.type('dengan papan ketik');
    await page.keyboard.press('Enter');
    await client.conversation.getByText('dengan papan ketik').waitFor();
    await reach(text.ending.end);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: text.ending.confirmTitle });
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await page.evaluate<string>(FOCUSED)).toBe(text.ending.end);
    await page.keyboard.press('Enter');
    await dialog.waitFor();
    await reach(text.ending.end);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: text.ended.completed }).waitFor();
    await waitFor(
      'the focus on the notice',
      async () => (await page.evaluate<string>(FOCUSED)) === text.ended.completed,
    );
  });

  it('marks nothing as read while the window is not focused', async () => {
    const session = await harness.createSession('active');
    const client = await enter(session.client, session);
    const { page } = await openAs(harness.system, session.psychologist, { path: '/today' });
    await page.addInitScript('window.isFocused = false; document.hasFocus = () => isFocused;');
    await page.goto(`/sessions/${session.sessionId}`);
    const psychologist = new SessionPage(page);
    await psychologist.waitUntilWritable();
    await client.sendMessage('adakah yang membaca?');
    await psychologist.waitForLastMessages('adakah yang membaca?');
    await client.deliveryState('adakah yang membaca?', 'sent').waitFor();
    await waitFor('the unread count in the title', async () => /^\(1\) /.test(await page.title()));
    await page.getByText(text.list.newMessages, { exact: true }).waitFor({ state: 'hidden' });
    await page.evaluate("isFocused = true; window.dispatchEvent(new Event('focus'))");
    await client.deliveryState('adakah yang membaca?', 'read').waitFor();
    await waitFor(
      'a title without an unread count',
      async () => !(await page.title()).startsWith('('),
    );
  });

  it('explains why another client cannot open it', async () => {
    const session = await harness.createSession('active');
    const otherClient = await harness.system.addUser('client');
    const { page } = await openAs(harness.system, otherClient, {
      path: `/sessions/${session.sessionId}`,
    });
    await page.getByText(texts.errors['not-participant']).waitFor();
  });

  it('explains in general words when the text of the error cannot be loaded', async () => {
    const session = await harness.createSession('active');
    const otherClient = await harness.system.addUser('client');
    const window = await openAs(harness.system, otherClient, { path: '/sessions' });
    window.allowError(/api-errors-|ERR_FAILED/);
    const asked: string[] = [];
    await window.page.route('**/api-errors-*.js', (route) => {
      asked.push(route.request().url());
      // The first request is never answered.
      return asked.length > 1 ? route.abort('failed') : undefined;
    });
    await window.page.goto(`/sessions/${session.sessionId}`);
    await window.page.getByText(texts.errors.unknown).waitFor();
    expect(asked).not.toEqual([]);
  });
});
