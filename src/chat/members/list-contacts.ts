import type { Principal } from '../../users/principal';
import type { ChatServices } from '../chat-services';
import { selectContacts } from './contact-repository';
import type { ContactRow } from './contact-repository';

/**
 * Contacts of the caller. Psychologists and team members have each other; a client and the assigned
 * psychologist have each other. Clients write to the team in their support room.
 */
export function listContacts(
  { db }: Pick<ChatServices, 'db'>,
  { id: userId, role }: Principal,
): Promise<ContactRow[]> {
  return selectContacts(db.source.manager, { userId, withStaff: role !== 'client' });
}
