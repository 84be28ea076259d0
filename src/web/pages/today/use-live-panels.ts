import { useState } from 'react';
import { useLiveSessions } from '../../api/today-queries';
import { nextPanels, samePanels } from './live-panels';
import type { LivePanel } from './live-panels';

/** The panels of the live board; ended ones are closed by the user. */
export function useLivePanels(): {
  panels: LivePanel[];
  closePanel: (sessionId: string) => void;
} {
  const { data: running } = useLiveSessions();
  const [panels, setPanels] = useState<LivePanel[]>([]);
  if (running) {
    const next = nextPanels(panels, running);
    if (!samePanels(panels, next)) setPanels(next);
  }
  return {
    panels,
    closePanel: (sessionId) => setPanels(panels.filter((panel) => panel.sessionId !== sessionId)),
  };
}
