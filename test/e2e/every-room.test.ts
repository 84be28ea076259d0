import { en } from '../../src/web/i18n/en';
import { id } from '../../src/web/i18n/id';
import { describeInBrowser } from '../support/browser';
import { PageTraffic } from '../support/page-traffic';
import { DESK, PHONE } from '../support/person-window';
import { axeFaults, languageFaults, layoutFaults } from '../support/room-check';
import { Stage } from '../support/stage';
import type { StagedSession } from '../support/stage';
import { SupportScene } from '../support/support-scene';
import type { TestPerson } from '../support/system';
import { assign, writeInCare } from '../support/talk';

/** What no page may ever be sent: keys, hashes of passwords, tokens that a script could use. */
const SECRETS = /test\.key:|"secret"|scrypt|passwordHash|"jwt|eyJ[\w-]+\.eyJ/i;

const LOOKS = [
  { language: 'id', colorScheme: 'light', viewport: DESK },
  { language: 'en', colorScheme: 'dark', viewport: PHONE },
] as const;
const LOADING = { id: id.common.loading, en: en.common.loading };

describeInBrowser('every room', ({ it, open, openAs }) => {
  let stage: Stage;
  let team: TestPerson;
  const sessions: Partial<Record<'pending' | 'warned' | 'completed' | 'cancelled', StagedSession>> =
    {};
  let [client, psychologist]: TestPerson[] = [];
  let [care, asked] = ['', ''];

  beforeAll(async () => {
    stage = await Stage.start();
    team = stage.team;
    client = await stage.system.addPerson('client');
    psychologist = await stage.system.addPerson('psychologist');
    const people = { client, psychologist };
    await assign(stage.system, people);
    const letter = { client, from: psychologist, text: 'Selamat pagi.' };
    care = (await writeInCare(stage.system, letter)).conversationId;
    const support = new SupportScene(stage.system);
    asked = String((await support.begin(client, 'Halo', { subject: 'Biaya' }))['id']);
    sessions.completed = await stage.at('completed', people);
    sessions.cancelled = await stage.at('cancelled', people);
    sessions.warned = await stage.at('warned', people);
    sessions.pending = await stage.book({ ...people, startsIn: 2 * 3_600_000 });
    const { sessionId } = sessions.warned;
    await stage.post(client, sessionId, 'Halo, https://example.test/a?b=c 🙂');
    await stage.post(psychologist, sessionId, 'Saya di sini.\nCeritakan.');
  });
  afterAll(() => stage.stop());

  const room = (name: keyof typeof sessions): string => `/sessions/${sessions[name]?.sessionId}`;
  const rooms: [name: string, who: () => TestPerson | undefined, path: () => string][] = [
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
    person: TestPerson | undefined,
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
      ...(await axeFaults(page, wish.colorScheme === 'light' ? 'all' : 'of colour')),
      ...(await languageFaults(page, language)),
      ...(await layoutFaults(page)),
      ...(await traffic.holding(SECRETS)).map(({ url }) => `a secret in ${url}`),
      ...(await strangersMails(traffic, knownMails(person, path))),
    ];
    return faults.map((fault) => `${language}, ${wish.colorScheme}: ${fault}`);
  }

  /** Who asks the team for help is told to the team by address as well. */
  function knownMails(person: TestPerson | undefined, path: string): (string | undefined)[] {
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
  const received = await traffic.holding(/@example\.test/);
  const mails = received.flatMap(({ text }) => text.match(/[\w.+-]+@example\.test/g) ?? []);
  return mails.filter((mail) => !known.includes(mail)).map((mail) => `told of ${mail}`);
}
