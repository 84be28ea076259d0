import { z } from 'zod';
import { FILE_PROVIDERS } from '../enums';
import { duration, flag, url } from './env-fields';

export interface FileConfig {
  /** Scratch folder of uploads and, without a bucket, the file storage. */
  dir: string;
  /** Absent: files are stored in `dir`. */
  bucket: S3Address | undefined;
  /** ClamAV daemon; absent: only the built-in scanner. */
  clamd: { host: string; port: number } | undefined;
  /** How long an upload waits for its scan, in milliseconds (C-48). */
  scanTimeout: number;
  /** Milliseconds between two runs of the file cleanup. */
  cleanupInterval: number;
  /** Accepts .mp4, .mov and .avi (C-28). */
  allowVideos: boolean;
  /** Prefix of file URLs; empty without a CDN. */
  cdnBaseUrl: string;
}

export interface S3Address {
  provider: 's3' | 'minio';
  /** Absent: Amazon S3. */
  endpoint: string | undefined;
  region: string;
  bucket: string;
}

const hostAndPort = z
  .string()
  .regex(/^[^\s:/]+:\d{1,5}$/, 'must look like host:port')
  .transform((text) => {
    const [host = '', port] = text.split(':');
    return { host, port: Number(port) };
  })
  .optional();

export const fileFields = {
  FILES_DIR: z
    .string()
    .min(1)
    .default('.data/files')
    .describe('Folder of uploads and, with `FILE_STORAGE=local`, of stored files.'),
  FILE_STORAGE: z
    .enum(FILE_PROVIDERS, 'must be local, s3 or minio')
    .default('local')
    .describe('`local` (in `FILES_DIR`), `s3` or `minio`.'),
  MINIO_ENDPOINT: z
    .string()
    .transform((text) => (text.includes('://') ? text : `http://${text}`))
    .pipe(z.url('must be host:port or a URL'))
    .optional()
    .describe('MinIO as `host:port` or URL; required with `FILE_STORAGE=minio`.'),
  MINIO_ACCESS_KEY: z.string().min(1).optional().describe('Access key of MinIO.'),
  MINIO_SECRET_KEY: z.string().min(1).optional().describe('Secret key of MinIO.'),
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be a bucket name')
    .default('uploaded-files')
    .describe('Bucket in S3 or MinIO; created if it is missing.'),
  S3_REGION: z.string().min(1).default('ap-southeast-3').describe('Region of the bucket.'),
  S3_ACCESS_KEY: z.string().min(1).optional().describe('Access key of Amazon S3.'),
  S3_SECRET_KEY: z.string().min(1).optional().describe('Secret key of Amazon S3.'),
  CLAMD_ADDRESS: hostAndPort.describe(
    'ClamAV daemon as `host:port`; unset: only the built-in scanner.',
  ),
  SCAN_BUDGET: duration('PT5S').describe(
    'How long an upload waits for its malware scan before the scan goes on in the worker.',
  ),
  FILE_SWEEP: duration('PT2S').describe(
    'How often the worker scans waiting files and removes unused ones.',
  ),
  ALLOW_VIDEOS: flag(false).describe('Accepts .mp4, .mov and .avi files.'),
  CDN_BASE_URL: url(['http:', 'https:']).describe(
    'Prefix of the file URLs that the API returns, where a CDN serves them.',
  ),
};
type FileEnv = z.infer<z.ZodObject<typeof fileFields>>;

export function storageFaults(env: Partial<FileEnv>): string[] {
  const needed: Record<string, readonly (keyof FileEnv)[]> = {
    minio: ['MINIO_ENDPOINT', 'MINIO_ACCESS_KEY', 'MINIO_SECRET_KEY'],
    s3: ['S3_ACCESS_KEY', 'S3_SECRET_KEY'],
  };
  const storage = env.FILE_STORAGE ?? 'local';
  const missing = (needed[storage] ?? []).filter((name) => env[name] === undefined);
  return missing.map((name) => `${name}: is needed with FILE_STORAGE=${storage}`);
}

export function toFileConfig(env: FileEnv): FileConfig {
  const { FILE_STORAGE: provider } = env;
  const endpoint = provider === 'minio' ? env.MINIO_ENDPOINT : undefined;
  const address = { endpoint, region: env.S3_REGION, bucket: env.S3_BUCKET };
  return {
    dir: env.FILES_DIR,
    bucket: provider === 'local' ? undefined : { provider, ...address },
    clamd: env.CLAMD_ADDRESS,
    scanTimeout: env.SCAN_BUDGET,
    cleanupInterval: env.FILE_SWEEP,
    allowVideos: env.ALLOW_VIDEOS,
    cdnBaseUrl: env.CDN_BASE_URL?.replace(/\/+$/, '') ?? '',
  };
}

export function toFileStorageKeys(env: FileEnv): { accessKey: string; secretKey: string } {
  const isMinio = env.FILE_STORAGE === 'minio';
  return {
    accessKey: (isMinio ? env.MINIO_ACCESS_KEY : env.S3_ACCESS_KEY) ?? '',
    secretKey: (isMinio ? env.MINIO_SECRET_KEY : env.S3_SECRET_KEY) ?? '',
  };
}
