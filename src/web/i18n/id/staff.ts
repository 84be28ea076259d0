import { adminChat } from './support-inbox';
import { availability } from './availability';
import { teamHealth } from './system-health';
import { teamSessions } from './team-sessions';
import { today } from './today';

/** The words of those who work here, loaded for them alone. */
export const desk = { today, availability, teamSessions, teamHealth, adminChat };
