import {
  clearUnsent,
  clearUnsentOfOtherUsers,
  UnsentStorage,
  openStorage,
} from '../../../../src/web/state/chat/unsent-storage';
import { TestStorage } from './test-storage';

const mine = { userId: '1', storageKey: 's' };
const waiting = (id: string, at: number) => ({ id, text: `text ${id}`, at });

describe('UnsentStorage', () => {
  it('lists messages in the order they were written, by user and conversation', () => {
    const storage = new TestStorage();
    const unsent = new UnsentStorage(storage, mine);
    const now = Date.now();
    unsent.saveMessage(waiting('b', now + 2));
    unsent.saveMessage(waiting('a', now + 3));
    unsent.saveMessage(waiting('c', now + 1));
    new UnsentStorage(storage, { ...mine, storageKey: 'other' }).saveMessage(waiting('d', now));
    expect(unsent.listMessages().map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  });

  it('stores the quoted message and the sticker flag', () => {
    const unsent = new UnsentStorage(new TestStorage(), mine);
    const sticker = { ...waiting('a', Date.now()), replyTo: '7', isSticker: true as const };
    unsent.saveMessage(sticker);
    expect(unsent.listMessages()).toEqual([sticker]);
  });

  it('removes malformed entries and those older than a day', () => {
    const storage = new TestStorage();
    const unsent = new UnsentStorage(storage, mine);
    unsent.saveMessage(waiting('old', Date.now() - 25 * 3_600_000));
    unsent.saveMessage(waiting('new', Date.now()));
    storage.setItem('ruang-diri.kept.1.s.send.broken', '{');
    expect(unsent.listMessages().map(({ id }) => id)).toEqual(['new']);
    expect(storage.length).toBe(1);
  });

  it('stores the draft until it is emptied', () => {
    const unsent = new UnsentStorage(new TestStorage(), mine);
    unsent.draft = 'half a thought';
    expect(unsent.draft).toBe('half a thought');
    unsent.draft = '';
    expect(unsent.draft).toBe('');
  });

  it('removes everything at sign-out, and entries of other users at the next sign-in', () => {
    const storage = new TestStorage();
    new UnsentStorage(storage, mine).draft = 'mine';
    new UnsentStorage(storage, { userId: '12', storageKey: 's' }).draft = 'other';
    storage.setItem('something else', 'stays');
    clearUnsentOfOtherUsers('1', storage);
    expect(new UnsentStorage(storage, mine).draft).toBe('mine');
    expect(storage.length).toBe(2);
    clearUnsent(storage);
    expect(storage.length).toBe(1);
  });

  it('falls back to memory when storage is full or closed', () => {
    const full = new TestStorage();
    full.isFull = true;
    const closed = (): Storage => {
      throw new DOMException('closed', 'SecurityError');
    };
    for (const storage of [openStorage(() => full as unknown as Storage), openStorage(closed)]) {
      const unsent = new UnsentStorage(storage, mine);
      unsent.saveMessage(waiting('a', Date.now()));
      unsent.draft = 'half a thought';
      expect(unsent.listMessages().map(({ id }) => id)).toEqual(['a']);
      expect(unsent.draft).toBe('half a thought');
      unsent.clear();
      expect(unsent.listMessages()).toEqual([]);
    }
  });
});
