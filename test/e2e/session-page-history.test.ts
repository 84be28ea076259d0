import type { Page } from 'playwright-core';
import { describeInBrowser } from '../support/pages/browser-tests';
import { longMessageText, fillConversation } from '../support/fixtures/long-conversation';
import { PHONE } from '../support/pages/browser-window';
import { SessionPage } from '../support/pages/session-page';
import { SessionHarness } from '../support/harness/session-harness';
import { waitFor } from '../support/harness/wait-for';
import { id as texts } from '../../src/web/i18n/id';

const MESSAGES = 2_000;
const STEP = 700;
/** Rounding of positions, in pixels. */
const TOLERANCE = 2;
const { session: text } = texts;

/**
 * The top positions of the visible messages, by message number. An intersection observer reports the
 * frame as it is painted, after all scroll corrections.
 */
function visiblePositions({ page }: SessionPage): Promise<Record<string, number>> {
  return page.evaluate<Record<string, number>>(`new Promise((done) => {
    const list = document.querySelector('[role=group]');
    const observer = new IntersectionObserver((entries) => {
      observer.disconnect();
      const found = {};
      for (const { target, boundingClientRect: { top }, rootBounds } of entries) {
        if (top < rootBounds.top || top > rootBounds.bottom) continue;
        const text = target.querySelector('p[dir=auto]').textContent;
        found[/\\d+/.exec(text)?.[0] ?? text] = Math.round(top);
      }
      done(found);
    }, { root: list });
    for (const article of list.querySelectorAll('article')) observer.observe(article);
  })`);
}

/** Scrolls with the mouse wheel and waits until the frame is painted. */
async function wheelUp(page: Page, by: number): Promise<void> {
  await page.mouse.wheel(0, -by);
  await page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
  );
}

describeInBrowser('a long conversation', ({ it, openAs }) => {
  let harness: SessionHarness;
  beforeAll(async () => {
    harness = await SessionHarness.start();
  });
  afterAll(() => harness.stop());

  async function openLongConversation() {
    const session = await harness.createSession('active');
    await fillConversation(harness.system, session, MESSAGES);
    const { page } = await openAs(harness.system, session.client, {
      path: `/sessions/${session.sessionId}`,
      viewport: { ...PHONE, height: 1_500 },
    });
    const chat = new SessionPage(page);
    await chat.waitUntilWritable();
    await chat.waitForLastMessages(longMessageText(MESSAGES));
    await chat.conversation.hover();
    return { session, chat };
  }

  it('shows the newest messages first and renders only those in view', async () => {
    const { chat } = await openLongConversation();
    expect(await chat.message(longMessageText(MESSAGES)).isVisible()).toBe(true);
    expect(await chat.conversation.getByRole('article').count()).toBeLessThan(60);
    expect(await chat.page.getByRole('button', { name: text.list.toNewest }).count()).toBe(0);
  });

  it('loads back to the beginning without scroll jumps', async () => {
    const { chat } = await openLongConversation();
    const jumps: string[] = [];
    let before = await visiblePositions(chat);
    const seen = new Set(Object.keys(before));
    for (let turn = 0; turn < 1_200 && !seen.has('1'); turn += 1) {
      await wheelUp(chat.page, STEP);
      const after = await visiblePositions(chat);
      for (const [number, top] of Object.entries(after)) {
        seen.add(number);
        // A visible row moves by the scrolled distance, or less at the start of the list.
        const move = top - (before[number] ?? top);
        if (move < -TOLERANCE || move > STEP + TOLERANCE)
          jumps.push(`${number} moved by ${move} in turn ${turn}`);
      }
      before = after;
    }
    expect(jumps).toEqual([]);
    await chat.page.getByText(text.list.beginning).waitFor();
    expect(seen.size).toBe(MESSAGES);
  }, 180_000);

  it('keeps the scroll position, counts new messages and jumps to them', async () => {
    const { session, chat } = await openLongConversation();
    for (let turn = 0; turn < 5; turn += 1) await wheelUp(chat.page, 500);
    const before = await visiblePositions(chat);
    await harness.sendMessage(session.psychologist, session.sessionId, 'sesuatu yang baru');
    const jump = chat.page.getByRole('button', { name: '1 pesan baru' });
    await jump.waitFor();
    expect(await visiblePositions(chat)).toEqual(before);
    await jump.click();
    await chat.waitForLastMessages(longMessageText(MESSAGES), 'sesuatu yang baru');
    await chat.page.getByText(text.list.newMessages, { exact: true }).waitFor();
    await jump.waitFor({ state: 'hidden' });
    await waitFor('a read mark', async () => {
      const { body } = await harness.history(session.psychologist, session.sessionId, '&limit=1');
      const marks = body.data.readMarks;
      return marks.some(
        (mark) => mark.userId === session.client.id && mark.lastReadSeq === MESSAGES + 1,
      );
    });
  });

  it('keeps every keystroke while scrolling', async () => {
    const { chat } = await openLongConversation();
    await chat.conversation.focus();
    for (let turn = 0; turn < 10; turn += 1) await chat.page.keyboard.press('PageUp');
    await chat.composer.pressSequentially('tidak ada huruf yang hilang', { delay: 5 });
    expect(await chat.composer.inputValue()).toBe('tidak ada huruf yang hilang');
  });
});
