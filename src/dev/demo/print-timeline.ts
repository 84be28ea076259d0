import { DemoError } from './demo-api';
import type { DemoApi } from './demo-api';
import { formatTime } from './column-printer';

interface Timeline {
  session: { status: string };
  steps: {
    step: string;
    plannedAt: string;
    doneAt: string | null;
    state: string;
    lateMs: number | null;
  }[];
}

/** Prints the team's view of the timeline; rejects with a DemoError when a step was not done. */
export async function printTimeline(
  api: DemoApi,
  { sessionId, token }: { sessionId: string; token: string },
  print: (line: string) => void,
): Promise<void> {
  const { session, steps } = await api.get<Timeline>(`/team/sessions/${sessionId}/timeline`, token);
  print('');
  print(`Timeline of session ${sessionId} (${session.status}), as the team sees it:`);
  print(row(['step', 'planned', 'done', 'late', 'state']));
  for (const { step, plannedAt, doneAt, state, lateMs } of steps) {
    const late = lateMs === null ? '' : `${lateMs} ms`;
    print(row([step, formatTime(plannedAt), doneAt ? formatTime(doneAt) : '', late, state]));
  }
  const undone = steps.filter(({ state }) => state !== 'done').map(({ step }) => step);
  if (undone.length === 0 && session.status === 'completed') return;
  throw new DemoError(
    `The session did not run as planned. Status: ${session.status}; steps not done: ` +
      `${undone.join(', ') || 'none'}. See the worker's log.`,
  );
}

function row([step = '', planned = '', done = '', late = '', state = '']: string[]): string {
  return [step.padEnd(16), planned.padEnd(9), done.padEnd(9), late.padStart(7), ` ${state}`]
    .join(' ')
    .trimEnd();
}
