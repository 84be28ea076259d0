import type { z } from 'zod';
import { AppError } from '../../errors';

export interface FieldError {
  field: string;
  message: string;
}

/**
 * Parses a request body, query or frame. Throws `invalid-input` with every invalid field; `root`
 * names the input as a whole. Values are never repeated: they may contain message text.
 */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown, root: string): T {
  const parsed = schema.safeParse(input, { error: describeIssue });
  if (parsed.success) return parsed.data;
  throw invalidInput(
    parsed.error.issues.map(({ path, message }) => ({ field: path.join('.') || root, message })),
  );
}

export function invalidInput(fields: FieldError[]): AppError {
  const text = fields.map(({ field, message }) => `${field}: ${message}`).join('; ');
  return new AppError('invalid-input', {
    message: `The request is not valid. ${text}`,
    details: { fields },
  });
}

const TYPE_NAMES: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
};
const UNITS: Record<string, string> = { string: ' characters', array: ' entries' };

/** Error messages for schemas without their own; clients never receive the library's messages. */
export function describeIssue(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is required';
      return `must be ${TYPE_NAMES[issue.expected] ?? `a ${issue.expected}`}`;
    case 'too_small':
      return `must ${boundOf(issue.origin, 'at least', issue.minimum)}`;
    case 'too_big':
      return `must ${boundOf(issue.origin, 'at most', issue.maximum)}`;
    case 'invalid_format':
      return 'has the wrong format';
    case 'invalid_value':
      return `must be ${issue.values.map(String).join(' or ')}`;
    default:
      return 'is not valid';
  }
}

function boundOf(origin: string, bound: string, limit: number | bigint): string {
  const unit = UNITS[origin];
  return unit ? `have ${bound} ${limit}${unit}` : `be ${bound} ${limit}`;
}
