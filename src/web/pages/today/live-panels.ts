/** A session on the board; it stays after its end until it is closed. */
export interface LivePanel {
  sessionId: string;
  counselingId: string;
  isOver: boolean;
}

/** A psychologist has at most five running sessions. */
export const MAX_PANELS = 5;

/**
 * The panels to show for these running sessions. Panels keep their order; ended ones stay readable
 * and are closed automatically only when there are too many.
 */
export function nextPanels(
  current: readonly LivePanel[],
  running: readonly { sessionId: string; counselingId: string; startsAt: string }[],
): LivePanel[] {
  const ids = new Set(running.map(({ sessionId }) => sessionId));
  const remaining = current.map((panel) => ({ ...panel, isOver: !ids.has(panel.sessionId) }));
  const known = new Set(remaining.map(({ sessionId }) => sessionId));
  const added = running
    .filter(({ sessionId }) => !known.has(sessionId))
    .sort((a, b) => a.startsAt.localeCompare(b.startsAt))
    .map(({ sessionId, counselingId }) => ({ sessionId, counselingId, isOver: false }));
  // The oldest ended panels are closed first.
  const spare = Math.max(0, remaining.length + added.length - MAX_PANELS);
  const closed = remaining.filter(({ isOver }) => isOver).slice(0, spare);
  return [...remaining.filter((panel) => !closed.includes(panel)), ...added];
}

/** Whether nothing needs to be rendered again. */
export function samePanels(a: readonly LivePanel[], b: readonly LivePanel[]): boolean {
  return (
    a.length === b.length &&
    a.every((panel, at) => panel.sessionId === b[at]?.sessionId && panel.isOver === b[at].isOver)
  );
}
