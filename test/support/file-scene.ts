import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Answer, TestPerson, TestSystem, Wire } from './system';
import { TutoringScene } from './tutoring-scene';

export interface FileWish {
  name: string;
  bytes: Buffer;
  /** What the sender claims it is. */
  type?: string;
  fields?: Record<string, string>;
}

export function formOf({ name, bytes, type = '', fields = {} }: FileWish): FormData {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.set(field, value);
  form.set('file', new Blob([new Uint8Array(bytes)], { type }), name);
  return form;
}

/** A file and the bytes on which it rests, as the database has them. */
export interface KeptFile {
  id: string;
  size: number;
  sha256: Buffer;
  name: Buffer;
  wrapped_key: Buffer;
  storage_key: string;
  created_at: Date;
  stored_at: Date;
  scanned_at: Date;
}

/** A student and a tutor who send each other files, over the wire alone. */
export class FileScene {
  private constructor(
    readonly system: TestSystem,
    readonly student: TestPerson,
    readonly tutor: TestPerson,
    readonly conversationId: string,
  ) {}

  static async begin(system: TestSystem): Promise<FileScene> {
    const student = await system.addPerson('client');
    const tutor = await system.addPerson('psychologist');
    const id = await new TutoringScene(system).direct(tutor, student);
    return new FileScene(system, student, tutor, id);
  }

  send(file: FileWish, as = this.student): Promise<Answer> {
    return this.post(`/api/conversations/${this.conversationId}/upload`, file, as);
  }

  post(path: string, file: FileWish, as: TestPerson): Promise<Answer> {
    return this.system.call('POST', path, { as, body: formOf(file) });
  }

  /** Sends a file that is taken; returns its message. */
  async sent(file: FileWish, as = this.student): Promise<Wire> {
    const answer = await this.send(file, as);
    if (answer.status !== 201) throw new Error(`Refused: ${answer.text}`);
    return answer.body.data.message;
  }

  async sentId(file: FileWish, as = this.student): Promise<string> {
    return (await this.sent(file, as)).content.fileInfo.fileId;
  }

  get(path: string, as: TestPerson | undefined = this.tutor, headers: Record<string, string> = {}) {
    return fetch(this.system.url + path, {
      headers: { ...(as ? { authorization: `Bearer ${as.token}` } : {}), ...headers },
    });
  }

  fetched(fileId: string, as = this.tutor, headers: Record<string, string> = {}) {
    return this.get(`/api/files/${fileId}/download`, as, headers);
  }

  async described(fileId: string, as = this.tutor): Promise<Wire> {
    return (await this.system.call('GET', `/api/files/${fileId}`, { as })).body.data;
  }

  /** How a file is refused: the status and the words. */
  async refused(name: string, bytes: Buffer): Promise<[number, string]> {
    const { status, body } = await this.send({ name, bytes });
    return [status, body.message];
  }

  async kept(fileId: string): Promise<KeptFile> {
    const [found] = await this.system.query<KeptFile>(
      `SELECT b.*, f.name, f.wrapped_key, f.download_count, f.conversation_id, f.uploaded_by
       FROM files f JOIN file_blobs b ON b.id = f.blob_id WHERE f.id = $1`,
      [fileId],
    );
    if (!found) throw new Error('There is no such file');
    return found;
  }

  /** Where on disk something stored lies. */
  pathOf(key: string): string {
    return join(this.system.env['FILES_DIR'] ?? '', 'stored', key.slice(0, 2), key);
  }

  /** Names of everything that lies on disk, on its way and stored. */
  async onDisk(): Promise<{ scratch: string[]; stored: string[] }> {
    const dir = this.system.env['FILES_DIR'] ?? '';
    const list = async (name: string): Promise<string[]> => {
      const found = await readdir(join(dir, name), { recursive: true }).catch(() => []);
      return found.filter((path) => path.includes('/') || name === 'scratch').sort();
    };
    return { scratch: await list('scratch'), stored: await list('stored') };
  }

  async rows(): Promise<{ blobs: number; files: number }> {
    const [row] = await this.system.query(
      `SELECT (SELECT count(*)::int FROM file_blobs) AS blobs,
         (SELECT count(*)::int FROM files) AS files`,
    );
    return row;
  }
}
