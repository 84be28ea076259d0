import { adminChat } from './admin-chat';
import { availability } from './availability';
import { teamHealth } from './team-health';
import { teamSessions } from './team-sessions';
import { today } from './today';

/** The words of those who work here, loaded for them alone. */
export const desk = { today, availability, teamSessions, teamHealth, adminChat };
