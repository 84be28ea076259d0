/** A message in the send queue. Stored as JSON: its field names are the stored format. */
export interface UnsentMessage {
  /** The `clientMessageId`, by which the server recognizes a repeat. */
  id: string;
  text: string;
  /** The id of the quoted message. */
  replyTo?: string | undefined;
  /** The text is a sticker's name. */
  isSticker?: true | undefined;
  /** When it was written; milliseconds. Messages are sent in this order. */
  at: number;
  /** The error code, once the server refused it. */
  failure?: string | undefined;
}

export type KeyValueStorage = Pick<
  Storage,
  'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'
>;

/** Stored in browsers: never renamed. */
const PREFIX = 'ruang-diri.kept.';
/** Unsent messages do not stay on a device longer. */
const MAX_AGE_MS = 24 * 3_600_000;

/**
 * One user's send queue and draft of one conversation in the browser's storage. Each message has its own
 * key, so that two tabs never overwrite each other. When storage is unavailable or full they are stored
 * in memory: still sent, but lost on reload.
 */
export class UnsentStorage {
  private readonly prefix: string;

  constructor(
    private readonly storage: KeyValueStorage,
    owner: { userId: string; storageKey: string },
  ) {
    this.prefix = `${PREFIX}${owner.userId}.${owner.storageKey}.`;
  }

  /** In the order of sending; removes expired and malformed entries. */
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

  /** Whether a storage event with this key concerns these messages; null means that all was cleared. */
  isMessageKey(key: string | null): boolean {
    return key === null || key.startsWith(`${this.prefix}send.`);
  }

  clear(): void {
    removeAll(this.storage, this.prefix);
  }
}

/** Removes the messages and drafts of all users, at sign-out. */
export function clearUnsent(storage: KeyValueStorage = openStorage()): void {
  removeAll(storage, PREFIX);
}

/** Removes what other users of this device left. */
export function clearUnsentOfOtherUsers(
  userId: string,
  storage: KeyValueStorage = openStorage(),
): void {
  for (const key of keysOf(storage, PREFIX)) {
    if (!key.startsWith(`${PREFIX}${userId}.`)) storage.removeItem(key);
  }
}

export function bySendOrder(a: UnsentMessage, b: UnsentMessage): number {
  return a.at - b.at || (a.id < b.id ? -1 : 1);
}

/** The browser's storage, or one in memory where it is unavailable. */
export function openStorage(open: () => Storage = () => localStorage): KeyValueStorage {
  try {
    const storage = open();
    storage.getItem(PREFIX);
    return new OverflowStorage(storage);
  } catch {
    return new MemoryStorage();
  }
}

/** Stores in memory what exceeds the quota of the browser's storage. */
class OverflowStorage implements KeyValueStorage {
  private readonly overflow = new MemoryStorage();

  constructor(private readonly storage: KeyValueStorage) {}

  get length(): number {
    return this.storage.length + this.overflow.length;
  }

  key(index: number): string | null {
    const { length } = this.storage;
    return index < length ? this.storage.key(index) : this.overflow.key(index - length);
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

function keysOf(storage: KeyValueStorage, prefix: string): string[] {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index));
  return [...new Set(keys)].filter((key): key is string => key?.startsWith(prefix) ?? false);
}

function removeAll(storage: KeyValueStorage, prefix: string): void {
  for (const key of keysOf(storage, prefix)) storage.removeItem(key);
}

function decode(text: string | null): UnsentMessage | undefined {
  try {
    const { id, at, failure, replyTo, isSticker, ...stored } = JSON.parse(
      text ?? '',
    ) as Partial<UnsentMessage>;
    if (typeof id !== 'string' || typeof stored.text !== 'string' || typeof at !== 'number') return;
    return {
      id,
      text: stored.text,
      at,
      replyTo: typeof replyTo === 'string' ? replyTo : undefined,
      isSticker: isSticker === true ? isSticker : undefined,
      failure: typeof failure === 'string' ? failure : undefined,
    };
  } catch {
    return undefined;
  }
}
