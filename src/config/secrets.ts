/** Kept apart from the configuration, so that the configuration can be logged. */
export interface Secrets {
  jwtSecret: string;
  /** 32 bytes that wrap every data key. */
  contentMasterKey: Buffer;
  /** Absent: nothing configured, the embedded Ably-compatible server supplies one. */
  ablyApiKey: string | undefined;
  /** Of the bucket, where files lie in one. */
  fileStorage: { accessKey: string; secretKey: string };
}

/** Good enough to try the product on a laptop; `NODE_ENV=production` refuses them. */
export const DEFAULT_JWT_SECRET = 'ruang-diri-development-only-jwt-secret';
export const DEFAULT_CONTENT_MASTER_KEY = Buffer.from(
  'ruang-diri development only key!',
  'utf8',
).toString('base64');
