import { ApiError } from '../../../../src/web/api/api-error';
import { repeatWhileRunning, sendOnce } from '../../../../src/web/api/idempotent-requests';

const failure = (code: ApiError['code'], status: number, details = {}): ApiError =>
  new ApiError({ code, status, message: code, details });

/** Sends the request and returns its key; the answer is an error, if there is one. */
async function keyOf(request: string, error?: Error): Promise<string> {
  let used = '';
  const send = (key: string): Promise<void> => {
    used = key;
    return error ? Promise.reject(error) : Promise.resolve();
  };
  await sendOnce(request, send).catch(() => undefined);
  return used;
}

describe('sendOnce', () => {
  it.each([
    ['a lost answer', failure('offline', 0)],
    ['an unavailable server', failure('unavailable', 503)],
    ['a fault of the server', failure('internal', 500)],
    ['an unreadable answer', failure('bad-answer', 404)],
    ['too many requests', failure('rate-limited', 429)],
  ])('repeats the key after %s', async (name, error) => {
    const first = await keyOf(name, error);
    expect(await keyOf(name)).toBe(first);
    expect(await keyOf(name)).not.toBe(first);
  });

  it('has a new key after an answer, a refusal included', async () => {
    const first = await keyOf('book');
    const second = await keyOf('book', failure('psychologist-full', 409));
    const third = await keyOf('book');
    expect(new Set([first, second, third]).size).toBe(3);
  });

  it('has one key for two equal requests at once, and others for other requests', async () => {
    const keys: string[] = [];
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const send = (key: string): Promise<void> => {
      keys.push(key);
      return answered;
    };
    const sent = [sendOnce('a', send), sendOnce('a', send), sendOnce('b', send)];
    answer();
    await Promise.all(sent);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });
});

describe('repeatWhileRunning', () => {
  it('waits for the first answer', async () => {
    let calls = 0;
    const answer = await repeatWhileRunning(() => {
      calls += 1;
      const running = failure('request-running', 409, { retryAfter: 0.01 });
      return calls < 3 ? Promise.reject(running) : Promise.resolve('done');
    });
    expect([answer, calls]).toEqual(['done', 3]);
  });
});
