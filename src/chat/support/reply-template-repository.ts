import type { EntityManager } from 'typeorm';

export interface ReplyTemplateRow {
  id: string;
  title: string;
  content: string;
  updatedAt: Date;
}

export interface ReplyTemplateText {
  title: string;
  content: string;
}

interface TemplateChange extends ReplyTemplateText {
  by: string;
  at: Date;
}

const ROW = 'id::text, title, content, updated_at AS "updatedAt"';
const MAX_TEMPLATES = 500;

export async function selectTemplates(manager: EntityManager): Promise<ReplyTemplateRow[]> {
  return manager.query<ReplyTemplateRow[]>(
    `SELECT ${ROW} FROM reply_templates ORDER BY title, id LIMIT $1`,
    [MAX_TEMPLATES],
  );
}

export async function insertTemplate(
  manager: EntityManager,
  { title, content, by, at }: TemplateChange,
): Promise<ReplyTemplateRow | undefined> {
  const [row] = await manager.query<ReplyTemplateRow[]>(
    `INSERT INTO reply_templates (title, content, updated_by, updated_at)
     VALUES ($1, $2, $3, $4) RETURNING ${ROW}`,
    [title, content, by, at],
  );
  return row;
}

export async function updateTemplate(
  manager: EntityManager,
  id: string,
  { title, content, by, at }: TemplateChange,
): Promise<ReplyTemplateRow | undefined> {
  const [[row]] = await manager.query<[ReplyTemplateRow[], number]>(
    `UPDATE reply_templates SET title = $2, content = $3, updated_by = $4, updated_at = $5
     WHERE id = $1 RETURNING ${ROW}`,
    [id, title, content, by, at],
  );
  return row;
}

export async function deleteTemplate(manager: EntityManager, id: string): Promise<boolean> {
  const [, count] = await manager.query<[unknown, number]>(
    'DELETE FROM reply_templates WHERE id = $1',
    [id],
  );
  return count > 0;
}
