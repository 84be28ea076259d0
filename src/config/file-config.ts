import { z } from 'zod';
import { FILE_PROVIDERS } from '../enums';
import { duration, flag, url } from './env-fields';

export interface FileConfig {
  /** Where files lie between their arrival and their storage, and, without a bucket, for good. */
  dir: string;
  /** Absent: in the folder above. */
  bucket: S3Address | undefined;
  /** ClamAV's daemon; absent: the built-in scanner alone. */
  clamd: { host: string; port: number } | undefined;
  /** How long an upload waits for its judgement; milliseconds (C-48). */
  scanTimeout: number;
  /** Milliseconds between two looks for what an upload left behind. */
  cleanupInterval: number;
  /** Whether .mp4, .mov and .avi are taken as well (C-28). */
  allowVideos: boolean;
  /** Put before the addresses of files where a CDN stands in front; empty: nothing. */
  cdnBaseUrl: string;
}

export interface S3Address {
  provider: 's3' | 'minio';
  /** Absent: Amazon's own. */
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

/** The variables that concern files. */
export const fileFields = {
  FILES_DIR: z.string().min(1).default('.data/files'),
  FILE_STORAGE: z.enum(FILE_PROVIDERS, 'must be local, s3 or minio').default('local'),
  MINIO_ENDPOINT: z
    .string()
    .transform((text) => (text.includes('://') ? text : `http://${text}`))
    .pipe(z.url('must be host:port or a URL'))
    .optional(),
  MINIO_ACCESS_KEY: z.string().min(1).optional(),
  MINIO_SECRET_KEY: z.string().min(1).optional(),
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'is no name of a bucket')
    .default('uploaded-files'),
  S3_REGION: z.string().min(1).default('ap-southeast-3'),
  S3_ACCESS_KEY: z.string().min(1).optional(),
  S3_SECRET_KEY: z.string().min(1).optional(),
  CLAMD_ADDRESS: hostAndPort,
  SCAN_BUDGET: duration('PT5S'),
  FILE_SWEEP: duration('PT2S'),
  ALLOW_VIDEOS: flag(false),
  CDN_BASE_URL: url(['http:', 'https:']),
};
type Checked = z.infer<z.ZodObject<typeof fileFields>>;

/** A storage elsewhere is of no use without its keys. */
export function storageFaults(env: Partial<Checked>): string[] {
  const needed: Record<string, readonly (keyof Checked)[]> = {
    minio: ['MINIO_ENDPOINT', 'MINIO_ACCESS_KEY', 'MINIO_SECRET_KEY'],
    s3: ['S3_ACCESS_KEY', 'S3_SECRET_KEY'],
  };
  const storage = env.FILE_STORAGE ?? 'local';
  const missing = (needed[storage] ?? []).filter((name) => env[name] === undefined);
  return missing.map((name) => `${name}: is needed with FILE_STORAGE=${storage}`);
}

export function toFileConfig(env: Checked): FileConfig {
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

/** The keys of the bucket, where files lie in one. */
export function toFileStorageKeys(env: Checked): { accessKey: string; secretKey: string } {
  const isMinio = env.FILE_STORAGE === 'minio';
  return {
    accessKey: (isMinio ? env.MINIO_ACCESS_KEY : env.S3_ACCESS_KEY) ?? '',
    secretKey: (isMinio ? env.MINIO_SECRET_KEY : env.S3_SECRET_KEY) ?? '',
  };
}
