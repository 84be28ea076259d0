import type { Principal } from '../../users/principal';
import type { Role } from '../../enums';
import type { ChatServices } from '../chat-services';

export interface ContactView {
  id: string;
  fullName: string;
  role: Role;
}

/**
 * Contacts of the caller. Psychologists and team members have each other; a client and the assigned
 * psychologist have each other. Clients write to the team in their support room.
 */
export async function listContacts(
  { db }: Pick<ChatServices, 'db'>,
  { id, role }: Principal,
): Promise<ContactView[]> {
  return db.source.manager.query<ContactView[]>(
    `SELECT u.id, u.full_name AS "fullName", u.role FROM users u
     WHERE u.id <> $1 AND u.removed_at IS NULL AND (
       ($2 AND u.role IN ('psychologist', 'team'))
       OR EXISTS (SELECT FROM care_assignments a WHERE a.ended_at IS NULL AND (
         (a.client_id = $1 AND a.psychologist_id = u.id)
         OR (a.psychologist_id = $1 AND a.client_id = u.id))))
     ORDER BY u.full_name, u.id LIMIT 1000`,
    [id, role !== 'client'],
  );
}
