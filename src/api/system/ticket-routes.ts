import { z } from 'zod';
import type { Context } from '../../context';
import { defineRoute } from '../http/route';
import type { AnyRoute } from '../http/route';
import { issueTicket, ticketResponse } from '../sockets/issue-ticket';

export function ticketRoutes(context: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: '/auth/ticket',
      summary:
        'Issue a one-time ticket that opens one socket or stream within a minute: `?ticket=…`',
      access: 'signed-in',
      input: z.object({}),
      response: ticketResponse,
      status: 201,
      message: 'Ticket issued',
      handle: (call) => issueTicket(context, call),
    }),
  ];
}
