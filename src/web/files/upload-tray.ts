import { problemOf } from './file-limits';
import type { FileProblem } from './file-limits';

/*
 * The files that somebody is about to send in one conversation: chosen, looked at, sent one after
 * another. What was sent leaves the tray after a moment; what failed stays until the person tries
 * it again or takes it out. It draws nothing: `subscribe` and `read` are what React asks for.
 */

export interface UploadEntry {
  /** Also the `clientMessageId`: a repeat is never a second message. */
  id: string;
  file: File;
  fileName: string;
  fileSize: number;
  caption: string;
  /** `ready`: looked at, not sent yet; `refused`: it never will be. */
  status: 'ready' | 'refused' | 'uploading' | 'completed' | 'failed';
  /** Per cent. */
  progress: number;
  problem?: FileProblem;
  error?: unknown;
  downloadUrl?: string;
}

export interface TrayParts {
  newId: () => string;
  send: (
    entry: UploadEntry,
    sending: { onProgress: (sent: number, total: number) => void; signal: AbortSignal },
  ) => Promise<{ downloadUrl: string }>;
  schedule: (action: () => void, ms: number) => void;
  onSent: (entry: UploadEntry) => void;
  onFailed: (entry: UploadEntry) => void;
}

/** What was sent is seen so long. */
const SHOWN_MS = 3_000;

export class UploadTray {
  private entries: readonly UploadEntry[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly breaks = new Map<string, AbortController>();
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly parts: TrayParts) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly read = (): readonly UploadEntry[] => this.entries;

  add(files: readonly File[]): void {
    this.show([...this.entries, ...files.map((file) => this.entryOf(file))]);
  }

  describe(id: string, caption: string): void {
    this.change(id, { caption });
  }

  /** Sends everything that was looked at. */
  sendAll(): void {
    this.entries.filter(({ status }) => status === 'ready').forEach(({ id }) => this.start(id));
  }

  retry(id: string): void {
    this.start(id);
  }

  /** Takes one out; what is on its way is broken off. */
  remove(id: string): void {
    this.show(this.entries.filter((entry) => entry.id !== id));
    this.breaks.get(id)?.abort();
  }

  /** Takes out what was looked at and is not wanted. */
  clear(): void {
    this.show(this.entries.filter(({ status }) => !['ready', 'refused'].includes(status)));
  }

  private entryOf(file: File): UploadEntry {
    const { name: fileName, size: fileSize } = file;
    const entry = { id: this.parts.newId(), file, fileName, fileSize, caption: '', progress: 0 };
    const problem = problemOf(file);
    return problem ? { ...entry, status: 'refused', problem } : { ...entry, status: 'ready' };
  }

  private start(id: string): void {
    this.change(id, { status: 'uploading', progress: 0, error: undefined });
    this.last = this.last.then(() => this.send(id));
  }

  private async send(id: string): Promise<void> {
    const entry = this.entries.find((one) => one.id === id);
    if (!entry) return;
    const { signal } = this.breakOf(id);
    const onProgress = (sent: number, total: number): void =>
      this.change(id, { progress: total === 0 ? 0 : Math.round((sent / total) * 100) });
    try {
      const { downloadUrl } = await this.parts.send(entry, { onProgress, signal });
      this.change(id, { status: 'completed', progress: 100, downloadUrl });
      this.tell(id, this.parts.onSent);
      this.parts.schedule(() => this.remove(id), SHOWN_MS);
    } catch (error) {
      this.change(id, { status: 'failed', error });
      this.tell(id, this.parts.onFailed);
    } finally {
      this.breaks.delete(id);
    }
  }

  private breakOf(id: string): AbortController {
    const made = new AbortController();
    this.breaks.set(id, made);
    return made;
  }

  /** Nothing is told of what was taken out meanwhile. */
  private tell(id: string, told: (entry: UploadEntry) => void): void {
    const entry = this.entries.find((one) => one.id === id);
    if (entry) told(entry);
  }

  private change(id: string, part: Partial<UploadEntry>): void {
    this.show(this.entries.map((entry) => (entry.id === id ? { ...entry, ...part } : entry)));
  }

  private show(entries: readonly UploadEntry[]): void {
    this.entries = entries;
    for (const listener of this.listeners) listener();
  }
}
