import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../src/dev/processes/free-port';
import { waitFor } from '../harness/wait-for';

const SCRIPT = join(__dirname, '../../../node_modules/s3rver/bin/s3rver.js');
/** Access key and secret of s3rver. */
const CREDENTIAL = 'S3RVER';
const OBJECT_SUFFIX = '._S3rver_object';

/** An S3 server in a separate process whose folder can be inspected. */
export class S3Server {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly port: number,
    private readonly folder: string,
  ) {}

  static async start(): Promise<S3Server> {
    const folder = mkdtempSync(join(tmpdir(), 'ruang-diri-s3-'));
    const server = new S3Server(await freePort(), folder);
    await server.listen();
    return server;
  }

  get env(): Record<string, string> {
    return {
      FILE_STORAGE: 'minio',
      MINIO_ENDPOINT: `127.0.0.1:${this.port}`,
      MINIO_ACCESS_KEY: CREDENTIAL,
      MINIO_SECRET_KEY: CREDENTIAL,
    };
  }

  async listen(): Promise<void> {
    const options = ['-d', this.folder, '-a', '127.0.0.1', '-p', String(this.port)];
    this.child = spawn(process.execPath, [SCRIPT, '--silent', ...options], { stdio: 'ignore' });
    await waitFor('the S3 server', () =>
      fetch(`http://127.0.0.1:${this.port}/`).then(
        () => true,
        () => false,
      ),
    );
  }

  /** Kills the process and keeps its data. */
  async kill(): Promise<void> {
    const { child } = this;
    if (!child) return;
    this.child = undefined;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Bytes of every object of a bucket. */
  async objects(bucket = 'uploaded-files'): Promise<Buffer[]> {
    const names = await readdir(join(this.folder, bucket)).catch(() => []);
    const objects = names.filter((name) => name.endsWith(OBJECT_SUFFIX));
    return Promise.all(objects.map((name) => readFile(join(this.folder, bucket, name))));
  }
}
