import { CONVERSATION_STATES } from '../../../../src/enums';
import { parseConversationChanged } from '../../../../src/web/state/transport/channel-events';

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
