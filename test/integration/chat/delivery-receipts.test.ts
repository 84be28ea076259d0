import { createContext } from '../../../src/context';
import { loadConfig } from '../../../src/config/config';
import { loadMessageDetails } from '../../../src/chat/messages/message-details';
import { listMessages } from '../../../src/chat/messages/list-messages';
import { readMessagePage } from '../../../src/chat/messages/read-message-page';
import { createLogger } from '../../../src/logger';
import { CareConversation } from '../../support/fixtures/care-conversation';
import { FeedRecorder } from '../../support/recorders/feed-recorder';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

let system: TestSystem;
let care: CareConversation;
beforeAll(async () => {
  system = await startSystem();
});
beforeEach(async () => {
  care = await CareConversation.start(system);
});
afterAll(() => system.stop());

/** Fetches the newest messages, as a device does after being offline. */
async function fetchMessages(as: TestUser, { chat } = system.context): Promise<void> {
  await listMessages(chat, as, { target: care.target, page: 1, limit: 50 });
}

async function statuses(): Promise<string[]> {
  const { chat } = system.context;
  const { data } = await readMessagePage(chat, care.ref, { page: 1, limit: 50 });
  const described = await loadMessageDetails(chat, care.ref, { messages: data });
  return described.map(({ status }) => status);
}

const waitForStatuses = (expected: string[]): Promise<unknown> =>
  waitFor(
    `the statuses ${String(expected)}`,
    async () => String(await statuses()) === String(expected),
  );

describe('a message', () => {
  it('is sent, then delivered to a device of the other member, then read', async () => {
    const { client, psychologist } = care;
    await care.sendMessage(client, 'Dua');
    await fetchMessages(client);
    expect(await statuses()).toEqual(['sent', 'sent']);
    await fetchMessages(psychologist);
    await waitForStatuses(['delivered', 'delivered']);
    await care.markRead(psychologist, 1);
    expect(await statuses()).toEqual(['read', 'delivered']);
    await care.sendMessage(client, 'Tiga');
    expect(await statuses()).toEqual(['read', 'delivered', 'sent']);
  });

  it('counts as delivered once it is read', async () => {
    await care.markRead(care.psychologist);
    const [mark] = await system.query<{ seq: number }>(
      `SELECT last_delivered_seq AS seq FROM conversation_members
       WHERE conversation_id = $1 AND user_id = $2`,
      [care.id, care.psychologist.id],
    );
    expect(mark?.seq).toBe(1);
  });
});

describe('delivery receipts', () => {
  it('are sent to subscribers once, with the ids of unread messages', async () => {
    const { client, psychologist } = care;
    const second = await care.sendMessage(client, 'Dua');
    const recorder = new FeedRecorder();
    const subscription = await system.context.feed.subscribe(care.id, recorder);
    await fetchMessages(psychologist);
    await waitFor('the delivery', () => recorder.eventsOf('delivered').length === 1);
    expect(recorder.eventsOf('delivered')[0]?.delivery).toEqual({
      revision: (await care.rows()).revision,
      marks: [
        {
          userId: psychologist.id,
          lastDeliveredSeq: 2,
          messageIds: [care.firstMessage.id, second.id],
        },
      ],
    });
    await fetchMessages(psychologist);
    await care.markRead(psychologist);
    await waitFor('the receipt', () => recorder.eventsOf('receipt').length === 1);
    expect(recorder.events.map(({ type }) => type)).toEqual(['delivered', 'receipt']);
    subscription.close();
  });

  it('of many members and conversations take one statement and advance each mark on its own', async () => {
    const conversations = await Promise.all(
      Array.from({ length: 8 }, () => CareConversation.start(system)),
    );
    const before = await Promise.all(conversations.map((one) => one.rows()));
    const { deliveryReceipts: deliveries } = system.context.chat;
    for (const one of conversations) {
      const { id: conversationId, psychologist, client } = one;
      for (const seq of [1, 1, 1]) deliveries.record({ conversationId, userId: client.id, seq });
      deliveries.record({ conversationId, userId: psychologist.id, seq: 1 });
    }
    for (const [index, one] of conversations.entries()) {
      const expected = (before[index]?.revision ?? 0) + 1;
      await waitFor('the mark', async () => (await one.rows()).revision === expected);
    }
    const events = await system.query<{ count: number }>(
      `SELECT count(*)::int FROM outbox_events WHERE kind = 'conversation.delivered'
         AND lane = 'feed' AND payload ->> 'conversationId' = ANY($1)`,
      [conversations.map(({ id }) => id)],
    );
    expect(events[0]?.count).toBe(conversations.length);
  });

  it('never move a mark back, in whichever order processes write', async () => {
    const { client, psychologist } = care;
    for (const text of ['2', '3', '4']) await care.sendMessage(client, text);
    await care.markRead(psychologist, 3);
    const before = await care.rows();
    system.context.chat.deliveryReceipts.record({
      conversationId: care.id,
      userId: psychologist.id,
      seq: 2,
    });
    const other = { conversationId: care.id, userId: client.id, seq: 4 };
    system.context.chat.deliveryReceipts.record(other);
    await waitFor('the next mark', async () => (await care.rows()).revision > before.revision);
    expect(await statuses()).toEqual(['read', 'read', 'read', 'sent']);
  });

  it('are saved when a process shuts down', async () => {
    const { config, secrets } = loadConfig(system.env);
    const logger = createLogger('second', 'silent');
    const second = await createContext({ config, secrets, logger });
    await fetchMessages(care.psychologist, second);
    await second.dispose();
    expect(await statuses()).toEqual(['delivered']);
  });

  it('lost with a killed process are superseded by the next message', async () => {
    const { client, psychologist } = care;
    // State after a kill: the message is on a device, the mark is not saved.
    expect(await statuses()).toEqual(['sent']);
    await care.sendMessage(client, 'Dua');
    await fetchMessages(psychologist);
    await waitForStatuses(['delivered', 'delivered']);
  });
});
