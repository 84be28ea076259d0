import { CareConversation } from '../../support/fixtures/care-conversation';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({ worker: false });
});
afterAll(() => system.stop());

const RECEIPTS = 1_100;

/** Stores one read receipt per message for many messages. */
async function createLongConversation(): Promise<CareConversation> {
  const care = await CareConversation.start(system);
  const { client, psychologist, id } = care;
  await system.query(
    `INSERT INTO messages (conversation_id, seq, sender_id, type, created_at)
     SELECT $1, n + 1, $2, 'text', now() FROM generate_series(1, $3::int) AS n`,
    [id, client.id, RECEIPTS],
  );
  await system.query(
    `INSERT INTO read_ranges (conversation_id, user_id, from_seq, to_seq, read_at, revision)
     SELECT $1, $2, n + 1, n + 1, now(), c.revision + n
     FROM conversations c, generate_series(1, $3::int) AS n WHERE c.id = $1`,
    [id, psychologist.id, RECEIPTS],
  );
  await system.query(
    'UPDATE conversations SET last_seq = $2 + 1, revision = revision + $2 WHERE id = $1',
    [id, RECEIPTS],
  );
  return care;
}

it('a client that was offline for long catches up in bounded batches, receipts after their messages', async () => {
  const care = await createLongConversation();
  const seqs: number[] = [];
  const receipts: number[] = [];
  let cursor = { seq: 0, revision: 0 };
  for (let isComplete = false; !isComplete;) {
    const changes = await care.changesSince(cursor);
    if (!changes) throw new Error('No more changes, but some are missing');
    const readSeqs = changes.events.flatMap((one) =>
      one.type === 'message' ? one.message.seq : [],
    );
    const revisions = changes.events.flatMap((one) =>
      one.type === 'receipt' ? one.receipt.revision : [],
    );
    seqs.push(...readSeqs);
    receipts.push(...revisions);
    if (seqs.length <= RECEIPTS) expect(revisions).toEqual([]);
    expect(readSeqs.length).toBeLessThanOrEqual(200);
    expect(revisions.length).toBeLessThanOrEqual(500);
    ({ cursor, isComplete } = changes);
  }
  expect(seqs).toEqual(Array.from({ length: RECEIPTS + 1 }, (_, n) => n + 1));
  expect(receipts).toHaveLength(RECEIPTS);
  expect(receipts).toEqual([...new Set(receipts)].sort((a, b) => a - b));
  expect(await care.changesSince(cursor)).toBeUndefined();
});
