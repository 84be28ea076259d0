import type { Message } from '../../../../src/web/api/api-types';
import type { OutgoingMessage } from '../../../../src/web/state/chat/send-queue';
import { buildMessageRows } from '../../../../src/web/chat/list/message-rows';
import type { MessageRowsInput, MessageRowData } from '../../../../src/web/chat/list/message-rows';

const NOON = Date.UTC(2026, 0, 1, 12);
const MINUTE = 60_000;

const message = (seq: number, change: Partial<Message> = {}): Message => ({
  id: String(seq),
  seq,
  senderId: '2',
  senderName: 'Bayu',
  senderRole: 'psychologist',
  content: `message ${seq}`,
  messageType: 'text',
  isAutomated: false,
  createdAt: new Date(NOON + seq * 1_000).toISOString(),
  ...change,
});
const own = (seq: number, change: Partial<Message> = {}): Message =>
  message(seq, { senderId: '1', senderName: 'Ana', senderRole: 'client', ...change });
const automated = (seq: number): Message =>
  message(seq, { isAutomated: true, messageType: 'automated' });

const item = (id: string, change: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  id,
  text: `text ${id}`,
  at: NOON + 10 * MINUTE,
  state: 'sending',
  ...change,
});

const rows = (change: Partial<MessageRowsInput>): MessageRowData[] =>
  buildMessageRows({
    messages: [],
    outgoing: [],
    quoted: new Map(),
    userId: '1',
    userName: 'Ana',
    otherReadSeq: 0,
    newAfter: undefined,
    clockOffset: 0,
    hasOlder: false,
    dayOf: (at) => at.slice(0, 10),
    ...change,
  });

describe('buildMessageRows', () => {
  it('distinguishes own, other, automated and system messages', () => {
    const system = message(4, { messageType: 'system', senderId: null, senderRole: 'system' });
    const sides = rows({ messages: [automated(1), message(2), own(3), system] });
    expect(sides.map(({ side }) => side)).toEqual(['automated', 'other', 'own', 'system']);
  });

  it('marks automated messages also for the psychologist who is their sender', () => {
    expect(rows({ messages: [automated(1)], userId: '2' })[0]?.side).toBe('automated');
  });

  it('groups messages of one sender within a short time', () => {
    const late = message(4, { createdAt: new Date(NOON + 20 * MINUTE).toISOString() });
    const grouped = rows({ messages: [message(1), message(2), own(3), late] });
    expect(grouped.map(({ isFirstOfGroup }) => isFirstOfGroup)).toEqual([true, false, true, true]);
    expect(grouped.map(({ isLastOfGroup }) => isLastOfGroup)).toEqual([false, true, true, true]);
  });

  it('leaves out the first loaded message while older ones are not loaded', () => {
    const known = rows({ messages: [message(1), message(2), own(3)] });
    const middle = rows({ messages: [message(1), message(2), own(3)], hasOlder: true });
    expect(middle).toEqual(known.slice(1));
    expect(middle[0]).toMatchObject({ isFirstOfGroup: false, day: undefined });
  });

  it('starts each day with a divider and a group', () => {
    const next = message(2, { createdAt: new Date(NOON + 24 * 60 * MINUTE).toISOString() });
    const days = rows({ messages: [message(1), next] });
    expect(days.map(({ day }) => day)).toEqual(['2026-01-01', '2026-01-02']);
    expect(days[0]?.isLastOfGroup).toBe(true);
  });

  it('marks the first message of others after the read mark', () => {
    const marked = rows({ messages: [message(1), own(2), message(3), message(4)], newAfter: 1 });
    expect(marked.map(({ isFirstNew }) => isFirstNew)).toEqual([false, false, true, false]);
  });

  it('reports the delivery status of own messages', () => {
    const all = rows({
      messages: [own(1), own(2)],
      outgoing: [
        item('a', { state: 'sent' }),
        item('b'),
        item('c', { state: 'failed', failure: 'x' }),
      ],
      otherReadSeq: 1,
    });
    expect(all.map(({ status }) => status)).toEqual(['read', 'sent', 'sent', 'sending', 'failed']);
    expect(rows({ messages: [message(1)] })[0]?.status).toBeUndefined();
  });

  it('leaves out outgoing messages that are in the log', () => {
    const both = rows({
      messages: [own(1, { clientMessageId: 'a' })],
      outgoing: [item('a'), item('b')],
    });
    expect(both.map(({ text }) => text)).toEqual(['message 1', 'text b']);
  });

  it('resolves quotes, also above the loaded messages', () => {
    const deleted = message(2, { content: '', deletedAt: new Date(NOON).toISOString() });
    const replies = ['1', '2', '90', '91'].map((replyToId, index) => own(3 + index, { replyToId }));
    const quoted = new Map([
      ['90', message(1, { id: '90', content: 'hug', messageType: 'sticker' })],
    ]);
    const all = rows({ messages: [message(1), deleted, ...replies], quoted });
    expect(all.slice(2).map(({ quote }) => quote?.kind)).toEqual([
      'text',
      'deleted',
      'sticker',
      'unknown',
    ]);
    expect(all[2]?.quote).toMatchObject({ seq: 1, senderName: 'Bayu', text: 'message 1' });
    expect(all[1]).toMatchObject({ isDeleted: true, text: '', quote: undefined });
  });

  it('counts reactions by emoji and marks own ones', () => {
    const by = (userId: string, emoji: string) => ({ userId, emoji, addedAt: '' });
    const [row] = rows({
      messages: [message(1, { reactions: [by('2', '🙏'), by('1', '🙏'), by('2', '😊')] })],
    });
    expect(row?.reactions).toEqual([
      { emoji: '🙏', count: 2, isOwn: true },
      { emoji: '😊', count: 1, isOwn: false },
    ]);
  });

  it('keeps the key of a message from the send queue into the log', () => {
    const [waiting] = rows({ outgoing: [item('a')] });
    const [stored] = rows({ messages: [own(1, { clientMessageId: 'a' })] });
    expect(stored?.key).toBe(waiting?.key);
    const [others] = rows({ messages: [message(1, { clientMessageId: 'a' })] });
    expect(others?.key).not.toBe(waiting?.key);
  });
});
