import type { EntityManager } from 'typeorm';
import { ReplyTemplate } from '../../database/entities/chat/reply-template';

export type ReplyTemplateText = Pick<ReplyTemplate, 'title' | 'content'>;

type TemplateChange = Omit<ReplyTemplate, 'id' | 'updatedByUser'>;

const MAX_TEMPLATES = 500;

export function selectTemplates(manager: EntityManager): Promise<ReplyTemplate[]> {
  return manager.find(ReplyTemplate, { order: { title: 'ASC', id: 'ASC' }, take: MAX_TEMPLATES });
}

export async function insertTemplate(
  manager: EntityManager,
  change: TemplateChange,
): Promise<ReplyTemplate> {
  const template = manager.create(ReplyTemplate, change);
  await manager.insert(ReplyTemplate, template);
  return template;
}

/** False: no such template. */
export async function updateTemplate(
  manager: EntityManager,
  id: string,
  change: TemplateChange,
): Promise<boolean> {
  const { affected } = await manager.update(ReplyTemplate, { id }, change);
  return affected === 1;
}

/** False: no such template. */
export async function deleteTemplate(manager: EntityManager, id: string): Promise<boolean> {
  const { affected } = await manager.delete(ReplyTemplate, { id });
  return affected === 1;
}
