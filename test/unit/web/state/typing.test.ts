import {
  EXPIRES_MS,
  IDLE_MS,
  REPEAT_MS,
  TypingSender,
  TypingMonitor,
} from '../../../../src/web/state/chat/typing';
import { FakeTimers } from './fake-timers';

function createSender() {
  const timers = new FakeTimers();
  const sent: boolean[] = [];
  const typing = new TypingSender((isTyping) => sent.push(isTyping), timers.schedule);
  const type = (): void => typing.keyPressed(timers.now);
  return { timers, sent, typing, type };
}

describe('TypingSender', () => {
  it('reports many keys once, and again after `REPEAT_MS`', () => {
    const { timers, sent, type } = createSender();
    for (let key = 0; key < 20; key += 1) {
      type();
      timers.advance(REPEAT_MS / 10);
    }
    expect(sent).toEqual([true, true]);
  });

  it('reports the end when the keys rest', () => {
    const { timers, sent, type } = createSender();
    type();
    timers.advance(IDLE_MS - 1);
    expect(sent).toEqual([true]);
    timers.advance(1);
    expect(sent).toEqual([true, false]);
  });

  it('reports the end at once when stopped, and only after a start', () => {
    const { sent, typing, type } = createSender();
    typing.stop();
    type();
    typing.stop();
    typing.stop();
    type();
    expect(sent).toEqual([true, false, true]);
  });
});

describe('TypingMonitor', () => {
  it('expires without a further event', () => {
    const timers = new FakeTimers();
    const seen: boolean[] = [];
    const monitor = new TypingMonitor(() => seen.push(monitor.isTyping), timers.schedule);
    monitor.receive(true);
    timers.advance(EXPIRES_MS - 1);
    monitor.receive(true);
    timers.advance(EXPIRES_MS - 1);
    expect(monitor.isTyping).toBe(true);
    timers.advance(1);
    expect(seen).toEqual([true, false]);
  });

  it('ends by an event', () => {
    const monitor = new TypingMonitor(() => undefined, new FakeTimers().schedule);
    monitor.receive(true);
    monitor.receive(false);
    expect(monitor.isTyping).toBe(false);
  });
});
