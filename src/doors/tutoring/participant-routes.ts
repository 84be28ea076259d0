import { z } from 'zod';
import type { Context } from '../../context';
import { addPeople, permitPerson, removePerson } from '../../conversation/change-people';
import { newConversation, permissionList } from '../../conversation/create-conversation';
import { findOwnConversation } from '../../conversation/list-own-conversations';
import { defineRoute } from '../door';
import type { AnyRoute } from '../door';
import { shownConversation } from './shown-conversations';
import { oneConversationReply } from './tutoring-replies';

const PEOPLE = '/conversations/:conversationId/participants';
const PERSON = `${PEOPLE}/:userId`;
const { participantIds } = newConversation;
const byId = z.object({ conversationId: z.string() });

/** Who is in a group and what they may do there (tutoring-42…44). */
export function participantRoutes(context: Context): AnyRoute[] {
  return [addingRoute(context), permittingRoute(context), removingRoute(context)];
}

function addingRoute(context: Context): AnyRoute {
  const { conversation } = context;
  return defineRoute({
    method: 'post',
    path: PEOPLE,
    summary: 'Bring people into a group',
    right: 'signed-in',
    input: byId.extend({ participantIds }),
    reply: oneConversationReply,
    message: 'Participants added',
    handle: async ({ principal, input: { conversationId, participantIds: userIds } }) => {
      await addPeople(conversation, principal, { conversationId, userIds });
      const view = await findOwnConversation(conversation, principal, conversationId);
      return shownConversation(context, principal, view);
    },
  });
}

function permittingRoute(context: Context): AnyRoute {
  const { conversation } = context;
  return defineRoute({
    method: 'patch',
    path: PERSON,
    summary: 'Say what somebody in a group may do',
    right: 'signed-in',
    input: byId.extend({ userId: z.string(), permissions: permissionList }),
    reply: oneConversationReply,
    message: 'Permissions changed',
    handle: async ({ principal, input }) => {
      await permitPerson(conversation, principal, input);
      const view = await findOwnConversation(conversation, principal, input.conversationId);
      return shownConversation(context, principal, view);
    },
  });
}

function removingRoute({ conversation }: Context): AnyRoute {
  return defineRoute({
    method: 'delete',
    path: PERSON,
    summary: 'Leave a group, or send somebody away',
    right: 'signed-in',
    input: byId.extend({ userId: z.string() }),
    reply: z.object({}),
    isWide: true,
    message: 'Participant removed',
    handle: async ({ principal, input }) => {
      await removePerson(conversation, principal, input);
      return {};
    },
  });
}
