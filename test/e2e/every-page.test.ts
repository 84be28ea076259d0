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

/** What no page may ever be sent: keys, hashes of passwords, tokens that a script could use. */
const SECRETS = /test\.key:|"secret"|scrypt|passwordHash|"jwt|eyJ[\w-]+\.eyJ/i;

const LOOKS = [
  { language: 'id', colorScheme: 'light', viewport: DESKTOP },
  { language: 'en', colorScheme: 'dark', viewport: PHONE },
] as const;
const LOADING = { id: id.common.loading, en: en.common.loading };

describeInBrowser('every room', ({ it, open, openAs }) => {
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
    ['one’s own sessions', () => client, () => '/sessions'],
    ['what is over', () => client, () => '/sessions?tab=past'],
    ['a session to come', () => client, () => room('pending')],
    ['a running session', () => client, () => room('warned')],
    ['a session that is over', () => psychologist, () => room('completed')],
    ['a cancelled session', () => client, () => room('cancelled')],
    ['today', () => psychologist, () => '/today'],
    ['availability', () => psychologist, () => '/availability'],
    ['what is written outside sessions', () => client, () => '/messages'],
    ['a conversation outside sessions', () => psychologist, () => `/messages/${care}`],
    ['all that clients ask', () => team, () => '/admin/chat'],
    ['one that a client asks', () => team, () => `/admin/chat/${asked}`],
    ['the board', () => team, () => '/team'],
    ['one session for the team', () => team, () => `/team${room('warned')}`],
    ['the health of the whole', () => team, () => '/team/health'],
    ['an address where there is nothing', () => client, () => '/nowhere'],
    ['a room of somebody else', () => client, () => '/team'],
  ];

  /** Opens a room as somebody would whose device is like that, and says what is wrong with it. */
  async function faultsOf(
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

  /** Who asks the team for help is told to the team by address as well. */
  function knownMails(person: TestUser | undefined, path: string): (string | undefined)[] {
    return [person?.email, ...(path.startsWith('/admin/chat') ? [client?.email] : [])];
  }

  for (const [name, who, path] of rooms) {
    it(`is whole in both languages, themes and widths, and knows no secret: ${name}`, async () => {
      const faults = await Promise.all(LOOKS.map((look) => faultsOf(who(), path(), look)));
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
  return mails.filter((mail) => !known.includes(mail)).map((mail) => `told of ${mail}`);
}
