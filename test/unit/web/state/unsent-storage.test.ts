import {
  clearUnsent,
  clearUnsentOfOtherUsers,
  UnsentStorage,
  openStorage,
} from '../../../../src/web/state/chat/unsent-storage';
import { TestStorage } from './test-storage';

const mine = { userId: '1', storageKey: 's' };
const waiting = (id: string, at: number) => ({ id, text: `text ${id}`, at });

describe('words kept in the browser', () => {
  it('come back in the order they were written, per person and session', () => {
    const store = new TestStorage();
    const kept = new UnsentStorage(store, mine);
    const now = Date.now();
    kept.saveMessage(waiting('b', now + 2));
    kept.saveMessage(waiting('a', now + 3));
    kept.saveMessage(waiting('c', now + 1));
    new UnsentStorage(store, { ...mine, storageKey: 'other' }).saveMessage(waiting('d', now));
    expect(kept.listMessages().map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  });

  it('keep what a message answers and whether it is a picture', () => {
    const kept = new UnsentStorage(new TestStorage(), mine);
    const sticker = { ...waiting('a', Date.now()), replyTo: '7', isSticker: true as const };
    kept.saveMessage(sticker);
    expect(kept.listMessages()).toEqual([sticker]);
  });

  it('leave out and remove what cannot be read or is a day old', () => {
    const store = new TestStorage();
    const kept = new UnsentStorage(store, mine);
    kept.saveMessage(waiting('old', Date.now() - 25 * 3_600_000));
    kept.saveMessage(waiting('new', Date.now()));
    store.setItem('ruang-diri.kept.1.s.send.broken', '{');
    expect(kept.listMessages().map(({ id }) => id)).toEqual(['new']);
    expect(store.length).toBe(1);
  });

  it('hold the draft until it is emptied', () => {
    const kept = new UnsentStorage(new TestStorage(), mine);
    kept.draft = 'half a thought';
    expect(kept.draft).toBe('half a thought');
    kept.draft = '';
    expect(kept.draft).toBe('');
  });

  it('are all forgotten at sign-out, and those of others when somebody else comes', () => {
    const store = new TestStorage();
    new UnsentStorage(store, mine).draft = 'mine';
    new UnsentStorage(store, { userId: '12', storageKey: 's' }).draft = 'of another';
    store.setItem('something else', 'stays');
    clearUnsentOfOtherUsers('1', store);
    expect(new UnsentStorage(store, mine).draft).toBe('mine');
    expect(store.length).toBe(2);
    clearUnsent(store);
    expect(store.length).toBe(1);
  });

  it('are kept in memory when storage is full or closed', () => {
    const full = new TestStorage();
    full.isFull = true;
    const closed = (): Storage => {
      throw new DOMException('closed', 'SecurityError');
    };
    for (const store of [openStorage(() => full as unknown as Storage), openStorage(closed)]) {
      const kept = new UnsentStorage(store, mine);
      kept.saveMessage(waiting('a', Date.now()));
      kept.draft = 'half a thought';
      expect(kept.listMessages().map(({ id }) => id)).toEqual(['a']);
      expect(kept.draft).toBe('half a thought');
      kept.clear();
      expect(kept.listMessages()).toEqual([]);
    }
  });
});
