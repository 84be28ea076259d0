import { z } from 'zod';
import type { Context } from '../../context';
import { addMembers, setMemberPermissions, removeMember } from '../../chat/members/manage-members';
import { consentToJoin } from '../../chat/members/consent-to-join';
import { newConversation, permissionList } from '../../chat/members/create-conversation';
import { defineRoute } from '../http/route';
import type { AnyRoute } from '../http/route';
import { wireConversationResponse } from './wire-conversations';
import { oneConversationResponse } from './tutoring-schemas';

const COLLECTION_PATH = '/conversations/:conversationId/participants';
const ITEM_PATH = `${COLLECTION_PATH}/:userId`;
const { participantIds } = newConversation;
const byId = z.object({ conversationId: z.string() });

/** Participants of a group and their permissions (tutoring-42…44). */
export function participantRoutes(context: Context): AnyRoute[] {
  return [addRoute(context), consentRoute(context), permissionRoute(context), removeRoute(context)];
}

function addRoute(context: Context): AnyRoute {
  const { chat } = context;
  return defineRoute({
    method: 'post',
    path: COLLECTION_PATH,
    summary:
      'Add participants to a group, who read it from then on; a client in it must have agreed to them',
    access: 'signed-in',
    input: byId.extend({ participantIds }),
    response: oneConversationResponse,
    message: 'Participants added',
    handle: async ({ principal, input: { conversationId, participantIds: userIds } }) => {
      const view = await addMembers(chat, principal, { conversationId, userIds });
      return wireConversationResponse(context, principal, view);
    },
  });
}

function consentRoute({ chat }: Context): AnyRoute {
  return defineRoute({
    method: 'put',
    path: '/conversations/:conversationId/consent',
    summary:
      'As the client in a group, agree that users may be added to it, or withdraw that consent',
    access: ['client'],
    input: byId.extend({ participantIds, agrees: z.boolean('must be true or false') }),
    response: z.object({}),
    unwrapped: true,
    message: 'Consent saved',
    handle: async ({ principal, input: { conversationId, participantIds: userIds, agrees } }) => {
      await consentToJoin(chat, principal, { conversationId, userIds, agrees });
      return {};
    },
  });
}

function permissionRoute(context: Context): AnyRoute {
  const { chat } = context;
  return defineRoute({
    method: 'patch',
    path: ITEM_PATH,
    summary: 'Set the permissions of a participant',
    access: 'signed-in',
    input: byId.extend({ userId: z.string(), permissions: permissionList }),
    response: oneConversationResponse,
    message: 'Permissions changed',
    handle: async ({ principal, input }) => {
      const view = await setMemberPermissions(chat, principal, input);
      return wireConversationResponse(context, principal, view);
    },
  });
}

function removeRoute({ chat }: Context): AnyRoute {
  return defineRoute({
    method: 'delete',
    path: ITEM_PATH,
    summary: 'Leave a group, or remove a participant',
    access: 'signed-in',
    input: byId.extend({ userId: z.string() }),
    response: z.object({}),
    unwrapped: true,
    message: 'Participant removed',
    handle: async ({ principal, input }) => {
      await removeMember(chat, principal, input);
      return {};
    },
  });
}
