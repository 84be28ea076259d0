import { json } from 'express';
import type { RequestHandler } from 'express';
import type { IncomingMessage } from 'node:http';

const BODY_LIMIT = '64kb';
const PLAIN_TEXT_TYPE = /^(text\/plain\b|$)/i;
const JSON_TYPE = /^application\/json\b/i;

/**
 * Reads JSON bodies. Some clients name no type, or plain text (care-50): that is forgiven to those
 * who send a token, but not to browsers with their cookie, for a form of another site could do it.
 */
export function jsonBody(): RequestHandler {
  return json({ limit: BODY_LIMIT, type: isJsonRequest });
}

function isJsonRequest({ headers }: IncomingMessage): boolean {
  const type = headers['content-type'] ?? '';
  return (
    JSON_TYPE.test(type) || (PLAIN_TEXT_TYPE.test(type) && headers.authorization !== undefined)
  );
}
