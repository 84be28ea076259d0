import { messageText } from '../../../../src/chat/messages/message-text';
import { typedText } from '../../../../src/web/components/controls/typed-text';

describe('text that is typed or pasted', () => {
  it('has no control characters that the API refuses, and loses nothing else', () => {
    for (let code = 0; code < 0x200; code += 1) {
      const character = String.fromCharCode(code);
      // A browser makes a line feed of it.
      if (character === '\r') continue;
      const text = `a${character}b`;
      const expected = messageText.safeParse(text).data ?? 'ab';
      expect([code, typedText(text)]).toEqual([code, expected]);
    }
  });
});
