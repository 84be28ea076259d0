import { z } from 'zod';
import type { Context } from '../../context';
import { messageText } from '../../chat/messages/message-text';
import {
  addTemplate,
  changeTemplate,
  listTemplates,
  removeTemplate,
} from '../../chat/support/reply-templates';
import type { ReplyTemplateView } from '../../chat/support/reply-templates';
import { defineRoute } from '../http/route';
import type { AnyRoute } from '../http/route';
import { adminRoles, supportTemplateResponse } from './support-schemas';

const COLLECTION_PATH = '/chat/templates';
const ITEM_PATH = `${COLLECTION_PATH}/:templateId`;
const byId = z.object({ templateId: z.string() });
const templateSchema = z.object({
  title: z
    .string('is required')
    .trim()
    .min(1, 'must not be empty')
    .max(100, 'must have at most 100 characters')
    .refine((text) => !text.includes('\0'), 'must not contain NUL'),
  message: messageText,
});

/** Reply templates of admins (support-75). */
export function templateRoutes({ chat }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: COLLECTION_PATH,
      summary: 'List reply templates by title',
      access: adminRoles,
      input: z.object({}),
      response: z.array(supportTemplateResponse),
      message: 'Templates listed',
      handle: async () => (await listTemplates(chat)).map(templateResponse),
    }),
    defineRoute({
      method: 'post',
      path: COLLECTION_PATH,
      summary: 'Create a reply template',
      access: adminRoles,
      input: templateSchema,
      response: supportTemplateResponse,
      status: 201,
      message: 'Template created',
      handle: async ({ principal, input: { title, message: content } }) =>
        templateResponse(await addTemplate(chat, principal, { title, content })),
    }),
    ...changeRoutes(chat),
  ];
}

function changeRoutes(chat: Context['chat']): AnyRoute[] {
  return [
    defineRoute({
      method: 'put',
      path: ITEM_PATH,
      summary: 'Change a reply template',
      access: adminRoles,
      input: templateSchema.extend(byId.shape),
      response: supportTemplateResponse,
      message: 'Template changed',
      handle: async ({ principal, input: { templateId: id, title, message: content } }) =>
        templateResponse(await changeTemplate(chat, principal, { id, title, content })),
    }),
    defineRoute({
      method: 'delete',
      path: ITEM_PATH,
      summary: 'Delete a reply template',
      access: adminRoles,
      input: byId,
      response: z.object({}),
      message: 'Template removed',
      handle: async ({ principal, input: { templateId } }) => {
        await removeTemplate(chat, principal, templateId);
        return {};
      },
    }),
  ];
}

function templateResponse({ id, title, content, updatedAt }: ReplyTemplateView) {
  return { id: Number(id), title, message: content, updatedAt };
}
