import { z } from 'zod';
import { instant } from './instant';

export const scanStatusSchema = z.enum(['pending', 'scanning', 'clean', 'infected', 'error']);

const thumbnailResponse = z.object({
  size: z.enum(['small', 'medium', 'large']),
  url: z.string(),
  dimensions: z.string(),
});

/** A file in its message. */
export const fileResponse = z.object({
  id: z.string(),
  fileName: z.string(),
  fileSize: z.int(),
  fileType: z.string(),
  scanStatus: scanStatusSchema,
  downloadUrl: z.string(),
  thumbnailUrl: z.string().optional(),
  thumbnails: z.array(thumbnailResponse),
});

/** The full description of a file (tutoring-67…77). */
export const fileDescriptionResponse = z.object({
  id: z.string(),
  messageId: z.string(),
  conversationId: z.string(),
  uploadedBy: z.string(),
  fileName: z.string(),
  originalFileName: z.string(),
  fileSize: z.int(),
  mimeType: z.string(),
  fileHash: z.string(),
  storage: z.object({
    provider: z.enum(['local', 's3', 'minio']),
    bucket: z.string().nullable(),
    key: z.string(),
    region: z.string().nullable(),
    url: z.string(),
    cdnUrl: z.string().nullable(),
  }),
  security: z.object({
    scanStatus: scanStatusSchema,
    scanResult: z.object({ judge: z.string(), threat: z.string().nullable() }).nullable(),
    scannedAt: instant.nullable(),
    isEncrypted: z.boolean(),
  }),
  access: z.object({
    isPublic: z.boolean(),
    allowedUsers: z.array(z.string()),
    downloadCount: z.int(),
    lastAccessedAt: instant.nullable(),
  }),
  thumbnails: z.array(thumbnailResponse),
  createdAt: instant,
  updatedAt: instant,
  deletedAt: instant.nullable(),
});

export type FileDescriptionResponse = z.output<typeof fileDescriptionResponse>;
