import type { ReplyTemplate } from '../../database/entities/chat/reply-template';
import { appendAudit } from '../../users/audit/audit-repository';
import { inTransaction } from '../../database/in-transaction';
import type { Principal } from '../../users/principal';
import { isRowId } from '../../ids';
import { AppError } from '../../errors';
import type { ChatServices } from '../chat-services';
import {
  deleteTemplate,
  insertTemplate,
  selectTemplates,
  updateTemplate,
} from './reply-template-repository';
import type { ReplyTemplateText } from './reply-template-repository';

export interface ReplyTemplateView extends ReplyTemplateText {
  id: string;
  updatedAt: string;
}

type Services = Pick<ChatServices, 'db' | 'clock'>;

export async function listTemplates({
  db,
}: Pick<ChatServices, 'db'>): Promise<ReplyTemplateView[]> {
  return (await selectTemplates(db.source.manager)).map(toView);
}

export async function addTemplate(
  { db, clock }: Services,
  principal: Principal,
  text: ReplyTemplateText,
): Promise<ReplyTemplateView> {
  const at = new Date(clock.now());
  const change = { ...text, updatedBy: principal.id, updatedAt: at };
  return inTransaction(db, async (tx) => {
    await appendAudit(tx, { actor: principal, action: 'template.create', at });
    return toView(await insertTemplate(tx, change));
  });
}

/** Throws `template-not-found`. */
export async function changeTemplate(
  { db, clock }: Services,
  principal: Principal,
  { id, ...text }: ReplyTemplateText & { id: string },
): Promise<ReplyTemplateView> {
  const at = new Date(clock.now());
  const change = { ...text, updatedBy: principal.id, updatedAt: at };
  await inTransaction(db, async (tx) => {
    const isFound = isRowId(id) && (await updateTemplate(tx, id, change));
    if (!isFound) throw new AppError('template-not-found');
    await appendAudit(tx, { actor: principal, action: 'template.update', at });
  });
  return toView({ id, ...change });
}

/** Throws `template-not-found`. */
export async function removeTemplate(
  { db, clock }: Services,
  principal: Principal,
  id: string,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const isDeleted = isRowId(id) && (await deleteTemplate(tx, id));
    if (!isDeleted) throw new AppError('template-not-found');
    const at = new Date(clock.now());
    await appendAudit(tx, { actor: principal, action: 'template.delete', at });
  });
}

function toView({
  id,
  title,
  content,
  updatedAt,
}: Omit<ReplyTemplate, 'updatedBy'>): ReplyTemplateView {
  return { id, title, content, updatedAt: updatedAt.toISOString() };
}
