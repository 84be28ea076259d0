import {
  LAPSES_MS,
  RESTED_MS,
  SAID_AGAIN_MS,
  TypingAnnouncer,
  TypingWatch,
} from '../../../src/web/realtime/typing';
import { Desk } from './desk';

function announcer() {
  const desk = new Desk();
  const said: boolean[] = [];
  const typing = new TypingAnnouncer((isTyping) => said.push(isTyping), desk.schedule);
  const type = (): void => typing.typed(desk.now);
  return { desk, said, typing, type };
}

describe('saying that one types', () => {
  it('says it once for many keys, and again only after a while', () => {
    const { desk, said, type } = announcer();
    for (let key = 0; key < 20; key += 1) {
      type();
      desk.pass(SAID_AGAIN_MS / 10);
    }
    expect(said).toEqual([true, true]);
  });

  it('takes it back when the keys rest', () => {
    const { desk, said, type } = announcer();
    type();
    desk.pass(RESTED_MS - 1);
    expect(said).toEqual([true]);
    desk.pass(1);
    expect(said).toEqual([true, false]);
  });

  it('takes it back at once when sent, and only when it had been said', () => {
    const { said, typing, type } = announcer();
    typing.rest();
    type();
    typing.rest();
    typing.rest();
    type();
    expect(said).toEqual([true, false, true]);
  });
});

describe('showing that the other types', () => {
  it('lapses by itself when nothing more is heard', () => {
    const desk = new Desk();
    const seen: boolean[] = [];
    const watch = new TypingWatch(() => seen.push(watch.isTyping), desk.schedule);
    watch.heard(true);
    desk.pass(LAPSES_MS - 1);
    watch.heard(true);
    desk.pass(LAPSES_MS - 1);
    expect(watch.isTyping).toBe(true);
    desk.pass(1);
    expect(seen).toEqual([true, false]);
  });

  it('ends when told so', () => {
    const watch = new TypingWatch(() => undefined, new Desk().schedule);
    watch.heard(true);
    watch.heard(false);
    expect(watch.isTyping).toBe(false);
  });
});
