import type { IncomingMessage } from 'node:http';
import {
  authenticate,
  type AppFinder,
  type Credential,
  type Principal,
} from '../auth/authenticate';
import { withClientId } from '../auth/identity';
import { credentialOf } from '../connections/accept-connection';
import { AblyError } from '../protocol/ably-error';

/** Who sent a REST request: by its Authorization header, or by the credential in its URL. */
export function requestPrincipal(
  apps: AppFinder,
  message: IncomingMessage,
  query: URLSearchParams,
): Principal {
  const principal = authenticate(apps, headerCredential(message) ?? credentialOf(query));
  const header = message.headers['x-ably-clientid'];
  // A token has its own client; only one for any client leaves the choice to the caller.
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

/** SDKs send the token in base64; people with curl send it raw. */
function bearerToken(value: string): string {
  if (value.includes('.')) return value;
  return Buffer.from(value, 'base64').toString();
}
