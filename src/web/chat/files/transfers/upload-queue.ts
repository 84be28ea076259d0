import { findFileProblem } from '../file-limits';
import type { FileProblem } from '../file-limits';

/*
 * The files of one conversation before and during their upload, one at a time. A sent file leaves the
 * queue after `REMOVE_AFTER_MS`; a failed one stays until the user retries or removes it.
 */

export interface UploadEntry {
  /** Also the `clientMessageId`, by which the server recognizes a repeat. */
  id: string;
  file: File;
  fileName: string;
  fileSize: number;
  caption: string;
  /** `ready`: not sent yet; `refused`: cannot be sent. */
  status: 'ready' | 'refused' | 'uploading' | 'completed' | 'failed';
  /** Percent. */
  progress: number;
  problem?: FileProblem;
  error?: unknown;
  downloadUrl?: string;
}

export interface UploadQueueDeps {
  newId: () => string;
  send: (
    entry: UploadEntry,
    sending: { onProgress: (sent: number, total: number) => void; signal: AbortSignal },
  ) => Promise<{ downloadUrl: string }>;
  schedule: (action: () => void, ms: number) => void;
  onSent: (entry: UploadEntry) => void;
  onFailed: (entry: UploadEntry) => void;
}

const REMOVE_AFTER_MS = 3_000;

export class UploadQueue {
  private entries: readonly UploadEntry[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly aborts = new Map<string, AbortController>();
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly deps: UploadQueueDeps) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getSnapshot = (): readonly UploadEntry[] => this.entries;

  add(files: readonly File[]): void {
    this.setEntries([...this.entries, ...files.map((file) => this.createEntry(file))]);
  }

  setCaption(id: string, caption: string): void {
    this.updateEntry(id, { caption });
  }

  /** Sends all files that are ready. */
  sendAll(): void {
    this.entries.filter(({ status }) => status === 'ready').forEach(({ id }) => this.start(id));
  }

  retry(id: string): void {
    this.start(id);
  }

  /** Aborts the upload when it is running. */
  remove(id: string): void {
    this.setEntries(this.entries.filter((entry) => entry.id !== id));
    this.aborts.get(id)?.abort();
  }

  /** Removes the files that are not sent yet. */
  clear(): void {
    this.setEntries(this.entries.filter(({ status }) => !['ready', 'refused'].includes(status)));
  }

  private createEntry(file: File): UploadEntry {
    const { name: fileName, size: fileSize } = file;
    const entry = { id: this.deps.newId(), file, fileName, fileSize, caption: '', progress: 0 };
    const problem = findFileProblem(file);
    return problem ? { ...entry, status: 'refused', problem } : { ...entry, status: 'ready' };
  }

  private start(id: string): void {
    this.updateEntry(id, { status: 'uploading', progress: 0, error: undefined });
    this.last = this.last.then(() => this.send(id));
  }

  private async send(id: string): Promise<void> {
    const entry = this.entries.find((other) => other.id === id);
    if (!entry) return;
    const { signal } = this.createAbort(id);
    const onProgress = (sent: number, total: number): void =>
      this.updateEntry(id, { progress: total === 0 ? 0 : Math.round((sent / total) * 100) });
    try {
      const { downloadUrl } = await this.deps.send(entry, { onProgress, signal });
      this.updateEntry(id, { status: 'completed', progress: 100, downloadUrl });
      this.notify(id, this.deps.onSent);
      this.deps.schedule(() => this.remove(id), REMOVE_AFTER_MS);
    } catch (error) {
      this.updateEntry(id, { status: 'failed', error });
      this.notify(id, this.deps.onFailed);
    } finally {
      this.aborts.delete(id);
    }
  }

  private createAbort(id: string): AbortController {
    const abort = new AbortController();
    this.aborts.set(id, abort);
    return abort;
  }

  /** Skips removed files. */
  private notify(id: string, callback: (entry: UploadEntry) => void): void {
    const entry = this.entries.find((other) => other.id === id);
    if (entry) callback(entry);
  }

  private updateEntry(id: string, change: Partial<UploadEntry>): void {
    this.setEntries(
      this.entries.map((entry) => (entry.id === id ? { ...entry, ...change } : entry)),
    );
  }

  private setEntries(entries: readonly UploadEntry[]): void {
    this.entries = entries;
    for (const listener of this.listeners) listener();
  }
}
