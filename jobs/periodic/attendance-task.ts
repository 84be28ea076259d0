import type { Context } from '../../src/context';
import { recordAttendance } from '../../src/sessions/record-attendance';
import { PeriodicTask } from './periodic-task';

const INTERVAL_MS = 15_000;

/** Reads who is present in running sessions. */
export function attendanceTask({ sessions, presence, logger }: Context): PeriodicTask {
  const run = (): Promise<void> => recordAttendance({ ...sessions, presence });
  return new PeriodicTask(
    { name: 'attendance', intervalMs: INTERVAL_MS, isBackground: true, run },
    logger,
  );
}
