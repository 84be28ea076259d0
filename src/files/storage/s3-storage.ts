import type * as Sdk from '@aws-sdk/client-s3';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { STORAGE_KEY } from './file-storage';
import type { FileStorage } from './file-storage';

export interface S3Options {
  provider: 's3' | 'minio';
  /** Absent: Amazon S3. */
  endpoint: string | undefined;
  region: string;
  bucket: string;
  accessKey: string;
  secretKey: string;
  /** Milliseconds to connect, and of silence within a request. */
  deadlines: { connect: number; idle: number };
}

interface Bucket {
  sdk: typeof Sdk;
  client: Sdk.S3Client;
}

/**
 * Stores files in S3 or MinIO; creates a missing bucket. The SDK is loaded lazily: most processes
 * never use it.
 */
export function s3Storage(options: S3Options): FileStorage {
  const { provider, region, bucket } = options;
  let connection: Promise<Bucket> | undefined;
  const connect = (): Promise<Bucket> => (connection ??= createClient(options));
  let bucketReady: Promise<unknown> | undefined;
  const ref = (key: string) => {
    if (!STORAGE_KEY.test(key)) throw new Error('Invalid storage key');
    return { Bucket: bucket, Key: key };
  };
  return {
    provider,
    bucket,
    region,
    put: async (key, path) => {
      const { sdk, client } = await connect();
      await (bucketReady ??= requireBucket({ sdk, client }, bucket).catch((error: unknown) => {
        bucketReady = undefined;
        throw error;
      }));
      const { size } = await stat(path);
      const Body = createReadStream(path);
      try {
        await client.send(new sdk.PutObjectCommand({ ...ref(key), Body, ContentLength: size }));
      } finally {
        Body.destroy();
      }
    },
    read: async (key, start, end) => {
      const { sdk, client } = await connect();
      const range = `bytes=${start}-${end - 1}`;
      const { Body } = await client.send(new sdk.GetObjectCommand({ ...ref(key), Range: range }));
      if (Body instanceof Readable) return Body;
      throw new Error('S3 response without a body');
    },
    remove: async (key) => {
      const { sdk, client } = await connect();
      await client.send(new sdk.DeleteObjectCommand(ref(key)));
    },
  };
}

async function createClient({
  endpoint,
  region,
  accessKey,
  secretKey,
  deadlines,
}: S3Options): Promise<Bucket> {
  const sdk = await import('@aws-sdk/client-s3');
  const client = new sdk.S3Client({
    region,
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
    // Not every S3-compatible server supports trailing checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 2,
    requestHandler: { connectionTimeout: deadlines.connect, socketTimeout: deadlines.idle },
  });
  return { sdk, client };
}

async function requireBucket({ sdk, client }: Bucket, bucket: string): Promise<void> {
  try {
    await client.send(new sdk.HeadBucketCommand({ Bucket: bucket }));
  } catch (error) {
    if (!(error instanceof Error) || !['NotFound', 'NoSuchBucket'].includes(error.name))
      throw error;
    await client.send(new sdk.CreateBucketCommand({ Bucket: bucket }));
  }
}
