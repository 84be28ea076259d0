import type { Clock } from '../../../src/clock';

/** A stopped clock that tests set and advance. */
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
