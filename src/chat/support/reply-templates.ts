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
import type { ReplyTemplateRow, ReplyTemplateText } from './reply-template-repository';

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
  { id: by }: Principal,
  text: ReplyTemplateText,
): Promise<ReplyTemplateView> {
  const change = { ...text, by, at: new Date(clock.now()) };
  return requireFound(await insertTemplate(db.source.manager, change));
}

/** Throws `template-not-found`. */
export async function changeTemplate(
  { db, clock }: Services,
  { id: by }: Principal,
  { id, ...text }: ReplyTemplateText & { id: string },
): Promise<ReplyTemplateView> {
  if (!isRowId(id)) throw new AppError('template-not-found');
  const change = { ...text, by, at: new Date(clock.now()) };
  return requireFound(await updateTemplate(db.source.manager, id, change));
}

/** Throws `template-not-found`. */
export async function removeTemplate({ db }: Services, id: string): Promise<void> {
  const isDeleted = isRowId(id) && (await deleteTemplate(db.source.manager, id));
  if (!isDeleted) throw new AppError('template-not-found');
}

function requireFound(row: ReplyTemplateRow | undefined): ReplyTemplateView {
  if (!row) throw new AppError('template-not-found');
  return toView(row);
}

function toView({ id, title, content, updatedAt }: ReplyTemplateRow): ReplyTemplateView {
  return { id, title, content, updatedAt: updatedAt.toISOString() };
}
