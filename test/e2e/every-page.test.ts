import { inviteUser } from '../support/fixtures/invite-user';
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

/** Never sent to a page: keys, password hashes, tokens. */
const SECRETS = /test\.key:|"secret"|scrypt|passwordHash|"jwt|eyJ[\w-]+\.eyJ/i;

const SETTINGS = [
  { language: 'id', colorScheme: 'light', viewport: DESKTOP },
  { language: 'en', colorScheme: 'dark', viewport: PHONE },
] as const;
const LOADING = { id: id.common.loading, en: en.common.loading };

describeInBrowser('every page', ({ it, open, openAs }) => {
  let harness: SessionHarness;
  let team: TestUser;
  const sessions: Partial<Record<'pending' | 'warned' | 'completed' | 'cancelled', TestSession>> =
    {};
  let [client, psychologist]: TestUser[] = [];
  let [conversationId, supportRoomId, passwordLink] = ['', '', ''];

  beforeAll(async () => {
    harness = await SessionHarness.start();
    team = harness.team;
    client = await harness.system.addUser('client');
    psychologist = await harness.system.addUser('psychologist');
    const members = { client, psychologist };
    const { manager } = harness.system.context.db.source;
    const newUser = { role: 'client', email: 'new@example.test', fullName: 'Nia Baru' } as const;
    passwordLink = await inviteUser(manager, newUser);
    await assignPair(harness.system, members);
    const draft = { client, from: psychologist, text: 'Selamat pagi.' };
    ({ conversationId } = await createCareMessage(harness.system, draft));
    const support = new SupportFixture(harness.system);
    supportRoomId = String((await support.openRoom(client, 'Halo', { subject: 'Biaya' }))['id']);
    sessions.completed = await harness.createSession('completed', members);
    sessions.cancelled = await harness.createSession('cancelled', members);
    sessions.warned = await harness.createSession('warned', members);
    sessions.pending = await harness.book({ ...members, startsIn: 2 * 3_600_000 });
    const { sessionId } = sessions.warned;
    await harness.sendMessage(client, sessionId, 'Halo, https://example.test/a?b=c 🙂');
    await harness.sendMessage(psychologist, sessionId, 'Saya di sini.\nCeritakan.');
  });
  afterAll(() => harness.stop());

  const sessionPath = (name: keyof typeof sessions): string =>
    `/sessions/${sessions[name]?.sessionId}`;
  const pages: [name: string, userOf: () => TestUser | undefined, path: () => string][] = [
    ['sign-in', () => undefined, () => '/'],
    ['setting a password', () => undefined, () => `/set-password#${passwordLink}`],
    ['an unknown password link', () => undefined, () => '/set-password#guess'],
    ['booking', () => client, () => '/book'],
    ['my sessions', () => client, () => '/sessions'],
    ['past sessions', () => client, () => '/sessions?tab=past'],
    ['a pending session', () => client, () => sessionPath('pending')],
    ['a running session', () => client, () => sessionPath('warned')],
    ['a completed session', () => psychologist, () => sessionPath('completed')],
    ['a cancelled session', () => client, () => sessionPath('cancelled')],
    ['today', () => psychologist, () => '/today'],
    ['availability', () => psychologist, () => '/availability'],
    ['moving a session', () => psychologist, () => `/today/move/${sessions.pending?.counselingId}`],
    ['messages', () => client, () => '/messages'],
    ['a conversation', () => psychologist, () => `/messages/${conversationId}`],
    ['the support inbox', () => team, () => '/admin/chat'],
    ['a support room', () => team, () => `/admin/chat/${supportRoomId}`],
    ['the session board', () => team, () => '/team'],
    ['a session for the team', () => team, () => `/team${sessionPath('warned')}`],
    ['system health', () => team, () => '/team/health'],
    ['the audit log', () => team, () => '/team/audit'],
    ['erasures', () => team, () => '/team/erasures'],
    ['an unknown path', () => client, () => '/nowhere'],
    ['a page of another role', () => client, () => '/team'],
  ];

  /** Opens a page with these device settings and returns its issues. */
  async function issuesOf(
    user: TestUser | undefined,
    path: string,
    { language, ...options }: (typeof SETTINGS)[number],
  ): Promise<string[]> {
    const blank = { path: '/site.webmanifest', ...options };
    const { page } = user
      ? await openAs(harness.system, user, blank)
      : await open(harness.system, blank.path, options);
    await page.evaluate(`localStorage.setItem('ruang-diri.language', '${language}')`);
    const traffic = new PageTraffic(page);
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByText(LOADING[language]).first().waitFor({ state: 'detached' });
    await page.waitForLoadState('networkidle');
    const issues = [
      ...(await accessibilityIssues(page, options.colorScheme === 'light' ? 'all' : 'of colour')),
      ...(await languageIssues(page, language)),
      ...(await layoutIssues(page)),
      ...(await traffic.matching(SECRETS)).map(({ url }) => `a secret in ${url}`),
      ...(await foreignEmails(traffic, allowedEmails(user, path))),
    ];
    return issues.map((issue) => `${language}, ${options.colorScheme}: ${issue}`);
  }

  /** The page of a link shows whose it is, and the support inbox the clients' email addresses to the team. */
  function allowedEmails(user: TestUser | undefined, path: string): (string | undefined)[] {
    if (path.startsWith('/set-password')) return ['new@example.test'];
    return [user?.email, ...(path.startsWith('/admin/chat') ? [client?.email] : [])];
  }

  for (const [name, userOf, path] of pages) {
    it(`is accessible and complete in both languages, themes and widths, without secrets: ${name}`, async () => {
      const issues = await Promise.all(
        SETTINGS.map((settings) => issuesOf(userOf(), path(), settings)),
      );
      expect(issues.flat()).toEqual([]);
    });
  }
});

async function foreignEmails(
  traffic: PageTraffic,
  allowed: readonly (string | undefined)[],
): Promise<string[]> {
  const received = await traffic.matching(/@example\.test/);
  const emails = received.flatMap(({ text }) => text.match(/[\w.+-]+@example\.test/g) ?? []);
  return emails.filter((email) => !allowed.includes(email)).map((email) => `contains ${email}`);
}
