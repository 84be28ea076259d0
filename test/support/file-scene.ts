import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApiResponse, TestUser, TestSystem, Wire } from './system';
import { TutoringFixture } from './tutoring-scene';

export interface FileOptions {
  name: string;
  bytes: Buffer;
  /** What the sender claims it is. */
  type?: string;
  fields?: Record<string, string>;
}

export function uploadForm({ name, bytes, type = '', fields = {} }: FileOptions): FormData {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.set(field, value);
  form.set('file', new Blob([new Uint8Array(bytes)], { type }), name);
  return form;
}

/** A file and the bytes on which it rests, as the database has them. */
export interface StoredFile {
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
export class FileFixture {
  private constructor(
    readonly system: TestSystem,
    readonly student: TestUser,
    readonly tutor: TestUser,
    readonly conversationId: string,
  ) {}

  static async create(system: TestSystem): Promise<FileFixture> {
    const student = await system.addUser('client');
    const tutor = await system.addUser('psychologist');
    const id = await new TutoringFixture(system).createDirect(tutor, student);
    return new FileFixture(system, student, tutor, id);
  }

  upload(file: FileOptions, as = this.student): Promise<ApiResponse> {
    return this.uploadTo(`/api/conversations/${this.conversationId}/upload`, file, as);
  }

  uploadTo(path: string, file: FileOptions, as: TestUser): Promise<ApiResponse> {
    return this.system.call('POST', path, { as, body: uploadForm(file) });
  }

  /** Sends a file that is taken; returns its message. */
  async uploadForMessage(file: FileOptions, as = this.student): Promise<Wire> {
    const answer = await this.upload(file, as);
    if (answer.status !== 201) throw new Error(`Refused: ${answer.text}`);
    return answer.body.data.message;
  }

  async uploadForId(file: FileOptions, as = this.student): Promise<string> {
    return (await this.uploadForMessage(file, as)).content.fileInfo.fileId;
  }

  get(path: string, as: TestUser | undefined = this.tutor, headers: Record<string, string> = {}) {
    return fetch(this.system.url + path, {
      headers: { ...(as ? { authorization: `Bearer ${as.token}` } : {}), ...headers },
    });
  }

  download(fileId: string, as = this.tutor, headers: Record<string, string> = {}) {
    return this.get(`/api/files/${fileId}/download`, as, headers);
  }

  async fileInfo(fileId: string, as = this.tutor): Promise<Wire> {
    return (await this.system.call('GET', `/api/files/${fileId}`, { as })).body.data;
  }

  /** How a file is refused: the status and the words. */
  async rejection(name: string, bytes: Buffer): Promise<[number, string]> {
    const { status, body } = await this.upload({ name, bytes });
    return [status, body.message];
  }

  async storedFile(fileId: string): Promise<StoredFile> {
    const [found] = await this.system.query<StoredFile>(
      `SELECT b.*, f.name, f.wrapped_key, f.download_count, f.conversation_id, f.uploaded_by
       FROM files f JOIN file_blobs b ON b.id = f.blob_id WHERE f.id = $1`,
      [fileId],
    );
    if (!found) throw new Error('There is no such file');
    return found;
  }

  /** Where on disk something stored lies. */
  storagePath(key: string): string {
    return join(this.system.env['FILES_DIR'] ?? '', 'stored', key.slice(0, 2), key);
  }

  /** Names of everything that lies on disk, on its way and stored. */
  async filesOnDisk(): Promise<{ scratch: string[]; stored: string[] }> {
    const dir = this.system.env['FILES_DIR'] ?? '';
    const list = async (name: string): Promise<string[]> => {
      const found = await readdir(join(dir, name), { recursive: true }).catch(() => []);
      return found.filter((path) => path.includes('/') || name === 'scratch').sort();
    };
    return { scratch: await list('scratch'), stored: await list('stored') };
  }

  async rowCounts(): Promise<{ blobs: number; files: number }> {
    const [row] = await this.system.query(
      `SELECT (SELECT count(*)::int FROM file_blobs) AS blobs,
         (SELECT count(*)::int FROM files) AS files`,
    );
    return row;
  }
}
