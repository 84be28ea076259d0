import { z } from 'zod';
import type { Context } from '../../context';
import { approveErasure } from '../../retention/erasures/approve-erasure';
import { erasureSchema } from '../../retention/erasures/change-erasure';
import { getCertificate } from '../../retention/erasures/get-certificate';
import { erasuresSchema, listErasures } from '../../retention/erasures/list-erasures';
import {
  requestErasure,
  requestErasureSchema,
  requestRemovalSchema,
  requestSessionErasureSchema,
} from '../../retention/erasures/request-erasure';
import { undoErasure } from '../../retention/erasures/undo-erasure';
import { holdConversation, holdSchema } from '../../retention/hold-conversation';
import { defineRoute } from '../http/route';
import type { AnyRoute } from '../http/route';
import { instant } from '../shared/instant';
import { certificateResponse, erasureResponse } from './erasure-schemas';

const TEAM = ['team'] as const;
const CONVERSATION_PATH = '/team/conversations/:conversationId';
const ERASURE_PATH = '/team/erasures/:erasureId';

/** Legal holds, and erasures by two people of the team (C-26, C-27); every action is audited. */
export function retentionRoutes(context: Context): AnyRoute[] {
  const { retention } = context;
  return [
    defineRoute({
      method: 'put',
      path: `${CONVERSATION_PATH}/hold`,
      summary:
        'Set or release a hold that exempts a conversation from erasure; no content is shown',
      access: TEAM,
      input: holdSchema,
      response: z.object({ conversationId: z.string(), heldAt: instant.nullable() }),
      message: 'Hold saved',
      handle: ({ principal, input }) => holdConversation(retention, principal, input),
    }),
    ...requestRoutes(context),
    ...decisionRoutes(context),
    ...readingRoutes(context),
  ];
}

function requestRoutes({ retention }: Context): AnyRoute[] {
  const request = { method: 'post', access: TEAM, response: erasureResponse } as const;
  const message = 'Erasure requested. Another team member has to approve it';
  return [
    defineRoute({
      ...{ ...request, message, path: `${CONVERSATION_PATH}/erasure` },
      summary: 'Request to erase the content of a conversation for good, with a reason',
      input: requestErasureSchema,
      handle: ({ principal, input }) => requestErasure(retention, principal, input),
    }),
    defineRoute({
      ...{ ...request, message, path: '/team/sessions/:sessionId/erasure' },
      summary: 'Request to erase the conversation of a session for good, with a reason',
      input: requestSessionErasureSchema,
      handle: ({ principal, input }) => requestErasure(retention, principal, input),
    }),
    defineRoute({
      ...{ ...request, message, path: '/team/people/:userId/removal' },
      summary:
        'Request to remove a user, with a reason: the name is anonymised, and the conversations of a ' +
        'client are erased',
      input: requestRemovalSchema,
      handle: ({ principal, input }) => requestErasure(retention, principal, input),
    }),
  ];
}

function decisionRoutes({ retention }: Context): AnyRoute[] {
  const decision = { method: 'post', access: TEAM, response: erasureResponse } as const;
  const input = erasureSchema;
  return [
    defineRoute({
      ...{ ...decision, input, path: `${ERASURE_PATH}/approval` },
      summary: 'Approve the request of another team member; it is executed after a delay',
      message: 'Erasure approved. It can be undone until it is due',
      handle: ({ principal, input }) => approveErasure(retention, principal, input),
    }),
    defineRoute({
      ...{ ...decision, input, path: `${ERASURE_PATH}/undo` },
      summary: 'Undo a request before it is executed',
      message: 'Erasure undone',
      handle: ({ principal, input }) => undoErasure(retention, principal, input),
    }),
  ];
}

function readingRoutes({ retention }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/team/erasures',
      summary: 'List erasure requests, newest first',
      access: TEAM,
      input: erasuresSchema,
      response: z.array(erasureResponse),
      message: 'Erasures listed',
      handle: ({ principal, input }) => listErasures(retention, principal, input),
    }),
    defineRoute({
      method: 'get',
      path: `${ERASURE_PATH}/certificate`,
      summary:
        'Certify an executed erasure: who requested and approved it, when, and what it destroyed',
      access: TEAM,
      input: erasureSchema,
      response: certificateResponse,
      message: 'Certificate issued',
      handle: ({ principal, input }) => getCertificate(retention, principal, input),
    }),
  ];
}
