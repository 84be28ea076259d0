import {
  EXPIRES_MS,
  IDLE_MS,
  REPEAT_MS,
  TypingSender,
  TypingMonitor,
} from '../../../../src/web/state/chat/typing';
import { FakeTimers } from './fake-timers';

function announcer() {
  const desk = new FakeTimers();
  const said: boolean[] = [];
  const typing = new TypingSender((isTyping) => said.push(isTyping), desk.schedule);
  const type = (): void => typing.keyPressed(desk.now);
  return { desk, said, typing, type };
}

describe('saying that one types', () => {
  it('says it once for many keys, and again only after a while', () => {
    const { desk, said, type } = announcer();
    for (let key = 0; key < 20; key += 1) {
      type();
      desk.advance(REPEAT_MS / 10);
    }
    expect(said).toEqual([true, true]);
  });

  it('takes it back when the keys rest', () => {
    const { desk, said, type } = announcer();
    type();
    desk.advance(IDLE_MS - 1);
    expect(said).toEqual([true]);
    desk.advance(1);
    expect(said).toEqual([true, false]);
  });

  it('takes it back at once when sent, and only when it had been said', () => {
    const { said, typing, type } = announcer();
    typing.stop();
    type();
    typing.stop();
    typing.stop();
    type();
    expect(said).toEqual([true, false, true]);
  });
});

describe('showing that the other types', () => {
  it('lapses by itself when nothing more is heard', () => {
    const desk = new FakeTimers();
    const seen: boolean[] = [];
    const watch = new TypingMonitor(() => seen.push(watch.isTyping), desk.schedule);
    watch.receive(true);
    desk.advance(EXPIRES_MS - 1);
    watch.receive(true);
    desk.advance(EXPIRES_MS - 1);
    expect(watch.isTyping).toBe(true);
    desk.advance(1);
    expect(seen).toEqual([true, false]);
  });

  it('ends when told so', () => {
    const watch = new TypingMonitor(() => undefined, new FakeTimers().schedule);
    watch.receive(true);
    watch.receive(false);
    expect(watch.isTyping).toBe(false);
  });
});
