import type { Page } from 'playwright-core';
import { describeInBrowser } from '../support/pages/browser-tests';
import { longMessageText, fillConversation } from '../support/fixtures/long-conversation';
import { PHONE } from '../support/pages/browser-window';
import { SessionPage } from '../support/pages/session-page';
import { SessionHarness } from '../support/harness/session-harness';
import { waitFor } from '../support/harness/wait-for';
import { id as words } from '../../src/web/i18n/id';

const MESSAGES = 2_000;
const STEP = 700;
/** Rounding. */
const UNSEEN = 2;
const { session: text } = words;

/**
 * Where the messages in view stand on the screen, by their numbers. An intersection observer
 * reports the frame as it is painted, after everything that positions a list has run.
 */
function places({ page }: SessionPage): Promise<Record<string, number>> {
  return page.evaluate<Record<string, number>>(`new Promise((done) => {
    const list = document.querySelector('[role=group]');
    const observer = new IntersectionObserver((entries) => {
      observer.disconnect();
      const found = {};
      for (const { target, boundingClientRect: { top }, rootBounds } of entries) {
        if (top < rootBounds.top || top > rootBounds.bottom) continue;
        const words = target.querySelector('p[dir=auto]').textContent;
        found[/\\d+/.exec(words)?.[0] ?? words] = Math.round(top);
      }
      done(found);
    }, { root: list });
    for (const article of list.querySelectorAll('article')) observer.observe(article);
  })`);
}

/** Scrolls by a wheel, as a person does, and waits until that was drawn. */
async function wheelUp(page: Page, by: number): Promise<void> {
  await page.mouse.wheel(0, -by);
  await page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
  );
}

describeInBrowser('a long conversation', ({ it, openAs }) => {
  let stage: SessionHarness;
  beforeAll(async () => {
    stage = await SessionHarness.start();
  });
  afterAll(() => stage.stop());

  async function enterLong() {
    const session = await stage.createSession('active');
    await fillConversation(stage.system, session, MESSAGES);
    const { page } = await openAs(stage.system, session.client, {
      path: `/sessions/${session.sessionId}`,
      viewport: { ...PHONE, height: 1_500 },
    });
    const room = new SessionPage(page);
    await room.waitUntilWritable();
    await room.waitForLastMessages(longMessageText(MESSAGES));
    await room.conversation.hover();
    return { session, room };
  }

  it('shows the newest messages first and renders only those in view', async () => {
    const { room } = await enterLong();
    expect(await room.message(longMessageText(MESSAGES)).isVisible()).toBe(true);
    expect(await room.conversation.getByRole('article').count()).toBeLessThan(60);
    expect(await room.page.getByRole('button', { name: text.list.toNewest }).count()).toBe(0);
  });

  it('loads back to the beginning without scroll jumps', async () => {
    const { room } = await enterLong();
    const jumps: string[] = [];
    let before = await places(room);
    const seen = new Set(Object.keys(before));
    for (let turn = 0; turn < 1_200 && !seen.has('1'); turn += 1) {
      await wheelUp(room.page, STEP);
      const after = await places(room);
      for (const [number, top] of Object.entries(after)) {
        seen.add(number);
        // What was in view moved by as much as the wheel turned, or less where the list begins.
        const move = top - (before[number] ?? top);
        if (move < -UNSEEN || move > STEP + UNSEEN)
          jumps.push(`${number} moved by ${move} in turn ${turn}`);
      }
      before = after;
    }
    expect(jumps).toEqual([]);
    await room.page.getByText(text.list.beginning).waitFor();
    expect(seen.size).toBe(MESSAGES);
  }, 180_000);

  it('keeps the scroll position, counts new messages and jumps to them', async () => {
    const { session, room } = await enterLong();
    for (let turn = 0; turn < 5; turn += 1) await wheelUp(room.page, 500);
    const before = await places(room);
    await stage.sendMessage(session.psychologist, session.sessionId, 'sesuatu yang baru');
    const jump = room.page.getByRole('button', { name: '1 pesan baru' });
    await jump.waitFor();
    expect(await places(room)).toEqual(before);
    await jump.click();
    await room.waitForLastMessages(longMessageText(MESSAGES), 'sesuatu yang baru');
    await room.page.getByText(text.list.newMessages, { exact: true }).waitFor();
    await jump.waitFor({ state: 'hidden' });
    await waitFor('a read mark', async () => {
      const { body } = await stage.history(session.psychologist, session.sessionId, '&limit=1');
      const marks = body.data.readMarks;
      return marks.some(
        (mark) => mark.userId === session.client.id && mark.lastReadSeq === MESSAGES + 1,
      );
    });
  });

  it('keeps every keystroke while scrolling', async () => {
    const { room } = await enterLong();
    await room.conversation.focus();
    for (let turn = 0; turn < 10; turn += 1) await room.page.keyboard.press('PageUp');
    await room.composer.pressSequentially('tidak ada huruf yang hilang', { delay: 5 });
    expect(await room.composer.inputValue()).toBe('tidak ada huruf yang hilang');
  });
});
