import { ApiError, offlineError } from '../../../api/api-error';
import { loadErrorText } from '../../../i18n/i18n';
import { ValueStore } from '../../../state/value-store';
import type { MessageFile } from '../message-file';

/*
 * Downloads one file after another and reports the progress. A finished file is passed to the browser and
 * leaves the list after `REMOVE_AFTER_MS`; a failed one stays until the user retries or removes it.
 */

export interface DownloadEntry {
  file: MessageFile;
  status: 'waiting' | 'running' | 'done' | 'failed';
  /** Percent. */
  progress: number;
  error?: unknown;
}

const REMOVE_AFTER_MS = 3_000;

const entries = new ValueStore<readonly DownloadEntry[]>([]);
let last: Promise<void> = Promise.resolve();

export const downloads = {
  subscribe: entries.subscribe,
  getSnapshot: entries.get,
  /** A file that waits or runs already is ignored. */
  add(file: MessageFile): void {
    const existing = entries.get().find((entry) => entry.file.id === file.id);
    if (existing?.status === 'waiting' || existing?.status === 'running') return;
    downloads.remove(file.id);
    entries.set([...entries.get(), { file, status: 'waiting', progress: 0 }]);
    last = last.then(() => run(file));
  },
  remove(id: string): void {
    entries.set(entries.get().filter(({ file }) => file.id !== id));
  },
};

async function run(file: MessageFile): Promise<void> {
  if (!entries.get().some((entry) => entry.file.id === file.id)) return;
  updateEntry(file.id, { status: 'running' });
  try {
    save(await fetchFile(file), file.fileName);
    updateEntry(file.id, { status: 'done', progress: 100 });
    setTimeout(() => downloads.remove(file.id), REMOVE_AFTER_MS);
  } catch (error) {
    updateEntry(file.id, { status: 'failed', error });
  }
}

async function fetchFile({ id, downloadUrl, fileSize }: MessageFile): Promise<Blob> {
  const response = await fetch(downloadUrl, { credentials: 'same-origin' }).catch(
    (cause: unknown) => {
      throw offlineError(cause);
    },
  );
  if (!response.ok || !response.body) throw await toApiError(response);
  const parts: BlobPart[] = [];
  let received = 0;
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    received += part.value.length;
    updateEntry(id, { progress: Math.min(100, Math.round((received / fileSize) * 100)) });
  }
  return new Blob(parts);
}

async function toApiError(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => ({}))) as { code?: ApiError['code'] };
  const { code = 'bad-answer' } = body;
  await loadErrorText(code);
  return new ApiError({ code, status: response.status, message: 'The file cannot be downloaded' });
}

function save(bytes: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(bytes);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function updateEntry(id: string, change: Partial<DownloadEntry>): void {
  entries.set(
    entries.get().map((entry) => (entry.file.id === id ? { ...entry, ...change } : entry)),
  );
}
