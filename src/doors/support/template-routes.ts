import { z } from 'zod';
import type { Context } from '../../context';
import { messageText } from '../../conversation/message-text';
import {
  addTemplate,
  changeTemplate,
  listTemplates,
  removeTemplate,
} from '../../conversation/reply-templates';
import type { ReplyTemplateView } from '../../conversation/reply-templates';
import { defineRoute } from '../door';
import type { AnyRoute } from '../door';
import { supportTemplateReply } from './support-replies';
import { admins } from './support-words';

const ALL = '/chat/templates';
const ONE = `${ALL}/:templateId`;
const byId = z.object({ templateId: z.string() });
const words = z.object({
  title: z
    .string('is required')
    .trim()
    .min(1, 'must not be empty')
    .max(100, 'must have at most 100 characters')
    .refine((text) => !text.includes('\0'), 'must not contain NUL'),
  message: messageText.refine((text) => !text.includes('\0'), 'must not contain NUL'),
});

/** Replies that admins have ready (support-75). */
export function templateRoutes({ conversation }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: ALL,
      summary: 'Ready replies, by title',
      right: admins,
      input: z.object({}),
      reply: z.array(supportTemplateReply),
      message: 'Templates listed',
      handle: async () => (await listTemplates(conversation)).map(template),
    }),
    defineRoute({
      method: 'post',
      path: ALL,
      summary: 'Keep a reply ready',
      right: admins,
      input: words,
      reply: supportTemplateReply,
      status: 201,
      message: 'Template kept',
      handle: async ({ principal, input: { title, message: content } }) =>
        template(await addTemplate(conversation, principal, { title, content })),
    }),
    ...changingRoutes(conversation),
  ];
}

function changingRoutes(conversation: Context['conversation']): AnyRoute[] {
  return [
    defineRoute({
      method: 'put',
      path: ONE,
      summary: 'Change a ready reply',
      right: admins,
      input: words.extend(byId.shape),
      reply: supportTemplateReply,
      message: 'Template changed',
      handle: async ({ principal, input: { templateId: id, title, message: content } }) =>
        template(await changeTemplate(conversation, principal, { id, title, content })),
    }),
    defineRoute({
      method: 'delete',
      path: ONE,
      summary: 'Forget a ready reply',
      right: admins,
      input: byId,
      reply: z.object({}),
      message: 'Template removed',
      handle: async ({ input: { templateId } }) => {
        await removeTemplate(conversation, templateId);
        return {};
      },
    }),
  ];
}

function template({ id, title, content, updatedAt }: ReplyTemplateView) {
  return { id: Number(id), title, message: content, updatedAt };
}
