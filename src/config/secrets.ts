/** Separate from `Config`, so that `Config` can be logged. */
export interface Secrets {
  jwtSecret: string;
  /** Further secrets whose signatures are accepted: earlier ones, or the next one. */
  acceptedJwtSecrets: readonly string[];
  /** 32 bytes that wrap every data key. */
  contentMasterKey: Buffer;
  /** Further master keys that are accepted for reading: earlier ones, or the next one. */
  acceptedMasterKeys: readonly Buffer[];
  /** Absent: the local Ably of `npm start` supplies one. */
  ablyApiKey: string | undefined;
  /** Access keys of the bucket; empty with local storage. */
  fileStorage: { accessKey: string; secretKey: string };
}

/** Development only: `NODE_ENV=production` refuses them. */
export const DEFAULT_JWT_SECRET = 'ruang-diri-development-only-jwt-secret';
export const DEFAULT_CONTENT_MASTER_KEY = Buffer.from(
  'ruang-diri development only key!',
  'utf8',
).toString('base64');
