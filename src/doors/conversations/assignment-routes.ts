import { z } from 'zod';
import type { Context } from '../../context';
import {
  assignPsychologist,
  assignSchema,
  endAssignment,
} from '../../conversation/assign-psychologist';
import { listAssignments } from '../../conversation/list-assignments';
import { defineRoute } from '../door';
import type { AnyRoute } from '../door';
import { assignedReply, assignmentReply } from './conversation-replies';

const OF_CLIENT = '/team/assignments/:clientId';

/** Who cares for whom: everybody sees their own, the team sees and decides all. */
export function assignmentRoutes({ conversation }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/assignments',
      summary: 'Who cares for whom at present: all for the team, my own for everybody else',
      right: 'signed-in',
      input: z.object({}),
      reply: z.array(assignmentReply),
      message: 'Assignments listed',
      handle: ({ principal }) => listAssignments(conversation, principal),
    }),
    defineRoute({
      method: 'put',
      path: OF_CLIENT,
      summary: 'Assign a psychologist to a client, in place of whoever was',
      right: ['team'],
      input: assignSchema,
      reply: assignedReply,
      message: 'Psychologist assigned',
      handle: ({ principal, input }) => assignPsychologist(conversation, principal, input),
    }),
    defineRoute({
      method: 'delete',
      path: OF_CLIENT,
      summary: "End a client's assignment: their conversation closes for both",
      right: ['team'],
      input: z.object({ clientId: z.string() }),
      reply: assignedReply,
      message: 'Assignment ended',
      handle: ({ principal, input }) => endAssignment(conversation, principal, input),
    }),
  ];
}
