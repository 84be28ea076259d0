import { CONVERSATION_STATES } from '../../../../src/enums';
import {
  parseConversationChanged,
  parseTyping,
  typingOf,
} from '../../../../src/web/state/transport/channel-events';

describe('parseConversationChanged', () => {
  it.each(CONVERSATION_STATES)('accepts the state %s', (state) => {
    const event = { conversationId: '7', state };
    expect(parseConversationChanged(event)).toEqual(event);
  });

  it.each([
    { conversationId: '7', state: 'archived' },
    { conversationId: '7' },
    { conversationId: 7, state: 'open' },
    null,
  ])('ignores %j', (data) => {
    expect(parseConversationChanged(data)).toBeUndefined();
  });
});

describe('a typing event that a client published', () => {
  const received = (message: Parameters<typeof typingOf>[0]) => parseTyping(typingOf(message));

  it('is of the client that Ably vouches for, whatever id it names', () => {
    const data = { userId: '8', isTyping: true, timestamp: '2025-08-10T00:00:00Z' };
    expect(received({ clientId: '7', data })).toEqual({ userId: '7', isTyping: true });
    expect(received({ data })).toBeUndefined();
  });

  it('brings no content with it, and is ignored when it is long', () => {
    const data = { userId: '7', isTyping: true, text: 'Hubungi saya di 0812' };
    expect(received({ clientId: '7', data })).toEqual({ userId: '7', isTyping: true });
    const long = { ...data, text: 'x'.repeat(30_000) };
    expect(received({ clientId: '7', data: long })).toBeUndefined();
  });

  it.each([undefined, null, 'true', { isTyping: 'yes' }, {}])('is ignored as %j', (data) => {
    expect(received({ clientId: '7', data })).toBeUndefined();
  });
});
