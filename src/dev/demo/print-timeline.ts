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

/** Prints the timeline as the team sees it; rejects when one of its steps was not done. */
export async function printTimeline(
  api: DemoApi,
  { sessionId, token }: { sessionId: string; token: string },
  print: (line: string) => void,
): Promise<void> {
  const { session, steps } = await api.get<Timeline>(`/team/sessions/${sessionId}/timeline`, token);
  print('');
  print(`The timeline as the team sees it (session ${sessionId}, ${session.status}):`);
  print(row(['step', 'planned', 'done', 'late', 'state']));
  for (const { step, plannedAt, doneAt, state, lateMs } of steps) {
    const late = lateMs === null ? '' : `${lateMs} ms`;
    print(row([step, formatTime(plannedAt), doneAt ? formatTime(doneAt) : '', late, state]));
  }
  const undone = steps.filter(({ state }) => state !== 'done').map(({ step }) => step);
  if (undone.length === 0 && session.status === 'completed') return;
  throw new DemoError(
    `The session did not run as planned: it is ${session.status}, not done: ` +
      `${undone.join(', ') || 'nothing'}. The worker's log says why.`,
  );
}

function row([step = '', planned = '', done = '', late = '', state = '']: string[]): string {
  return [step.padEnd(16), planned.padEnd(9), done.padEnd(9), late.padStart(7), ` ${state}`]
    .join(' ')
    .trimEnd();
}
