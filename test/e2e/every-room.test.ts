import { id as words } from '../../src/web/i18n/id';
import { describeInBrowser } from '../support/browser';
import { PageTraffic } from '../support/page-traffic';
import { DESK, PHONE } from '../support/person-window';
import type { PersonWindow, WindowWish } from '../support/person-window';
import { axeFaults, languageFaults, layoutFaults } from '../support/room-check';
import { Stage } from '../support/stage';
import type { StagedSession } from '../support/stage';
import type { TestPerson } from '../support/system';

/** What no page may ever be sent: keys, hashes of passwords, tokens that a script could use. */
const SECRETS = /test\.key:|"secret"|scrypt|passwordHash|"jwt|eyJ[\w-]+\.eyJ/i;
const EMAIL = /[\w.+-]+@[\w-]+\.[\w.]+/g;

describeInBrowser('every room', ({ it, open, openAs }) => {
  let stage: Stage;
  let team: TestPerson;
  const sessions: Partial<Record<'pending' | 'warned' | 'completed' | 'cancelled', StagedSession>> =
    {};
  let [client, psychologist]: TestPerson[] = [];

  beforeAll(async () => {
    stage = await Stage.start();
    team = stage.team;
    client = await stage.system.addPerson('client');
    psychologist = await stage.system.addPerson('psychologist');
    const people = { client, psychologist };
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
    ['the board', () => team, () => '/team'],
    ['one session for the team', () => team, () => `/team${room('warned')}`],
    ['the health of the whole', () => team, () => '/team/health'],
    ['an address where there is nothing', () => client, () => '/nowhere'],
    ['a room of somebody else', () => client, () => '/team'],
  ];

  async function enter(
    who: TestPerson | undefined,
    path: string,
    wish: WindowWish & { language: 'id' | 'en' },
  ): Promise<PersonWindow> {
    const window = who
      ? await openAs(stage.system, who, { path: '/site.webmanifest', ...wish })
      : await open(stage.system, '/site.webmanifest', wish);
    await window.page.evaluate(`localStorage.setItem('ruang-diri.language', '${wish.language}')`);
    return window;
  }

  for (const [name, who, path] of rooms) {
    it(`keeps to its language, theme, width and own data: ${name}`, async () => {
      const looks = [
        { language: 'id', colorScheme: 'light', viewport: DESK },
        { language: 'en', colorScheme: 'dark', viewport: PHONE },
      ] as const;
      for (const look of looks) {
        const person = who();
        const { page } = await enter(person, path(), look);
        const traffic = new PageTraffic(page);
        await page.goto(path());
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.getByText(words.common.loading).first().waitFor({ state: 'detached' });
        await page.waitForLoadState('networkidle');
        expect(await axeFaults(page)).toEqual([]);
        expect(await languageFaults(page, look.language)).toEqual([]);
        expect(await layoutFaults(page)).toEqual([]);
        expect(await traffic.holding(SECRETS)).toEqual([]);
        const mails = (await traffic.holding(EMAIL)).flatMap(({ text }) => text.match(EMAIL) ?? []);
        expect(
          mails.filter((mail) => /@example\.test$/.test(mail) && mail !== person?.email),
        ).toEqual([]);
      }
    });
  }
});
