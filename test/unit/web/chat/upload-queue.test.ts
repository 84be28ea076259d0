import {
  FILE_TYPES,
  MAX_FILE_BYTES,
  findFileProblem,
} from '../../../../src/web/chat/files/file-limits';
import { UploadQueue } from '../../../../src/web/chat/files/transfers/upload-queue';
import type {
  UploadQueueDeps,
  UploadEntry,
} from '../../../../src/web/chat/files/transfers/upload-queue';
import { fileRules } from '../../../../src/files/file-rules';

type Sending = Parameters<UploadQueueDeps['send']>[1];

const pdf = (name = 'a.pdf', bytes = 'x'): File => new File([bytes], name);

function trayOf(send: (entry: UploadEntry, sending: Sending) => Promise<{ downloadUrl: string }>) {
  const later: (() => void)[] = [];
  const told: string[] = [];
  let ids = 0;
  const tray = new UploadQueue({
    newId: () => `id-${(ids += 1)}`,
    send,
    schedule: (action, ms) => later.push(() => (ms === 3_000 ? action() : undefined)),
    onSent: ({ fileName }) => told.push(`sent ${fileName}`),
    onFailed: ({ fileName }) => told.push(`failed ${fileName}`),
  });
  return { tray, told, later };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('files that are about to be sent', () => {
  it('are limited as the server limits them', () => {
    const { types, maxSize } = fileRules({ videos: false });
    expect([...FILE_TYPES].sort()).toEqual([...types].sort());
    expect(MAX_FILE_BYTES).toBe(maxSize);
    expect(findFileProblem({ name: 'A.PDF', size: maxSize })).toBeUndefined();
    expect(findFileProblem({ name: 'a.pdf', size: maxSize + 1 })).toBe('tooLarge');
    expect(findFileProblem({ name: 'a.pdf.exe', size: 1 })).toBe('notSupported');
    expect(findFileProblem({ name: 'a.pdf', size: 0 })).toBe('empty');
  });

  it('go one after another, with their share in whole per cent, and leave after three seconds', async () => {
    const seen: string[] = [];
    const { tray, told, later } = trayOf(async (entry, { onProgress }) => {
      onProgress(1, 3);
      seen.push(
        `${entry.fileName} ${tray
          .getSnapshot()
          .map(({ progress }) => progress)
          .join()}`,
      );
      return Promise.resolve({ downloadUrl: '/x' });
    });
    tray.add([pdf('a.pdf'), pdf('b.pdf')]);
    tray.sendAll();
    await settled();
    expect(seen).toEqual(['a.pdf 33,0', 'b.pdf 100,33']);
    expect(told).toEqual(['sent a.pdf', 'sent b.pdf']);
    expect(tray.getSnapshot()).toMatchObject([
      { status: 'completed', progress: 100, downloadUrl: '/x' },
      { status: 'completed', progress: 100, downloadUrl: '/x' },
    ]);
    later.forEach((action) => action());
    expect(tray.getSnapshot()).toEqual([]);
  });

  it('stay when they failed, and go under the same id when asked again', async () => {
    const ids: string[] = [];
    const { tray, told } = trayOf(async ({ id }) => {
      ids.push(id);
      if (ids.length === 1) throw new Error('away');
      return Promise.resolve({ downloadUrl: '/x' });
    });
    tray.add([pdf()]);
    tray.sendAll();
    await settled();
    expect(tray.getSnapshot()).toMatchObject([{ status: 'failed', error: new Error('away') }]);
    tray.retry('id-1');
    await settled();
    expect(ids).toEqual(['id-1', 'id-1']);
    expect(told).toEqual(['failed a.pdf', 'sent a.pdf']);
  });

  it('are broken off when they are taken out, and nothing is told of them', async () => {
    const { tray, told } = trayOf(
      (_entry, { signal }) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new Error('broken off'))),
        ),
    );
    tray.add([pdf()]);
    tray.sendAll();
    await settled();
    tray.remove('id-1');
    await settled();
    expect(tray.getSnapshot()).toEqual([]);
    expect(told).toEqual([]);
  });
});
