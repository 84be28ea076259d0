import { en } from '../../src/web/i18n/en';
import { id } from '../../src/web/i18n/id';
import { describeInBrowser } from '../support/pages/browser-tests';
import { PageTraffic } from '../support/pages/page-traffic';
import { DESKTOP, PHONE } from '../support/pages/browser-window';
import { accessibilityIssues, languageIssues, layoutIssues } from '../support/pages/page-checks';
import { SessionHarness } from '../support/harness/session-harness';
import type { TestSession } from '../support/harness/session-harness';
import { SupportFixture } from '../support/fixtures/support-fixture';
import type { TestUser } from '../support/harness/test-system';
import { assignPair, createCareMessage } from '../support/fixtures/care-pair';

/** Never sent to a page: keys, password hashes, tokens that a script could use. */
const SECRETS = /test\.key:|"secret"|scrypt|passwordHash|"jwt|eyJ[\w-]+\.eyJ/i;

const LOOKS = [
  { language: 'id', colorScheme: 'light', viewport: DESKTOP },
  { language: 'en', colorScheme: 'dark', viewport: PHONE },
] as const;
const LOADING = { id: id.common.loading, en: en.common.loading };

describeInBrowser('every page', ({ it, open, openAs }) => {
  let stage: SessionHarness;
  let team: TestUser;
  const sessions: Partial<Record<'pending' | 'warned' | 'completed' | 'cancelled', TestSession>> =
    {};
  let [client, psychologist]: TestUser[] = [];
  let [care, asked] = ['', ''];

  beforeAll(async () => {
    stage = await SessionHarness.start();
    team = stage.team;
    client = await stage.system.addUser('client');
    psychologist = await stage.system.addUser('psychologist');
    const people = { client, psychologist };
    await assignPair(stage.system, people);
    const letter = { client, from: psychologist, text: 'Selamat pagi.' };
    care = (await createCareMessage(stage.system, letter)).conversationId;
    const support = new SupportFixture(stage.system);
    asked = String((await support.openRoom(client, 'Halo', { subject: 'Biaya' }))['id']);
    sessions.completed = await stage.createSession('completed', people);
    sessions.cancelled = await stage.createSession('cancelled', people);
    sessions.warned = await stage.createSession('warned', people);
    sessions.pending = await stage.book({ ...people, startsIn: 2 * 3_600_000 });
    const { sessionId } = sessions.warned;
    await stage.sendMessage(client, sessionId, 'Halo, https://example.test/a?b=c 🙂');
    await stage.sendMessage(psychologist, sessionId, 'Saya di sini.\nCeritakan.');
  });
  afterAll(() => stage.stop());

  const room = (name: keyof typeof sessions): string => `/sessions/${sessions[name]?.sessionId}`;
  const rooms: [name: string, who: () => TestUser | undefined, path: () => string][] = [
    ['sign-in', () => undefined, () => '/'],
    ['booking', () => client, () => '/book'],
    ['my sessions', () => client, () => '/sessions'],
    ['past sessions', () => client, () => '/sessions?tab=past'],
    ['a pending session', () => client, () => room('pending')],
    ['a running session', () => client, () => room('warned')],
    ['a completed session', () => psychologist, () => room('completed')],
    ['a cancelled session', () => client, () => room('cancelled')],
    ['today', () => psychologist, () => '/today'],
    ['availability', () => psychologist, () => '/availability'],
    ['messages', () => client, () => '/messages'],
    ['a conversation', () => psychologist, () => `/messages/${care}`],
    ['the support inbox', () => team, () => '/admin/chat'],
    ['a support room', () => team, () => `/admin/chat/${asked}`],
    ['the session board', () => team, () => '/team'],
    ['a session for the team', () => team, () => `/team${room('warned')}`],
    ['system health', () => team, () => '/team/health'],
    ['an unknown path', () => client, () => '/nowhere'],
    ['a page of another role', () => client, () => '/team'],
  ];

  /** Opens a page with these device settings and returns its issues. */
  async function issuesOf(
    person: TestUser | undefined,
    path: string,
    { language, ...wish }: (typeof LOOKS)[number],
  ): Promise<string[]> {
    const blank = { path: '/site.webmanifest', ...wish };
    const { page } = person
      ? await openAs(stage.system, person, blank)
      : await open(stage.system, blank.path, wish);
    await page.evaluate(`localStorage.setItem('ruang-diri.language', '${language}')`);
    const traffic = new PageTraffic(page);
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByText(LOADING[language]).first().waitFor({ state: 'detached' });
    await page.waitForLoadState('networkidle');
    const faults = [
      ...(await accessibilityIssues(page, wish.colorScheme === 'light' ? 'all' : 'of colour')),
      ...(await languageIssues(page, language)),
      ...(await layoutIssues(page)),
      ...(await traffic.matching(SECRETS)).map(({ url }) => `a secret in ${url}`),
      ...(await strangersMails(traffic, knownMails(person, path))),
    ];
    return faults.map((fault) => `${language}, ${wish.colorScheme}: ${fault}`);
  }

  /** The team also receives the email addresses of clients who ask for help. */
  function knownMails(person: TestUser | undefined, path: string): (string | undefined)[] {
    return [person?.email, ...(path.startsWith('/admin/chat') ? [client?.email] : [])];
  }

  for (const [name, who, path] of rooms) {
    it(`is accessible and complete in both languages, themes and widths, without secrets: ${name}`, async () => {
      const faults = await Promise.all(LOOKS.map((look) => issuesOf(who(), path(), look)));
      expect(faults.flat()).toEqual([]);
    });
  }
});

async function strangersMails(
  traffic: PageTraffic,
  known: readonly (string | undefined)[],
): Promise<string[]> {
  const received = await traffic.matching(/@example\.test/);
  const mails = received.flatMap(({ text }) => text.match(/[\w.+-]+@example\.test/g) ?? []);
  return mails.filter((mail) => !known.includes(mail)).map((mail) => `contains ${mail}`);
}
