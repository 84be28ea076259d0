import { audit } from './audit';
import { availability } from './availability';
import { erasures } from './erasures';
import { supportInbox } from './support-inbox';
import { systemHealth } from './system-health';
import { teamSessions } from './team-sessions';
import { today } from './today';

/** Texts for psychologists and the team, loaded only for them. */
export const staff = {
  today,
  availability,
  teamSessions,
  systemHealth,
  supportInbox,
  audit,
  erasures,
};
