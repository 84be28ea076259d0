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
export function s3Storage(options: S3Options): FileStorage {
  const { provider, region, bucket } = options;
  const client = clientOf(options);
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
      const Body = createReadStream(path);
      try {
        await client.send(new PutObjectCommand({ ...named(key), Body, ContentLength: size }));
      } finally {
        Body.destroy();
      }
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

function clientOf({ endpoint, region, accessKey, secretKey }: S3Options): S3Client {
  return new S3Client({
    region,
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
    // Servers other than Amazon's do not all know the checksums that trail a body.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 3,
    // A bucket that is silent must not hold uploads for ever.
    requestHandler: { connectionTimeout: 3_000, socketTimeout: 60_000 },
  });
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
