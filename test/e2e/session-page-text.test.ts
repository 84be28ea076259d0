import { describeInBrowser } from '../support/pages/browser-tests';
import { PHONE } from '../support/pages/browser-window';
import { accessibilityIssues } from '../support/pages/page-checks';
import { SessionPage } from '../support/pages/session-page';
import { SessionHarness } from '../support/harness/session-harness';
import type { SessionStage } from '../support/harness/session-harness';

const HOSTILE = [
  '<script>window.broken = 1</script>',
  '<img src=x onerror="window.broken = 1">',
  '"><svg onload=window.broken=1>',
  '<a href="javascript:window.broken=1">tekan</a>',
  '<style>* { display: none }</style></p></li></ul></main>',
  '{{constructor.constructor("window.broken=1")()}} ${7*7} <%= 7*7 %>',
  '&lt;b&gt;bukan tebal&lt;/b&gt; &#60;i&#62;',
  '\u202Etxet desrever\u202C lalu biasa',
  '\u2067tidak ditutup',
  `${'Z'}${'\u0300\u0301\u0316\u0317'.repeat(40)}algo`,
  'x'.repeat(1_500),
  'baris satu\n\n\n   baris dua\tdan tab',
  'مرحبا بالعالم 123 שלום',
  'https://contoh.id/jalan?a=1&b=<2>',
  '😀👨‍👩‍👧‍👦🏳️‍🌈'.repeat(10),
];

describeInBrowser('message text', ({ it, openAs }) => {
  let harness: SessionHarness;
  beforeAll(async () => {
    harness = await SessionHarness.start();
  });
  afterAll(() => harness.stop());

  it('is rendered as text and stays inside its bubble', async () => {
    const session = await harness.createSession('active');
    for (const text of HOSTILE)
      await harness.sendMessage(session.psychologist, session.sessionId, text);
    const { page } = await openAs(harness.system, session.client, {
      path: `/sessions/${session.sessionId}`,
      viewport: { width: PHONE.width, height: 4_000 },
    });
    const chat = new SessionPage(page);
    await chat.waitForLastMessages(...HOSTILE.slice(-2));
    const shown = await chat.conversation.locator('p[dir=auto]').allTextContents();
    expect(shown.slice(-HOSTILE.length)).toEqual(HOSTILE);
    const rendered = await page.evaluate<{
      broken: unknown;
      tags: string[];
      overflow: number;
    }>(`(() => {
      const list = document.querySelector('[role=group]');
      const inside = [...list.querySelectorAll('p[dir=auto] *')];
      return {
        broken: window.broken,
        tags: inside.map(({ outerHTML }) => outerHTML),
        overflow: list.scrollWidth - list.clientWidth,
      };
    })()`);
    expect(rendered).toEqual({
      broken: undefined,
      overflow: 0,
      tags: [
        '<a href="https://contoh.id/jalan?a=1&amp;b=" target="_blank" rel="noopener noreferrer nofollow">https://contoh.id/jalan?a=1&amp;b=</a>',
      ],
    });
  });

  for (const stage of ['greeted', 'active', 'warned', 'completed', 'cancelled'] as SessionStage[]) {
    it(`is accessible in a session that is ${stage}`, async () => {
      const session = await harness.createSession(stage);
      const { page } = await openAs(harness.system, session.client, {
        path: `/sessions/${session.sessionId}`,
        viewport: PHONE,
      });
      await page.getByRole('heading', { level: 1, name: session.psychologist.fullName }).waitFor();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await accessibilityIssues(page)).toEqual([]);
      }
    });
  }
});
