import { fc, runs } from '../../support/harness/property-testing';
import { listMessageDetails } from '../../../src/chat/messages/list-messages';
import { markRead } from '../../../src/chat/receipts/mark-read';
import type { Receipt } from '../../../src/chat/receipts/mark-read';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { createCarePair, createCareMessage } from '../../support/fixtures/care-pair';
import { TestClock } from '../../support/harness/test-clock';

let system: TestSystem;
let clock: TestClock;
beforeAll(async () => {
  clock = new TestClock('2030-01-01T00:00:00Z');
  system = await startSystem({ worker: false, clock });
});
afterAll(() => system.stop());

const CARE = ['care'] as const;

/** One step of a random conversation: a message, or a read mark. */
type Step = { by: 'client' | 'psychologist' } | { upTo: number } | { some: number[] };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ by: fc.constantFrom('client', 'psychologist') }) },
  { weight: 1, arbitrary: fc.record({ upTo: fc.nat(14) }) },
  { weight: 2, arbitrary: fc.record({ some: fc.array(fc.nat(14), { maxLength: 4 }) }) },
);

/** Reference model of what the reader has read. */
class Expected {
  readonly messages: { id: string; isOwn: boolean; readAt: string | null }[] = [];

  read(index: number, at: string): void {
    const message = this.messages[index];
    if (message && !message.isOwn) message.readAt ??= at;
  }

  get unread(): number {
    return this.messages.filter(({ isOwn, readAt }) => !isOwn && readAt === null).length;
  }
}

describe('receipts', () => {
  it('keep counter and read times correct for any sequence of steps', async () => {
    const property = fc.asyncProperty(fc.array(step, { maxLength: 24 }), async (steps) => {
      const { client, psychologist } = await createCarePair(system);
      const participants = { client, psychologist };
      const expected = new Expected();
      let conversationId = await write(participants, client, expected);
      for (const one of steps) {
        clock.advance(1_000);
        if ('by' in one) conversationId = await write(participants, participants[one.by], expected);
        else await mark(psychologist, conversationId, { one, expected });
      }
      const page = await listMessageDetails(system.context.chat, client, {
        target: { conversationId, kinds: CARE },
        page: 1,
        limit: 100,
      });
      const clientMessages = page.data.filter(({ message }) => message.senderId === client.id);
      const readAts = clientMessages.map(({ readBy }) => readBy[0]?.readAt ?? null);
      expect(readAts).toEqual(
        expected.messages.filter(({ isOwn }) => !isOwn).map(({ readAt }) => readAt),
      );
    });
    await fc.assert(property, { numRuns: runs(40) });
  }, 120_000);

  async function write(
    { client }: { client: TestUser },
    from: TestUser,
    expected: Expected,
  ): Promise<string> {
    const { id, conversationId } = await createCareMessage(system, { client, from, text: 'x' });
    expected.messages.push({ id, isOwn: from !== client, readAt: null });
    return conversationId;
  }

  async function mark(
    reader: TestUser,
    conversationId: string,
    { one, expected }: { one: { upTo: number } | { some: number[] }; expected: Expected },
  ): Promise<void> {
    const at = new Date(clock.now()).toISOString();
    const extent =
      'upTo' in one
        ? { upToSeq: one.upTo }
        : { messageIds: one.some.map((index) => expected.messages[index]?.id ?? '999999999') };
    const indexes = 'upTo' in one ? Array.from({ length: one.upTo }, (_, i) => i) : one.some;
    for (const index of indexes) expected.read(index, at);
    const input = { target: { conversationId, kinds: CARE }, ...extent };
    const receipt: Receipt = await markRead(system.context.chat, reader, input);
    expect(receipt.unreadCount).toBe(expected.unread);
    const firstUnread = expected.messages.findIndex(
      ({ isOwn, readAt }) => !isOwn && readAt === null,
    );
    if (firstUnread >= 0) expect(receipt.lastReadSeq).toBeLessThanOrEqual(firstUnread);
  }

  it('store one row for a mark over many messages', async () => {
    const { client, psychologist } = await createCarePair(system);
    let conversationId = '';
    for (let n = 0; n < 50; n += 1) {
      ({ conversationId } = await createCareMessage(system, { client, from: client, text: 'x' }));
    }
    const target = { conversationId, kinds: CARE };
    await markRead(system.context.chat, psychologist, { target });
    const rows = await system.query(
      `SELECT from_seq, to_seq FROM read_ranges WHERE conversation_id = $1`,
      [conversationId],
    );
    expect(rows).toEqual([{ from_seq: 1, to_seq: 50 }]);
  });

  it('stay correct under concurrent messages', async () => {
    const { client, psychologist } = await createCarePair(system);
    const { conversationId } = await createCareMessage(system, { client, from: client, text: 'x' });
    const marks = Array.from({ length: 20 }, () =>
      markRead(system.context.chat, psychologist, { target: { conversationId, kinds: CARE } }),
    );
    const writes = Array.from({ length: 40 }, () =>
      createCareMessage(system, { client, from: client, text: 'x' }),
    );
    await Promise.all([...marks, ...writes]);
    const [row] = await system.query<{ unread: number; counted: number; overlaps: number }>(
      `SELECT m.unread_count AS unread,
         (SELECT count(*)::int FROM messages x WHERE x.conversation_id = m.conversation_id
          AND NOT EXISTS (SELECT FROM read_ranges r WHERE r.conversation_id = x.conversation_id
            AND r.user_id = m.user_id AND x.seq BETWEEN r.from_seq AND r.to_seq)) AS counted,
         (SELECT count(*)::int FROM read_ranges a JOIN read_ranges b USING (conversation_id, user_id)
          WHERE a.conversation_id = m.conversation_id AND a.from_seq < b.from_seq
            AND a.to_seq >= b.from_seq) AS overlaps
       FROM conversation_members m WHERE m.conversation_id = $1 AND m.user_id = $2`,
      [conversationId, psychologist.id],
    );
    expect(row?.unread).toBe(row?.counted);
    expect(row?.overlaps).toBe(0);
  });
});
