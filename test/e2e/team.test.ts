import { id as texts } from '../../src/web/i18n/id';
import { BoardPage } from '../support/pages/board-page';
import { bookSession } from '../support/fixtures/book-session';
import { describeInBrowser } from '../support/pages/browser-tests';
import { recordSession } from '../support/recorders/ably-recorder';
import type { AblyRecorder } from '../support/recorders/ably-recorder';
import { PageTraffic } from '../support/pages/page-traffic';
import { startSystem } from '../support/harness/test-system';
import type { TestUser, TestSystem } from '../support/harness/test-system';

const { states, action, log, presence, steps } = texts.teamSessions;

describeInBrowser('team pages', ({ it, openAs }) => {
  let system: TestSystem;
  let team: TestUser;
  beforeAll(async () => {
    system = await startSystem({
      env: { INITIAL_MESSAGE_LEAD: 'PT2S', END_BUTTON_LEAD: 'PT2S', SESSION_MIN: 'PT1S' },
    });
    team = await system.addUser('team');
    await system.addUser('psychologist');
  });
  const recorders: AblyRecorder[] = [];
  afterEach(() => Promise.all(recorders.splice(0).map((recorder) => recorder.close())));
  afterAll(() => system.stop());

  const enterRoom = async (user: TestUser, sessionId: string): Promise<void> => {
    const recorder = await recordSession(system, user, sessionId);
    recorders.push(recorder);
    await recorder.enterPresence(sessionId);
  };

  it('show which participants are in the room', async () => {
    const client = await system.addUser('client');
    const { sessionId } = await bookSession(system, client, { startsIn: 60_000, lasts: 60_000 });
    await enterRoom(client, sessionId);
    const { page } = await openAs(system, team, { path: `/team/sessions/${sessionId}` });
    const summary = page.getByRole('region', { name: texts.teamSessions.session.summary });
    await summary.getByText(presence.present, { exact: true }).waitFor();
    await summary.getByText(presence.absent, { exact: true }).waitFor();
    expect(await summary.getByText(presence.present, { exact: true }).count()).toBe(1);
  });

  it('open and end a session, with both on its timeline', async () => {
    const client = await system.addUser('client');
    const { sessionId } = await bookSession(system, client, { startsIn: 300_000, lasts: 60_000 });
    const { page } = await openAs(system, team, { path: `/team/sessions/${sessionId}` });
    const board = new BoardPage(page);
    await page.getByRole('button', { name: action.start }).click();
    const dialog = page.getByRole('dialog', { name: action.startTitle });
    await dialog.getByRole('button', { name: action.keep }).click();
    await dialog.waitFor({ state: 'detached' });
    await board.confirm('start');
    await page.getByRole('button', { name: action.end }).waitFor();
    await page.getByText(texts.teamSessions.session.showTable).click();
    const opening = page.getByRole('row').filter({ hasText: steps['enable-chat'] });
    await opening.getByText(team.fullName).waitFor();
    await board.confirm('end');
    const actionLog = page.getByRole('region', { name: texts.teamSessions.session.actions });
    await actionLog.getByText(log['session.end']).waitFor();
    expect(await actionLog.getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringContaining(log['session.start']),
      expect.stringContaining(log['session.end']),
    ]);
    expect(await page.getByRole('button', { name: action.cancel }).count()).toBe(0);
  });

  it('cancel only with a reason that both sides can read', async () => {
    const client = await system.addUser('client');
    const { sessionId, counselingId } = await bookSession(system, client, { startsIn: 300_000 });
    const { page } = await openAs(system, team, { path: `/team/sessions/${sessionId}` });
    await page.getByRole('button', { name: action.cancel }).click();
    const dialog = page.getByRole('dialog', { name: action.cancelTitle });
    await dialog.getByRole('button', { name: action.cancel }).click();
    await dialog.getByText(action.reasonMissing).waitFor();
    await dialog.getByLabel(action.reason).fill('Psikolog berhalangan');
    await dialog.getByRole('button', { name: action.cancel }).click();
    await page.getByText(texts.teamSessions.cancelledBy.team).waitFor();
    const response = await system.call('GET', `/api/v1/counselings/${counselingId}`, {
      as: client,
    });
    expect(response.body.data).toMatchObject({ cancelReason: 'Psikolog berhalangan' });
  });

  it('explain why an action on a cancelled session fails', async () => {
    const client = await system.addUser('client');
    const { sessionId, counselingId } = await bookSession(system, client, { startsIn: 300_000 });
    const { page } = await openAs(system, team, { path: `/team/sessions/${sessionId}` });
    await page.getByRole('button', { name: action.start }).click();
    await system.call('PUT', `/api/v1/counselings/${counselingId}/cancel`, {
      as: client,
      body: {},
    });
    const dialog = page.getByRole('dialog', { name: action.startTitle });
    await dialog.getByRole('button', { name: action.start }).click();
    await dialog.getByRole('alert').getByText(texts.errors['session-ended']).waitFor();
    expect(await page.getByRole('button', { name: action.end }).count()).toBe(0);
  });

  it('filter the board by status, psychologist and day, also after a reload', async () => {
    const [psychologist, colleague] = [
      await system.addUser('psychologist'),
      await system.addUser('psychologist'),
    ];
    const [mine, other] = [await system.addUser('client'), await system.addUser('client')];
    await bookSession(system, mine, { startsIn: 300_000, psychologist });
    await bookSession(system, other, { startsIn: 300_000, psychologist: colleague });
    const { page } = await openAs(system, team, { path: '/team' });
    const board = new BoardPage(page);
    await board.card('pending', other).waitFor();
    await page.getByRole('combobox', { name: texts.teamSessions.filters.psychologist }).click();
    await page.getByRole('option', { name: psychologist.fullName }).click();
    await board.card('pending', other).waitFor({ state: 'detached' });
    await board.card('pending', mine).waitFor();
    await page.reload();
    await board.card('pending', mine).waitFor();
    expect(await board.card('pending', other).count()).toBe(0);
    await page.getByRole('combobox', { name: texts.teamSessions.filters.state }).click();
    await page.getByRole('option', { name: states.completed }).click();
    await board.column('pending').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: texts.teamSessions.filters.clear }).click();
    await board.card('pending', other).waitFor();
    await page.getByRole('button', { name: texts.teamSessions.filters.previousDay }).click();
    await page.getByText(texts.teamSessions.none.atAll).waitFor();
    expect(new URL(page.url()).searchParams.get('day')).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  it('poll and show a banner while live updates are down', async () => {
    const window = await openAs(system, team, { path: '/team/health' });
    const { page } = window;
    const board = new BoardPage(page);
    let isCut = false;
    const cuts: (() => void)[] = [];
    await page.routeWebSocket(/./, (socket) => {
      if (isCut) return void socket.close();
      const server = socket.connectToServer();
      cuts.push(() => {
        void socket.close();
        void server.close();
      });
    });
    window.allowError(/WebSocket/);
    await page.goto('/team');
    await board.isLive();
    isCut = true;
    for (const cut of cuts) cut();
    await page.getByText(/^Pembaruan langsung terputus/).waitFor();
    const client = await system.addUser('client');
    await bookSession(system, client, { startsIn: 300_000 });
    await board.card('pending', client).waitFor();
    isCut = false;
    await board.isLive();
  });

  it('never receive message text', async () => {
    const client = await system.addUser('client');
    const { sessionId } = await bookSession(system, client, {
      startsIn: 300_000,
      notes: 'rahasia-catatan',
    });
    const { page } = await openAs(system, team, { path: '/team/health' });
    const board = new BoardPage(page);
    const traffic = new PageTraffic(page);
    await page.goto(`/team/sessions/${sessionId}`);
    await board.isLive();
    await board.confirm('start');
    await page.getByRole('button', { name: action.end }).waitFor();
    await system.call('POST', '/api/v1/chat/messages', {
      as: client,
      body: { sessionId, message: 'rahasia-pesan', messageType: 'text' },
    });
    await board.confirm('end');
    await page.getByText(texts.teamSessions.endedBy.team).waitFor();
    expect(await traffic.matching(/rahasia/)).toEqual([]);
    expect(await traffic.matching(new RegExp(`${sessionId}.*completed`))).not.toEqual([]);
  });
});
