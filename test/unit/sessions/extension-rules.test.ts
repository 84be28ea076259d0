import { openExtensionRequest } from '../../../src/sessions/extension/extension-rules';

const AT = Date.parse('2026-03-02T08:00:00Z');
const MINUTE = 60_000;

const session = (minutesLeft: number) => ({
  status: 'active' as const,
  endsAt: new Date(AT + minutesLeft * MINUTE),
  extensionAskedBy: '7',
  extensionAskedAt: new Date(AT),
});

describe('asking to extend a session', () => {
  it('is open for two minutes, and never past the end', () => {
    for (const [left, lasts] of [
      [10, 2],
      [2, 2],
      [1, 1],
    ] as const) {
      const end = AT + lasts * MINUTE;
      expect(openExtensionRequest(session(left), end - 1)).toEqual({
        by: '7',
        expiresAt: new Date(end),
      });
      expect(openExtensionRequest(session(left), end)).toBeUndefined();
    }
  });

  it('is open in a running session that someone asked to extend only', () => {
    expect(openExtensionRequest({ ...session(10), status: 'completed' }, AT)).toBeUndefined();
    const unasked = { extensionAskedBy: null, extensionAskedAt: null };
    expect(openExtensionRequest({ ...session(10), ...unasked }, AT)).toBeUndefined();
  });
});
