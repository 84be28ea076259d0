import type { Clock } from '../../../src/clock';

/** A clock that stands still until a test moves it. */
export class TestClock implements Clock {
  private at: number;

  constructor(at: string) {
    this.at = Date.parse(at);
  }

  now(): number {
    return this.at;
  }

  set(at: number): void {
    this.at = at;
  }

  advance(ms: number): void {
    this.at += ms;
  }
}
