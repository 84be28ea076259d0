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

/** A day under the stage's clock, as the clock on a wall in Jakarta tells it. */
export class DayClock {
  private readonly delays = new Map<string, number>();

  constructor(
    private readonly stage: SessionHarness,
    private readonly day: string,
  ) {}

  /** The instant of `14:00:00`, or of `+2 14:00:00` two days later. */
  at(time: string): number {
    const [, days = '0', clock] = TIME.exec(time) ?? [];
    if (clock === undefined) throw new Error(`"${time}" is no time of day`);
    return DateTime.fromISO(`${this.day}T${clock}`, { zone: ZONE })
      .plus({ days: Number(days) })
      .toMillis();
  }

  /** Lets a step come so much (ms) after its time, as on a bad day. */
  delayStep(sessionId: string, step: Step, ms: number): void {
    this.delays.set(`${sessionId} ${step}`, ms);
  }

  /** Lets everything happen that is due until then, one after the other, each at its own moment. */
  async advanceTo(time: string): Promise<void> {
    const until = this.at(time);
    for (let next = await this.nextDueStep(until); next; next = await this.nextDueStep(until)) {
      this.stage.clock.set(Math.max(this.stage.clock.now(), this.runTime(next)));
      const session = { sessionId: next.sessionId } as Parameters<SessionHarness['promoteStep']>[0];
      await this.stage.promoteStep(session, next.step);
      await this.stage.waitForOutcome(session, next.step);
      await this.stage.system.drain();
    }
    this.stage.clock.set(until);
  }

  private async nextDueStep(until: number): Promise<DueStep | undefined> {
    const rows = await this.stage.system.query<{ sessionId: string; step: Step; dueAt: Date }>(
      `SELECT session_id AS "sessionId", step, due_at AS "dueAt" FROM session_steps
       WHERE outcome IS NULL AND due_at <= $1`,
      [new Date(until)],
    );
    const due = rows.map(({ dueAt, ...row }) => ({ ...row, due: dueAt.getTime() }));
    return due
      .filter((step) => this.runTime(step) <= until)
      .sort((a, b) => this.runTime(a) - this.runTime(b))[0];
  }

  /** No timer is right to the millisecond: a step comes a little after its time. */
  private runTime({ sessionId, step, due }: DueStep): number {
    const usual = 40 + ((due / 60_000 + step.length * 7) % 23) * 9;
    return due + (this.delays.get(`${sessionId} ${step}`) ?? usual);
  }
}
