import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';

const COUNT = 30;

let harness: SessionHarness;
/** Ended before the other one started. */
let other: TestSession;
let session: TestSession;
let ids: string[];
let times: string[];

/** A session of thirty messages, a second apart: two automated ones and what the client wrote. */
beforeAll(async () => {
  harness = await SessionHarness.start();
  other = await harness.createSession('completed');
  session = await harness.createSession('active');
  for (let seq = 3; seq <= COUNT; seq += 1) {
    harness.clock.advance(1_000);
    await harness.sendMessage(session.client, session.sessionId, `message ${seq}`);
  }
  const page = await harness.history(session.client, session.sessionId, '&limit=100');
  ids = page.body.data.data.map((message) => message.id);
  times = page.body.data.data.map((message) => message.createdAt);
});
afterAll(() => harness.stop());

/** The seqs of a page and whether there is more on either side of it. */
async function page(query: string): Promise<{ seqs: number[]; next: boolean; prev: boolean }> {
  const response = await harness.history(session.psychologist, session.sessionId, query);
  if (response.status !== 200) throw new Error(response.body.message);
  const { data, metadata } = response.body.data;
  return {
    seqs: data.map((message) => message.seq),
    next: metadata.hasNextPage,
    prev: metadata.hasPrevPage,
  };
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
const idOf = (seq: number): string => ids[seq - 1] ?? '';
const timeOf = (seq: number): string => times[seq - 1] ?? '';

describe('a page `around` a message', () => {
  it('centres the page on it', async () => {
    expect(await page(`&limit=5&around=${idOf(15)}`)).toEqual({
      seqs: range(13, 17),
      next: true,
      prev: true,
    });
  });

  it('is full at both ends of the history', async () => {
    expect(await page(`&limit=6&around=${idOf(1)}`)).toEqual({
      seqs: range(1, 6),
      next: false,
      prev: true,
    });
    expect(await page(`&limit=6&around=${idOf(COUNT)}`)).toEqual({
      seqs: range(COUNT - 5, COUNT),
      next: true,
      prev: false,
    });
    expect((await page(`&limit=100&around=${idOf(3)}`)).seqs).toEqual(range(1, COUNT));
  });

  it('rejects a missing message and one of another session', async () => {
    const otherPage = await harness.history(other.client, other.sessionId);
    const foreign = otherPage.body.data.data[0]?.id ?? '';
    await expect(page('&around=987654321')).rejects.toThrow('around: there is no such message');
    await expect(page(`&around=${foreign}`)).rejects.toThrow('around: there is no such message');
  });
});

describe('the cursor `before`', () => {
  it('returns the messages before a message, oldest first', async () => {
    expect(await page(`&limit=5&before=${idOf(21)}`)).toEqual({
      seqs: range(16, 20),
      next: true,
      prev: true,
    });
  });

  it('pages through the history without gaps or repeats', async () => {
    const collected: number[] = [];
    let query = '&limit=7';
    for (;;) {
      const { seqs, next } = await page(query);
      collected.unshift(...seqs);
      if (!next) break;
      query = `&limit=7&before=${idOf(seqs[0] ?? 0)}`;
    }
    expect(collected).toEqual(range(1, COUNT));
  });

  it('reports whether more messages are left', async () => {
    expect(await page(`&limit=1&before=${idOf(3)}`)).toMatchObject({ seqs: [2], next: true });
    expect(await page(`&limit=1&before=${idOf(2)}`)).toMatchObject({ seqs: [1], next: false });
  });

  it('returns nothing before the first message', async () => {
    expect(await page(`&before=${idOf(1)}`)).toEqual({ seqs: [], next: false, prev: true });
  });

  it('accepts a time with any offset', async () => {
    const expected = { seqs: range(16, 20), next: true, prev: true };
    const inJakarta = new Date(Date.parse(timeOf(21)) + 7 * 3_600_000).toISOString();
    for (const time of [timeOf(21), inJakarta.replace('Z', '+07:00')]) {
      expect(await page(`&limit=5&before=${encodeURIComponent(time)}`)).toEqual(expected);
    }
    expect((await page('&limit=5&before=2030-01-01T00:00:00Z')).seqs).toEqual(range(26, COUNT));
    expect((await page('&before=2020-01-01T00:00:00Z')).seqs).toEqual([]);
  });

  it('rejects other values and a message of another session', async () => {
    const { client, sessionId } = session;
    for (const before of ['yesterday', '-1', '2025-08-11', '0', '999999']) {
      const response = await harness.history(client, sessionId, `&before=${before}`);
      expect(response.body).toMatchObject({ statusCode: 400, code: 'invalid-input' });
      expect(response.body.message).toContain('before');
    }
    const otherPage = await harness.history(other.client, other.sessionId);
    const foreign = await harness.history(
      client,
      sessionId,
      `&before=${otherPage.body.data.data[0]?.id}`,
    );
    expect(foreign.status).toBe(400);
  });
});

describe('the cursor `afterSeq`', () => {
  it('returns missed messages, oldest first, and whether there are more', async () => {
    expect(await page('&afterSeq=10&limit=5')).toEqual({
      seqs: range(11, 15),
      next: true,
      prev: true,
    });
    const rest = await page('&afterSeq=28');
    expect(rest).toMatchObject({ seqs: [29, 30], next: false });
  });

  it('fills every gap from the start', async () => {
    const collected: number[] = [];
    for (let next = true; next;) {
      const found = await page(`&afterSeq=${collected.at(-1) ?? 0}&limit=8`);
      collected.push(...found.seqs);
      next = found.next;
    }
    expect(collected).toEqual(range(1, COUNT));
  });

  it('returns nothing after the newest message', async () => {
    expect(await page(`&afterSeq=${COUNT}`)).toMatchObject({ seqs: [], next: false });
    expect(await page('&afterSeq=2000000000')).toMatchObject({ seqs: [], next: false });
  });

  it('rejects a value that is not a seq', async () => {
    for (const afterSeq of ['-1', 'one', '1.5', '99999999999']) {
      const query = `&afterSeq=${afterSeq}`;
      expect((await harness.history(session.client, session.sessionId, query)).status).toBe(400);
    }
  });
});
