import { AppError } from '../../errors';
import type { ErrorCode } from '../../errors';

/** Files that may be harmless but are not accepted; each says what the sender can do. */
const NOT_MALWARE: Record<string, ErrorCode> = {
  'Pdf.JavaScript': 'file-has-script',
  'Pdf.RichMedia': 'file-has-script',
  'Pdf.OtherFile': 'file-has-script',
  'Pdf.Encrypted': 'file-locked',
  'Pdf.Broken': 'file-unreadable',
  'Office.Macro': 'file-has-script',
  'Office.ActiveX': 'file-has-script',
  'Archive.Encrypted': 'file-locked',
  'Archive.Broken': 'file-unreadable',
};

/**
 * `file-infected` with the message of tutoring-150, or `file-has-script`, `file-locked` or
 * `file-unreadable`.
 */
export function unacceptableFileError(threat: string, scanner: string): AppError {
  const details = { threat, judge: scanner, hint: 'Nothing was stored. Send a clean file' };
  const code = NOT_MALWARE[threat];
  if (code) return new AppError(code, { details });
  return new AppError('file-infected', { message: `file contains malware: ${threat}`, details });
}
