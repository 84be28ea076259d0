import { z } from 'zod';
import { unreadResponse } from '../../../src/api/counseling/counseling-schemas';
import type { CounselingView } from '../../../src/sessions/booking/counseling-view';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestUser } from '../../support/harness/test-system';

const HOUR = 3_600_000;

describe('psychologist agenda', () => {
  let harness: SessionHarness;
  beforeAll(async () => {
    harness = await SessionHarness.start();
  });
  afterAll(() => harness.stop());

  const listed = async (as: TestUser, query: Record<string, string>): Promise<string[]> => {
    const path = `/api/v1/counselings/user-sessions?${new URLSearchParams(query).toString()}`;
    const response = await harness.system.call<CounselingView[]>('GET', path, { as });
    return response.body.data.map(({ id }) => id);
  };
  const iso = (ms: number): string => new Date(ms).toISOString();

  it('can be limited to one day', async () => {
    const today = await harness.book();
    const { psychologist } = today;
    const later = await harness.book({ psychologist, startsIn: 5 * HOUR });
    const tomorrow = await harness.book({ psychologist, startsIn: 25 * HOUR });
    const all = [tomorrow, later, today].map((one) => one.counselingId);
    expect(await listed(psychologist, {})).toEqual(all);
    const from = iso(today.startsAt - HOUR);
    const to = iso(today.startsAt + 10 * HOUR);
    expect(await listed(psychologist, { from, to })).toEqual(all.slice(1));
    expect(await listed(psychologist, { from: iso(today.startsAt + 60_000) })).toEqual(all);
    expect(await listed(psychologist, { from: iso(today.endsAt) })).toEqual(all.slice(0, 2));
    expect(await listed(psychologist, { to: iso(today.startsAt) })).toEqual([]);
    expect(await listed(today.client, { from, to })).toEqual([today.counselingId]);
  });

  it('counts unread messages per session', async () => {
    const psychologist = await harness.system.addUser('psychologist');
    const [one, two] = [await harness.book({ psychologist }), await harness.book({ psychologist })];
    for (const session of [one, two]) await harness.teamAction('start', session.sessionId);
    const unread = async (as: TestUser) => {
      const call = { as, reply: z.array(unreadResponse) };
      return (await harness.system.call('GET', '/api/v1/chat/unread-count/each', call)).body.data;
    };
    const before = await unread(psychologist);
    for (const text of ['satu', 'dua']) await harness.sendMessage(one.client, one.sessionId, text);
    const current = (await unread(psychologist)).find((each) => each.sessionId === one.sessionId);
    const earlier = before.find((each) => each.sessionId === one.sessionId);
    expect((current?.unreadCount ?? 0) - (earlier?.unreadCount ?? 0)).toBe(2);
    const path = `/api/v1/chat/sessions/${one.sessionId}/read`;
    await harness.system.call('PUT', path, { as: psychologist, body: {} });
    const after = (await unread(psychologist)) as { sessionId: string }[];
    expect(after.map(({ sessionId }) => sessionId)).not.toContain(one.sessionId);
  });
});
