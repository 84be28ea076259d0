import { useState } from 'react';
import type { TeamHealth } from '../../api/api-types';

export interface QueueSample {
  at: number;
  waiting: number;
  overdue: number;
}

const MAX_SAMPLES = 120;

/** Samples of every poll since the page was opened, at most 120. */
export function useQueueHistory(health: TeamHealth | undefined): QueueSample[] {
  const [history, setHistory] = useState<QueueSample[]>([]);
  const at = health ? Date.parse(health.checkedAt) : 0;
  if (health?.figures && history.at(-1)?.at !== at) {
    const { outbox, overdue } = health.figures;
    setHistory([
      ...history.slice(1 - MAX_SAMPLES),
      { at, waiting: outbox.waiting, overdue: overdue.count },
    ]);
  }
  return history;
}
