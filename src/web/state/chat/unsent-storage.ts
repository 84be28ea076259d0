/*
 * Words that are not on the server yet: the messages waiting to be sent and the draft, of one
 * person in one room, in this browser's storage. Each waiting message has a key of its own, so
 * that two tabs never overwrite each other's. Where storage is closed or full they are kept in this
 * page's memory instead: they are still sent, but do not survive a reload.
 */

export interface UnsentMessage {
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

export type KeyValueStorage = Pick<
  Storage,
  'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'
>;

const PREFIX = 'ruang-diri.kept.';
/** Words nobody came back for are not left lying about. */
const MAX_AGE_MS = 24 * 3_600_000;

export class UnsentStorage {
  private readonly prefix: string;

  constructor(
    private readonly storage: KeyValueStorage,
    owner: { userId: string; storageKey: string },
  ) {
    this.prefix = `${PREFIX}${owner.userId}.${owner.storageKey}.`;
  }

  /** The waiting messages in the order of sending. */
  listMessages(now = Date.now()): UnsentMessage[] {
    const found: UnsentMessage[] = [];
    for (const key of keysOf(this.storage, `${this.prefix}send.`)) {
      const message = decode(this.storage.getItem(key));
      if (message && now - message.at < MAX_AGE_MS) found.push(message);
      else this.storage.removeItem(key);
    }
    return found.sort(bySendOrder);
  }

  saveMessage(message: UnsentMessage): void {
    this.storage.setItem(`${this.prefix}send.${message.id}`, JSON.stringify(message));
  }

  deleteMessage(id: string): void {
    this.storage.removeItem(`${this.prefix}send.${id}`);
  }

  get draft(): string {
    return this.storage.getItem(`${this.prefix}draft`) ?? '';
  }

  set draft(text: string) {
    if (text === '') this.storage.removeItem(`${this.prefix}draft`);
    else this.storage.setItem(`${this.prefix}draft`, text);
  }

  /** Whether a change of this key, made in another tab, concerns the waiting messages here. */
  isMessageKey(key: string | null): boolean {
    return key === null || key.startsWith(`${this.prefix}send.`);
  }

  clear(): void {
    removeAll(this.storage, this.prefix);
  }
}

/** Forgets the words of everybody: whoever signs out leaves nothing behind on the device. */
export function clearUnsent(store: KeyValueStorage = openStorage()): void {
  removeAll(store, PREFIX);
}

/** Forgets the words of everybody else who used this device. */
export function clearUnsentOfOtherUsers(
  personId: string,
  store: KeyValueStorage = openStorage(),
): void {
  for (const key of keysOf(store, PREFIX)) {
    if (!key.startsWith(`${PREFIX}${personId}.`)) store.removeItem(key);
  }
}

export function bySendOrder(a: UnsentMessage, b: UnsentMessage): number {
  return a.at - b.at || (a.id < b.id ? -1 : 1);
}

/** This browser's storage, or one in memory where it may not be used. */
export function openStorage(open: () => Storage = () => localStorage): KeyValueStorage {
  try {
    const storage = open();
    storage.getItem(PREFIX);
    return new OverflowStorage(storage);
  } catch {
    return new MemoryStorage();
  }
}

/** Keeps in memory what the browser's storage has no room for. */
class OverflowStorage implements KeyValueStorage {
  private readonly overflow = new MemoryStorage();

  constructor(private readonly storage: KeyValueStorage) {}

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

class MemoryStorage implements KeyValueStorage {
  private readonly entries = new Map<string, string>();

  get length(): number {
    return this.entries.size;
  }

  key(index: number): string | null {
    return [...this.entries.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.entries.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.entries.set(key, value);
  }

  removeItem(key: string): void {
    this.entries.delete(key);
  }
}

function keysOf(store: KeyValueStorage, prefix: string): string[] {
  const keys = Array.from({ length: store.length }, (_, index) => store.key(index));
  return [...new Set(keys)].filter((key): key is string => key?.startsWith(prefix) ?? false);
}

function removeAll(store: KeyValueStorage, prefix: string): void {
  for (const key of keysOf(store, prefix)) store.removeItem(key);
}

function decode(text: string | null): UnsentMessage | undefined {
  try {
    const kept = JSON.parse(text ?? '') as Partial<UnsentMessage>;
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
