/** A room on the board: it stays there after its end, until it is put away. */
export interface LivePanel {
  sessionId: string;
  counselingId: string;
  isOver: boolean;
}

/** So many fit side by side; a psychologist never has more that run. */
export const MAX_PANELS = 5;

/**
 * The rooms to show when these sessions run now. A room keeps its place while others come and go,
 * and what has just ended may still be read; only for want of room is something put away by itself.
 */
export function nextPanels(
  shown: readonly LivePanel[],
  running: readonly { sessionId: string; counselingId: string; startsAt: string }[],
): LivePanel[] {
  const ids = new Set(running.map(({ sessionId }) => sessionId));
  const kept = shown.map((room) => ({ ...room, isOver: !ids.has(room.sessionId) }));
  const known = new Set(kept.map(({ sessionId }) => sessionId));
  const come = running
    .filter(({ sessionId }) => !known.has(sessionId))
    .sort((a, b) => a.startsAt.localeCompare(b.startsAt))
    .map(({ sessionId, counselingId }) => ({ sessionId, counselingId, isOver: false }));
  // Of what is over, what came first goes first.
  const spare = Math.max(0, kept.length + come.length - MAX_PANELS);
  const dropped = kept.filter(({ isOver }) => isOver).slice(0, spare);
  return [...kept.filter((room) => !dropped.includes(room)), ...come];
}

/** Whether two lists show the same, so that nothing needs to be drawn anew. */
export function samePanels(a: readonly LivePanel[], b: readonly LivePanel[]): boolean {
  return (
    a.length === b.length &&
    a.every((room, at) => room.sessionId === b[at]?.sessionId && room.isOver === b[at].isOver)
  );
}
