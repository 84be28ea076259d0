import { json } from 'express';
import type { RequestHandler } from 'express';
import type { IncomingMessage } from 'node:http';

const BODY_LIMIT = '64kb';
const PLAIN_TEXT_TYPE = /^(text\/plain\b|$)/i;
const JSON_TYPE = /^application\/json\b/i;

/**
 * Parses JSON bodies. With a token, a missing or plain-text content type is accepted too (care-50);
 * with the cookie it is not, because a form on another site could send it.
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
