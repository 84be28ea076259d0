/*
 * Words that are not on the server yet: the messages waiting to be sent and the draft, of one
 * person in one room, in this browser's storage. Each waiting message has a key of its own, so
 * that two tabs never overwrite each other's. Where storage is closed or full they are kept in this
 * page's memory instead: they are still sent, but do not survive a reload.
 */

export interface WaitingMessage {
  /** The `clientMessageId` it is sent with, which makes a repeat harmless. */
  id: string;
  text: string;
  /** The message that it answers. */
  replyTo?: string;
  /** Its text is the name of a picture of ours. */
  isSticker?: true;
  /** When it was written; milliseconds. Its place in the order of sending. */
  at: number;
  /** The code of the refusal, once it was refused. */
  failure?: string;
}

export type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

const PREFIX = 'ruang-diri.kept.';
/** Words nobody came back for are not left lying about. */
const KEPT_MS = 24 * 3_600_000;

export class KeptWords {
  private readonly prefix: string;

  constructor(
    private readonly store: Store,
    owner: { personId: string; roomId: string },
  ) {
    this.prefix = `${PREFIX}${owner.personId}.${owner.roomId}.`;
  }

  /** The waiting messages in the order of sending. */
  waiting(now = Date.now()): WaitingMessage[] {
    const found: WaitingMessage[] = [];
    for (const key of keysOf(this.store, `${this.prefix}send.`)) {
      const message = decode(this.store.getItem(key));
      if (message && now - message.at < KEPT_MS) found.push(message);
      else this.store.removeItem(key);
    }
    return found.sort(inOrder);
  }

  put(message: WaitingMessage): void {
    this.store.setItem(`${this.prefix}send.${message.id}`, JSON.stringify(message));
  }

  drop(id: string): void {
    this.store.removeItem(`${this.prefix}send.${id}`);
  }

  get draft(): string {
    return this.store.getItem(`${this.prefix}draft`) ?? '';
  }

  set draft(text: string) {
    if (text === '') this.store.removeItem(`${this.prefix}draft`);
    else this.store.setItem(`${this.prefix}draft`, text);
  }

  /** Whether a change of this key, made in another tab, concerns the waiting messages here. */
  isOfQueue(key: string | null): boolean {
    return key === null || key.startsWith(`${this.prefix}send.`);
  }

  clear(): void {
    removeAll(this.store, this.prefix);
  }
}

/** Forgets the words of everybody: whoever signs out leaves nothing behind on the device. */
export function forgetKeptWords(store: Store = openStore()): void {
  removeAll(store, PREFIX);
}

/** Forgets the words of everybody else who used this device. */
export function forgetWordsOfOthers(personId: string, store: Store = openStore()): void {
  for (const key of keysOf(store, PREFIX)) {
    if (!key.startsWith(`${PREFIX}${personId}.`)) store.removeItem(key);
  }
}

export function inOrder(a: WaitingMessage, b: WaitingMessage): number {
  return a.at - b.at || (a.id < b.id ? -1 : 1);
}

/** This browser's storage, or one in memory where it may not be used. */
export function openStore(open: () => Storage = () => localStorage): Store {
  try {
    const storage = open();
    storage.getItem(PREFIX);
    return new CarefulStore(storage);
  } catch {
    return new MemoryStore();
  }
}

/** Keeps in memory what the browser's storage has no room for. */
class CarefulStore implements Store {
  private readonly overflow = new MemoryStore();

  constructor(private readonly storage: Store) {}

  get length(): number {
    return this.storage.length + this.overflow.length;
  }

  key(index: number): string | null {
    const kept = this.storage.length;
    return index < kept ? this.storage.key(index) : this.overflow.key(index - kept);
  }

  getItem(key: string): string | null {
    return this.overflow.getItem(key) ?? this.storage.getItem(key);
  }

  setItem(key: string, value: string): void {
    try {
      this.storage.setItem(key, value);
      this.overflow.removeItem(key);
    } catch {
      this.overflow.setItem(key, value);
    }
  }

  removeItem(key: string): void {
    this.storage.removeItem(key);
    this.overflow.removeItem(key);
  }
}

class MemoryStore implements Store {
  private readonly kept = new Map<string, string>();

  get length(): number {
    return this.kept.size;
  }

  key(index: number): string | null {
    return [...this.kept.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.kept.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.kept.set(key, value);
  }

  removeItem(key: string): void {
    this.kept.delete(key);
  }
}

function keysOf(store: Store, prefix: string): string[] {
  const keys = Array.from({ length: store.length }, (_, index) => store.key(index));
  return [...new Set(keys)].filter((key): key is string => key?.startsWith(prefix) ?? false);
}

function removeAll(store: Store, prefix: string): void {
  for (const key of keysOf(store, prefix)) store.removeItem(key);
}

function decode(text: string | null): WaitingMessage | undefined {
  try {
    const kept = JSON.parse(text ?? '') as Partial<WaitingMessage>;
    const { id, text: words, at, failure, replyTo, isSticker } = kept;
    if (typeof id !== 'string' || typeof words !== 'string' || typeof at !== 'number') return;
    return {
      ...{ id, text: words, at },
      ...(typeof replyTo === 'string' ? { replyTo } : {}),
      ...(isSticker === true ? { isSticker } : {}),
      ...(typeof failure === 'string' ? { failure } : {}),
    };
  } catch {
    return undefined;
  }
}
