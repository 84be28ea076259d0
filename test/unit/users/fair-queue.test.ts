import { AppError } from '../../../src/errors';
import { FairQueue } from '../../../src/users/passwords/fair-queue';

const refusal = () => new AppError('unavailable');

/** Adds tasks that end by `finishNext`, and records what ran and what was refused. */
function recordedQueue(concurrency: number, maxWaiting: number) {
  const queue = new FairQueue({ concurrency, maxWaiting }, refusal);
  const started: string[] = [];
  const refused: string[] = [];
  const running: (() => void)[] = [];
  const add = (source: string, name: string): void => {
    const task = () => {
      started.push(name);
      return new Promise<void>((resolve) => running.push(resolve));
    };
    queue.run(source, task).catch(() => refused.push(name));
  };
  const finishNext = async (): Promise<void> => {
    running.shift()?.();
    await new Promise(setImmediate);
  };
  return { add, finishNext, started, refused };
}

describe('FairQueue', () => {
  it('runs no more tasks at once than it may', async () => {
    const { add, finishNext, started } = recordedQueue(2, 10);
    for (const name of ['a', 'b', 'c', 'd']) add('source', name);
    expect(started).toEqual(['a', 'b']);
    await finishNext();
    expect(started).toEqual(['a', 'b', 'c']);
  });

  it('lets sources take turns', async () => {
    const { add, finishNext, started } = recordedQueue(1, 10);
    for (const name of ['a1', 'a2', 'a3', 'a4']) add('a', name);
    add('b', 'b1');
    for (let n = 0; n < 4; n += 1) await finishNext();
    expect(started).toEqual(['a1', 'a2', 'b1', 'a3', 'a4']);
  });

  it('refuses the newest task of the longest source when it is full', async () => {
    const { add, finishNext, started, refused } = recordedQueue(1, 3);
    for (const name of ['a1', 'a2', 'a3', 'a4']) add('a', name);
    add('b', 'b1');
    await finishNext();
    expect(refused).toEqual(['a4']);
    for (let n = 0; n < 3; n += 1) await finishNext();
    expect(started).toEqual(['a1', 'a2', 'b1', 'a3']);
  });

  it('continues after a task that failed', async () => {
    const queue = new FairQueue({ concurrency: 1, maxWaiting: 1 }, refusal);
    const failing = queue.run('a', () => Promise.reject(new Error('failed')));
    const next = queue.run('a', () => Promise.resolve('done'));
    await expect(failing).rejects.toThrow('failed');
    expect(await next).toBe('done');
  });
});
