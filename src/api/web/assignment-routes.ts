import { z } from 'zod';
import type { Context } from '../../context';
import {
  assignPsychologist,
  assignSchema,
  endAssignment,
} from '../../chat/members/assign-psychologist';
import { listAssignments } from '../../chat/members/list-assignments';
import { defineRoute } from '../http/route';
import type { AnyRoute } from '../http/route';
import { assignedResponse, assignmentResponse } from './conversation-schemas';

const CLIENT_PATH = '/team/assignments/:clientId';

/** Who cares for whom: everybody sees their own, the team sees and decides all. */
export function assignmentRoutes({ chat: conversation }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/assignments',
      summary: 'Who cares for whom at present: all for the team, my own for everybody else',
      access: 'signed-in',
      input: z.object({}),
      response: z.array(assignmentResponse),
      message: 'Assignments listed',
      handle: ({ principal }) => listAssignments(conversation, principal),
    }),
    defineRoute({
      method: 'put',
      path: CLIENT_PATH,
      summary: 'Assign a psychologist to a client, in place of whoever was',
      access: ['team'],
      input: assignSchema,
      response: assignedResponse,
      message: 'Psychologist assigned',
      handle: ({ principal, input }) => assignPsychologist(conversation, principal, input),
    }),
    defineRoute({
      method: 'delete',
      path: CLIENT_PATH,
      summary: "End a client's assignment: their conversation closes for both",
      access: ['team'],
      input: z.object({ clientId: z.string() }),
      response: assignedResponse,
      message: 'Assignment ended',
      handle: ({ principal, input }) => endAssignment(conversation, principal, input),
    }),
  ];
}
