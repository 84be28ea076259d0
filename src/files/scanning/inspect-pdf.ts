import {
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFInvalidObject,
  PDFName,
  PDFRawStream,
  PDFStream,
  PDFString,
  decodePDFRawStream,
} from '@cantoo/pdf-lib';
import type { PDFObject } from '@cantoo/pdf-lib';
import { ANY_FILE_PATTERNS, PROGRAM_FILE, PROGRAM_NAME } from './find-patterns';

/** By the type of an action or annotation. */
const THREATS: Record<string, string> = {
  JavaScript: 'Pdf.JavaScript',
  Launch: 'Pdf.Launch',
  Rendition: 'Pdf.RichMedia',
  RichMedia: 'Pdf.RichMedia',
  RichMediaExecute: 'Pdf.RichMedia',
};

/**
 * Returns the name of the threat in a PDF. All its objects are looked at, packed ones included; what stands
 * in its texts and pages does not count.
 */
export async function inspectPdf(bytes: Buffer): Promise<string | undefined> {
  try {
    const { context } = await load(bytes);
    return firstFound(context.enumerateIndirectObjects().map(([, object]) => object));
  } catch (error) {
    return isPasswordError(error) ? 'Pdf.Encrypted' : 'Pdf.Broken';
  }
}

/** Throws for invalid objects, but in an encrypted file they are `PDFInvalidObject`. */
async function load(bytes: Buffer): Promise<PDFDocument> {
  // Most encrypted files restrict printing only: they open without a password.
  const options = { parseSpeed: Infinity, password: '', updateMetadata: false };
  try {
    return await PDFDocument.load(bytes, { ...options, throwOnInvalidObject: true });
  } catch (error) {
    // The library parses packed objects before it decrypts them.
    if (!bytes.includes('/Encrypt')) throw error;
    return PDFDocument.load(bytes, options);
  }
}

function isPasswordError(error: unknown): boolean {
  return error instanceof Error && /password|encrypt/i.test(error.message);
}

/** An object with everything inside it; objects that it refers to are inspected on their own. */
function inspectObject(object: PDFObject): string | undefined {
  if (object instanceof PDFInvalidObject) return isIndex(object) ? undefined : 'Pdf.Broken';
  if (object instanceof PDFStream) return inspectStream(object);
  if (object instanceof PDFDict) return inspectDictionary(object);
  if (object instanceof PDFArray) return firstFound(object.asArray());
  return firstPattern(...textOf(object));
}

function firstPattern(text = ''): string | undefined {
  return ANY_FILE_PATTERNS.find(({ expression }) => expression.test(text))?.threat;
}

/** The library does not read the index of an encrypted file, which is not encrypted. */
function isIndex(object: PDFInvalidObject): boolean {
  const bytes = Buffer.alloc(object.sizeInBytes());
  object.copyBytesInto(bytes, 0);
  const [dictionary = ''] = bytes.toString('latin1').split('stream', 1);
  return /\/Type\s*\/XRef\b/.test(dictionary) && !/#|\/(S|Subtype)\b/.test(dictionary);
}

function inspectDictionary(dictionary: PDFDict): string | undefined {
  for (const key of ['S', 'Subtype']) {
    const type = dictionary.lookup(PDFName.of(key));
    const threat = type instanceof PDFName ? THREATS[type.decodeText()] : undefined;
    const found = threat === 'Pdf.Launch' ? inspectLaunch(dictionary) : threat;
    if (found !== undefined) return found;
  }
  if (!dictionary.has(PDFName.of('EF'))) return firstFound(dictionary.values());
  if (namesOf(dictionary).some((name) => PROGRAM_NAME.test(name))) return 'Pdf.Program';
  return firstFound(dictionary.values());
}

/** LaTeX writes a link to a file in the same folder, or one inside it, as a launch; one to a document is a link. */
function inspectLaunch(action: PDFDict): string | undefined {
  const names = targetsOf(action);
  const isPlain = !['Win', 'Mac', 'Unix'].some((key) => action.has(PDFName.of(key)));
  const isOfFolder = (name: string): boolean =>
    /^[^/\\:][^\\:]*$/.test(name) && !PROGRAM_NAME.test(name);
  if (!isPlain || names.length === 0 || !names.every(isOfFolder)) return 'Pdf.Launch';
  return names.every((name) => /\.pdf$/i.test(name)) ? undefined : 'Pdf.OtherFile';
}

function targetsOf(action: PDFDict): string[] {
  const target = action.lookup(PDFName.of('F'));
  return target instanceof PDFDict ? namesOf(target) : textOf(target);
}

function namesOf(fileSpecification: PDFDict): string[] {
  return ['F', 'UF', 'DOS', 'Unix', 'Mac'].flatMap((key) =>
    textOf(fileSpecification.lookup(PDFName.of(key))),
  );
}

function textOf(object: PDFObject | undefined): string[] {
  const isText = object instanceof PDFString || object instanceof PDFHexString;
  return isText ? [object.decodeText()] : [];
}

function inspectStream(stream: PDFStream): string | undefined {
  const found = inspectDictionary(stream.dict);
  if (found !== undefined) return found;
  const type = stream.dict.lookup(PDFName.of('Type'));
  const isAttachment = type instanceof PDFName && type.decodeText() === 'EmbeddedFile';
  if (!isAttachment || !(stream instanceof PDFRawStream)) return undefined;
  const content = Buffer.from(decodePDFRawStream(stream).decode()).toString('latin1');
  if (PROGRAM_FILE.test(content)) return 'Pdf.Program';
  return firstPattern(content);
}

function firstFound(objects: PDFObject[]): string | undefined {
  for (const object of objects) {
    const found = inspectObject(object);
    if (found !== undefined) return found;
  }
  return undefined;
}
