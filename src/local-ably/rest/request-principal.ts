import type { IncomingMessage } from 'node:http';
import type { App } from '../app';
import {
  authenticate,
  type AppFinder,
  type Credential,
  type Principal,
} from '../auth/authenticate';
import { withClientId } from '../auth/identity';
import { credentialOf } from '../connections/accept-connection';
import { AblyError } from '../protocol/ably-error';

/** Authenticates a REST request by its Authorization header or the credential in its URL. */
export function requestPrincipal(
  apps: AppFinder<App>,
  message: IncomingMessage,
  query: URLSearchParams,
): Principal<App> {
  const credential = headerCredential(message) ?? credentialOf(query);
  const principal = authenticate(apps, credential, { unknownKeyCode: 40400 });
  const header = message.headers['x-ably-clientid'];
  // Only a credential for any client lets the caller choose its clientId.
  if (typeof header !== 'string' || principal.identity.clientIdRule !== 'any') return principal;
  const clientId = Buffer.from(header, 'base64').toString();
  return { ...principal, identity: withClientId(principal.identity, clientId) };
}

function headerCredential(message: IncomingMessage): Credential | undefined {
  const [scheme, value] = (message.headers.authorization ?? '').split(/\s+/);
  if (!scheme || !value) return undefined;
  if (/^basic$/i.test(scheme)) return { key: Buffer.from(value, 'base64').toString() };
  if (/^bearer$/i.test(scheme)) return { token: bearerToken(value) };
  throw new AblyError(
    40101,
    401,
    `Authorization scheme "${scheme}" is unknown; use Basic or Bearer.`,
  );
}

/** SDKs send the token in base64; a raw token, as from curl, contains a dot. */
function bearerToken(value: string): string {
  if (value.includes('.')) return value;
  return Buffer.from(value, 'base64').toString();
}
