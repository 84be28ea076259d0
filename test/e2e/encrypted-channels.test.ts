import { id as texts } from '../../src/web/i18n/id';
import { describeInBrowser } from '../support/pages/browser-tests';
import { PageTraffic } from '../support/pages/page-traffic';
import { SessionPage } from '../support/pages/session-page';
import { createActiveSession } from '../support/fixtures/active-session';
import { startSystem } from '../support/harness/test-system';
import type { TestSystem, TestUser } from '../support/harness/test-system';

const QUESTION = 'Halo, saya Xylofonkecemasan.';
const ANSWER = 'Saya di sini, Jujutsupenghiburan.';

describeInBrowser('a session over encrypted channels', ({ it, openAs }) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startSystem({ env: { CHANNEL_ENCRYPTION: 'on' } });
  });
  afterAll(() => system.stop());

  it('delivers messages and typing live, while the frames of Ably hold no text', async () => {
    const { sessionId, client, psychologist } = await createActiveSession(system);
    const enter = async (user: TestUser) => {
      const { page } = await openAs(system, user, { path: '/site.webmanifest' });
      const traffic = new PageTraffic(page);
      await page.goto(`/sessions/${sessionId}`);
      const chat = new SessionPage(page);
      await chat.waitUntilWritable();
      await page.getByText(texts.session.presence.here).waitFor();
      return { chat, traffic };
    };
    // The presence of the other one shows that each page receives events, not polls.
    const [one, other] = await Promise.all([enter(client), enter(psychologist)]);
    await one.chat.composer.pressSequentially('Ha');
    await other.chat.page.getByText(texts.session.presence.typing).waitFor();
    await one.chat.sendMessage(QUESTION);
    await other.chat.waitForLastMessages(QUESTION);
    await other.chat.sendMessage(ANSWER);
    await one.chat.waitForLastMessages(QUESTION, ANSWER);
    await one.chat.deliveryState(QUESTION, 'read').waitFor();
    for (const { traffic } of [one, other]) {
      const frames = (await traffic.matching(/"action":15/)).filter(({ url }) =>
        url.startsWith('ws'),
      );
      const ofChats = frames.filter(({ text }) => /"channel":"(chat|typing):/.test(text));
      expect(ofChats.length).toBeGreaterThan(3);
      for (const { text } of ofChats) {
        expect(text).toContain('cipher+aes-256-cbc');
        expect(text).not.toMatch(/Xylofon|Jujutsu|isTyping|senderId/);
      }
    }
  });
});
