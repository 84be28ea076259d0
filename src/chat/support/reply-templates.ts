import type { ReplyTemplate } from '../../database/entities/chat/reply-template';
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
  { id: updatedBy }: Principal,
  text: ReplyTemplateText,
): Promise<ReplyTemplateView> {
  const change = { ...text, updatedBy, updatedAt: new Date(clock.now()) };
  return toView(await insertTemplate(db.source.manager, change));
}

/** Throws `template-not-found`. */
export async function changeTemplate(
  { db, clock }: Services,
  { id: updatedBy }: Principal,
  { id, ...text }: ReplyTemplateText & { id: string },
): Promise<ReplyTemplateView> {
  const change = { ...text, updatedBy, updatedAt: new Date(clock.now()) };
  const isFound = isRowId(id) && (await updateTemplate(db.source.manager, id, change));
  if (!isFound) throw new AppError('template-not-found');
  return toView({ id, ...change });
}

/** Throws `template-not-found`. */
export async function removeTemplate({ db }: Services, id: string): Promise<void> {
  const isDeleted = isRowId(id) && (await deleteTemplate(db.source.manager, id));
  if (!isDeleted) throw new AppError('template-not-found');
}

function toView({
  id,
  title,
  content,
  updatedAt,
}: Omit<ReplyTemplate, 'updatedBy'>): ReplyTemplateView {
  return { id, title, content, updatedAt: updatedAt.toISOString() };
}
