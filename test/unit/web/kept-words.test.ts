import {
  forgetKeptWords,
  forgetWordsOfOthers,
  KeptWords,
  openStore,
} from '../../../src/web/realtime/kept-words';
import { TestStore } from './test-store';

const mine = { personId: '1', roomId: 's' };
const waiting = (id: string, at: number) => ({ id, text: `text ${id}`, at });

describe('words kept in the browser', () => {
  it('come back in the order they were written, per person and session', () => {
    const store = new TestStore();
    const kept = new KeptWords(store, mine);
    const now = Date.now();
    kept.put(waiting('b', now + 2));
    kept.put(waiting('a', now + 3));
    kept.put(waiting('c', now + 1));
    new KeptWords(store, { ...mine, roomId: 'other' }).put(waiting('d', now));
    expect(kept.waiting().map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  });

  it('keep what a message answers and whether it is a picture', () => {
    const kept = new KeptWords(new TestStore(), mine);
    const sticker = { ...waiting('a', Date.now()), replyTo: '7', isSticker: true as const };
    kept.put(sticker);
    expect(kept.waiting()).toEqual([sticker]);
  });

  it('leave out and remove what cannot be read or is a day old', () => {
    const store = new TestStore();
    const kept = new KeptWords(store, mine);
    kept.put(waiting('old', Date.now() - 25 * 3_600_000));
    kept.put(waiting('new', Date.now()));
    store.setItem('ruang-diri.kept.1.s.send.broken', '{');
    expect(kept.waiting().map(({ id }) => id)).toEqual(['new']);
    expect(store.length).toBe(1);
  });

  it('hold the draft until it is emptied', () => {
    const kept = new KeptWords(new TestStore(), mine);
    kept.draft = 'half a thought';
    expect(kept.draft).toBe('half a thought');
    kept.draft = '';
    expect(kept.draft).toBe('');
  });

  it('are all forgotten at sign-out, and those of others when somebody else comes', () => {
    const store = new TestStore();
    new KeptWords(store, mine).draft = 'mine';
    new KeptWords(store, { personId: '12', roomId: 's' }).draft = 'of another';
    store.setItem('something else', 'stays');
    forgetWordsOfOthers('1', store);
    expect(new KeptWords(store, mine).draft).toBe('mine');
    expect(store.length).toBe(2);
    forgetKeptWords(store);
    expect(store.length).toBe(1);
  });

  it('are kept in memory when storage is full or closed', () => {
    const full = new TestStore();
    full.isFull = true;
    const closed = (): Storage => {
      throw new DOMException('closed', 'SecurityError');
    };
    for (const store of [openStore(() => full as unknown as Storage), openStore(closed)]) {
      const kept = new KeptWords(store, mine);
      kept.put(waiting('a', Date.now()));
      kept.draft = 'half a thought';
      expect(kept.waiting().map(({ id }) => id)).toEqual(['a']);
      expect(kept.draft).toBe('half a thought');
      kept.clear();
      expect(kept.waiting()).toEqual([]);
    }
  });
});
