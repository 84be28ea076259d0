import { FILE_TYPES } from '../../../../src/enums';
import { MAX_FILE_BYTES, findFileProblem } from '../../../../src/web/chat/files/file-limits';
import { UploadQueue } from '../../../../src/web/chat/files/transfers/upload-queue';
import type {
  UploadQueueDeps,
  UploadEntry,
} from '../../../../src/web/chat/files/transfers/upload-queue';
import { fileRules } from '../../../../src/files/file-rules';

type UploadOptions = Parameters<UploadQueueDeps['send']>[1];

const pdf = (name = 'a.pdf', bytes = 'x'): File => new File([bytes], name);

function createQueue(
  send: (entry: UploadEntry, options: UploadOptions) => Promise<{ downloadUrl: string }>,
) {
  const timers: (() => void)[] = [];
  const events: string[] = [];
  let ids = 0;
  const queue = new UploadQueue({
    newId: () => `id-${(ids += 1)}`,
    send,
    schedule: (action, ms) => timers.push(() => (ms === 3_000 ? action() : undefined)),
    onSent: ({ fileName }) => events.push(`sent ${fileName}`),
    onFailed: ({ fileName }) => events.push(`failed ${fileName}`),
  });
  return { queue, events, timers };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('UploadQueue', () => {
  it('applies the limits of the server', () => {
    const { types, maxSize } = fileRules({ videos: false });
    expect([...FILE_TYPES].sort()).toEqual([...types].sort());
    expect(MAX_FILE_BYTES).toBe(maxSize);
    expect(findFileProblem({ name: 'A.PDF', size: maxSize })).toBeUndefined();
    expect(findFileProblem({ name: 'a.pdf', size: maxSize + 1 })).toBe('tooLarge');
    expect(findFileProblem({ name: 'a.pdf.exe', size: 1 })).toBe('notSupported');
    expect(findFileProblem({ name: 'a.pdf', size: 0 })).toBe('empty');
  });

  it('uploads one file after another, reports whole percents, and removes sent files after three seconds', async () => {
    const seen: string[] = [];
    const { queue, events, timers } = createQueue(async (entry, { onProgress }) => {
      onProgress(1, 3);
      seen.push(
        `${entry.fileName} ${queue
          .getSnapshot()
          .map(({ progress }) => progress)
          .join()}`,
      );
      return Promise.resolve({ downloadUrl: '/x' });
    });
    queue.add([pdf('a.pdf'), pdf('b.pdf')]);
    queue.sendAll();
    await settled();
    expect(seen).toEqual(['a.pdf 33,0', 'b.pdf 100,33']);
    expect(events).toEqual(['sent a.pdf', 'sent b.pdf']);
    expect(queue.getSnapshot()).toMatchObject([
      { status: 'completed', progress: 100, downloadUrl: '/x' },
      { status: 'completed', progress: 100, downloadUrl: '/x' },
    ]);
    timers.forEach((action) => action());
    expect(queue.getSnapshot()).toEqual([]);
  });

  it('keeps a failed file and retries it under the same id', async () => {
    const ids: string[] = [];
    const { queue, events } = createQueue(async ({ id }) => {
      ids.push(id);
      if (ids.length === 1) throw new Error('unavailable');
      return Promise.resolve({ downloadUrl: '/x' });
    });
    queue.add([pdf()]);
    queue.sendAll();
    await settled();
    expect(queue.getSnapshot()).toMatchObject([
      { status: 'failed', error: new Error('unavailable') },
    ]);
    queue.retry('id-1');
    await settled();
    expect(ids).toEqual(['id-1', 'id-1']);
    expect(events).toEqual(['failed a.pdf', 'sent a.pdf']);
  });

  it('aborts the upload of a removed file without a notification', async () => {
    const { queue, events } = createQueue(
      (_entry, { signal }) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new Error('aborted'))),
        ),
    );
    queue.add([pdf()]);
    queue.sendAll();
    await settled();
    queue.remove('id-1');
    await settled();
    expect(queue.getSnapshot()).toEqual([]);
    expect(events).toEqual([]);
  });
});
