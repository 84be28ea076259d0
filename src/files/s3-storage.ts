import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { STORAGE_KEY } from './file-storage';
import type { FileStorage } from './file-storage';

export interface S3Options {
  provider: 's3' | 'minio';
  /** Absent: Amazon's own. */
  endpoint: string | undefined;
  region: string;
  bucket: string;
  accessKey: string;
  secretKey: string;
}

/** A bucket of S3, or of MinIO and others that speak as it does; made when it is missing. */
export function s3Storage({ provider, endpoint, region, bucket, ...keys }: S3Options): FileStorage {
  const client = new S3Client({
    region,
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    credentials: { accessKeyId: keys.accessKey, secretAccessKey: keys.secretKey },
    // Servers other than Amazon's do not all know the checksums that trail a body.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 3,
  });
  let found: Promise<unknown> | undefined;
  const named = (key: string) => {
    if (!STORAGE_KEY.test(key)) throw new Error('That is no key of the file storage');
    return { Bucket: bucket, Key: key };
  };
  return {
    provider,
    bucket,
    region,
    put: async (key, path) => {
      await (found ??= requireBucket(client, bucket).catch((error: unknown) => {
        found = undefined;
        throw error;
      }));
      const { size } = await stat(path);
      const body = { Body: createReadStream(path), ContentLength: size };
      await client.send(new PutObjectCommand({ ...named(key), ...body }));
    },
    read: async (key, start, end) => {
      const range = `bytes=${start}-${end - 1}`;
      const { Body } = await client.send(new GetObjectCommand({ ...named(key), Range: range }));
      if (Body instanceof Readable) return Body;
      throw new Error('The file storage answered without a body');
    },
    remove: async (key) => {
      await client.send(new DeleteObjectCommand(named(key)));
    },
  };
}

async function requireBucket(client: S3Client, bucket: string): Promise<void> {
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }));
  } catch (error) {
    if (!(error instanceof Error) || !['NotFound', 'NoSuchBucket'].includes(error.name))
      throw error;
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
  }
}
