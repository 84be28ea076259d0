import { IsNull } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { Conversation } from '../../database/entities/chat/conversation';
import { CareAssignment } from '../../database/entities/users/care-assignment';
import { User } from '../../database/entities/users/user';
import { selectRows } from '../../database/select-rows';
import type { Role } from '../../enums';

const MAX_ROWS = 1_000;

export interface ContactRow {
  id: string;
  fullName: string;
  role: Role;
}

/** Users whom the user is assigned to or assigned; for staff, all psychologists and the team as well. */
export function selectContacts(
  manager: EntityManager,
  { userId, withStaff }: { userId: string; withStaff: boolean },
): Promise<ContactRow[]> {
  const assigned = manager
    .createQueryBuilder(CareAssignment, 'assignment')
    .select('1')
    .where('assignment.endedAt IS NULL')
    .andWhere(
      '((assignment.clientId = :userId AND assignment.psychologistId = contact.id)' +
        ' OR (assignment.psychologistId = :userId AND assignment.clientId = contact.id))',
    );
  const isContact = `EXISTS (${assigned.getQuery()})`;
  const isStaff = `contact.role IN ('psychologist', 'team')`;
  const query = manager
    .createQueryBuilder(User, 'contact')
    .where({ removedAt: IsNull() })
    .andWhere('contact.id <> :userId', { userId })
    .andWhere(withStaff ? `(${isStaff} OR ${isContact})` : isContact)
    .orderBy('contact.fullName')
    .addOrderBy('contact.id')
    .limit(MAX_ROWS);
  return selectRows<ContactRow>(query, {
    id: 'contact.id',
    fullName: 'contact.fullName',
    role: 'contact.role',
  });
}

export interface AssignmentRow {
  id: string;
  startedAt: Date;
  clientId: string;
  clientName: string;
  psychologistId: string;
  psychologistName: string;
  conversationId: string | null;
}

/** Current assignments with their care conversations: all, or those of one user. */
export function selectAssignments(
  manager: EntityManager,
  userId: string | undefined,
): Promise<AssignmentRow[]> {
  const query = manager
    .createQueryBuilder(CareAssignment, 'assignment')
    .innerJoin('assignment.client', 'client')
    .innerJoin('assignment.psychologist', 'psychologist')
    .leftJoin(
      Conversation,
      'conversation',
      'conversation.pairLowId = least(client.id, psychologist.id)' +
        ' AND conversation.pairHighId = greatest(client.id, psychologist.id)',
    )
    .where({ endedAt: IsNull() })
    .orderBy('client.fullName')
    .addOrderBy('client.id')
    .limit(MAX_ROWS);
  if (userId !== undefined) {
    query.andWhere('(assignment.clientId = :userId OR assignment.psychologistId = :userId)', {
      userId,
    });
  }
  return selectRows<AssignmentRow>(query, {
    id: 'assignment.id',
    startedAt: 'assignment.startedAt',
    clientId: 'client.id',
    clientName: 'client.fullName',
    psychologistId: 'psychologist.id',
    psychologistName: 'psychologist.fullName',
    conversationId: 'conversation.id',
  });
}
