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

/** Assignments of clients to psychologists: users see their own, the team manages all. */
export function assignmentRoutes({ chat }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/assignments',
      summary: 'List current assignments: all for the team, my own for other users',
      access: 'signed-in',
      input: z.object({}),
      response: z.array(assignmentResponse),
      message: 'Assignments listed',
      handle: ({ principal }) => listAssignments(chat, principal),
    }),
    defineRoute({
      method: 'put',
      path: CLIENT_PATH,
      summary: 'Assign a psychologist to a client, replacing the current one',
      access: ['team'],
      input: assignSchema,
      response: assignedResponse,
      message: 'Psychologist assigned',
      handle: ({ principal, input }) => assignPsychologist(chat, principal, input),
    }),
    defineRoute({
      method: 'delete',
      path: CLIENT_PATH,
      summary: "End a client's assignment; the care conversation closes for both members",
      access: ['team'],
      input: z.object({ clientId: z.string() }),
      response: assignedResponse,
      message: 'Assignment ended',
      handle: ({ principal, input }) => endAssignment(chat, principal, input),
    }),
  ];
}
