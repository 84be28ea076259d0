import type { NextFunction, Request, Response } from 'express';
import { promisify } from 'node:util';
import multer, { MulterError } from 'multer';
import type { StorageEngine } from 'multer';
import { AppError } from '../../errors';
import { MAX_FILE_SIZE, fileTooLarge } from '../../files/file-rules';
import type { ScratchFile, ScratchFolder } from '../../files/storage/scratch-folder';

/** A received file, encrypted on disk, with the name its sender gave it. */
export interface Upload {
  file: ScratchFile;
  fileName: string;
}

/** Bytes of a form in addition to the file: field names, boundaries and other fields. */
const FORM_OVERHEAD = 256 * 1024;
/** Bytes read of an oversized request, so that its client can receive the error. */
const MAX_DRAINED = 64 * 1024 * 1024;
const LIMITS = { files: 1, fields: 10, parts: 12, fieldSize: 64 * 1024, headerPairs: 20 };

/** Streams the file of a multipart form to disk; its other fields become the request's body. */
export class Uploads {
  constructor(private readonly scratch: ScratchFolder) {}

  /**
   * Receives the form, runs `work` and deletes the file. Throws `file-too-large`, `upload-broken`,
   * or `unsupported-media` for any other content type.
   */
  async withUpload<T>(
    request: Request,
    work: (upload: Upload | undefined) => T | Promise<T>,
  ): Promise<T> {
    const upload = await this.receive(request);
    try {
      return await work(upload);
    } finally {
      if (upload) await this.scratch.remove(upload.file);
    }
  }

  private async receive(request: Request): Promise<Upload | undefined> {
    if (!request.is('multipart/form-data')) {
      throw new AppError('unsupported-media', {
        message: 'Send the file as multipart/form-data, in the field "file"',
      });
    }
    if (Number(request.get('content-length') ?? 0) > MAX_FILE_SIZE + FORM_OVERHEAD) {
      await drain(request);
      throw fileTooLarge(MAX_FILE_SIZE);
    }
    const received: Upload[] = [];
    const form = multer({
      storage: this.storage(received),
      limits: { ...LIMITS, fileSize: MAX_FILE_SIZE },
      defParamCharset: 'utf8',
    }).single('file');
    try {
      await promisify((done: NextFunction) => form(request, {} as Response, done))();
    } catch (error) {
      await this.scratch.remove(...received.map(({ file }) => file));
      throw uploadErrorOf(error);
    }
    return received[0];
  }

  private storage(received: Upload[]): StorageEngine {
    return {
      _handleFile: (_request, { stream, originalname }, done) => {
        this.scratch.write(stream, { limit: MAX_FILE_SIZE }).then((file) => {
          received.push({ file, fileName: originalname });
          done(null, { size: file.size });
        }, done);
      },
      _removeFile: (_request, _file, done) => {
        const files = received.splice(0).map(({ file }) => file);
        this.scratch.remove(...files).then(() => done(null), done);
      },
    };
  }
}

function uploadErrorOf(error: unknown): unknown {
  if (error instanceof AppError) {
    return error.code === 'file-too-large' ? fileTooLarge(MAX_FILE_SIZE) : error;
  }
  if (error instanceof MulterError) {
    if (error.code === 'LIMIT_FILE_SIZE') return fileTooLarge(MAX_FILE_SIZE);
    return new AppError('invalid-input', {
      message:
        'The form is not valid. Send one file in the field "file", and only documented fields',
      details: { fields: [{ field: error.field ?? 'file', message: error.message }] },
      cause: error,
    });
  }
  return isDiskError(error) ? error : new AppError('upload-broken', { cause: error });
}

function isDiskError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return ['ENOSPC', 'EACCES', 'EROFS', 'EIO', 'EMFILE', 'ENOENT'].includes(code);
}

/**
 * Reads the rest, up to a limit: closing immediately would reset the connection and lose the error
 * response.
 */
function drain(request: Request): Promise<void> {
  return new Promise((resolve) => {
    let read = 0;
    request.on('data', (bytes: Buffer) => {
      read += bytes.length;
      if (read > MAX_DRAINED) resolve();
    });
    request
      .once('end', resolve)
      .once('close', resolve)
      .once('error', () => resolve());
  });
}
