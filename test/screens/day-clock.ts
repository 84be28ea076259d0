import { DateTime } from 'luxon';
import type { SessionHarness } from '../support/harness/session-harness';
import type { Step } from '../../src/enums';

const ZONE = 'Asia/Jakarta';
const TIME = /^(?:([+-]\d+) )?(\d\d:\d\d:\d\d)$/;

interface DueStep {
  sessionId: string;
  step: Step;
  due: number;
}

/** Drives the harness clock through a day, in the time of Jakarta. */
export class DayClock {
  private readonly delays = new Map<string, number>();

  constructor(
    private readonly harness: SessionHarness,
    private readonly day: string,
  ) {}

  /** Epoch milliseconds of `14:00:00`, or of `+2 14:00:00` two days later. */
  at(time: string): number {
    const [, days = '0', clock] = TIME.exec(time) ?? [];
    if (clock === undefined) throw new Error(`Invalid time of day: ${time}`);
    return DateTime.fromISO(`${this.day}T${clock}`, { zone: ZONE })
      .plus({ days: Number(days) })
      .toMillis();
  }

  /** Runs a step this many milliseconds late. */
  delayStep(sessionId: string, step: Step, ms: number): void {
    this.delays.set(`${sessionId} ${step}`, ms);
  }

  /** Runs all steps due until this time, each at its own time. */
  async advanceTo(time: string): Promise<void> {
    const until = this.at(time);
    for (let next = await this.nextDueStep(until); next; next = await this.nextDueStep(until)) {
      this.harness.clock.set(Math.max(this.harness.clock.now(), this.runTime(next)));
      const session = { sessionId: next.sessionId } as Parameters<SessionHarness['promoteStep']>[0];
      await this.harness.promoteStep(session, next.step);
      await this.harness.waitForOutcome(session, next.step);
      await this.harness.system.drain();
    }
    this.harness.clock.set(until);
  }

  private async nextDueStep(until: number): Promise<DueStep | undefined> {
    const rows = await this.harness.system.query<{ sessionId: string; step: Step; dueAt: Date }>(
      `SELECT session_id AS "sessionId", step, due_at AS "dueAt" FROM session_steps
       WHERE outcome IS NULL AND due_at <= $1`,
      [new Date(until)],
    );
    const due = rows.map(({ dueAt, ...row }) => ({ ...row, due: dueAt.getTime() }));
    return due
      .filter((step) => this.runTime(step) <= until)
      .sort((a, b) => this.runTime(a) - this.runTime(b))[0];
  }

  /** Adds a realistic delay of 40 to 238 ms, unless the step has a delay of its own. */
  private runTime({ sessionId, step, due }: DueStep): number {
    const usualDelay = 40 + ((due / 60_000 + step.length * 7) % 23) * 9;
    return due + (this.delays.get(`${sessionId} ${step}`) ?? usualDelay);
  }
}
