import type { Operation } from '../auth/capability';
import type { App } from '../app';
import type { Principal } from '../auth/authenticate';
import { AblyError } from '../protocol/ably-error';
import type { RestRequest } from './rest-request';

/** Returns the caller if it has one of the capabilities on the channel; otherwise throws 40160. */
export function requireOperation(
  request: RestRequest,
  channel: string,
  ...operations: Operation[]
): Principal<App> {
  const principal = request.principal();
  const { capability } = principal.identity;
  if (operations.some((operation) => capability.allows(operation, channel))) return principal;
  throw new AblyError(
    40160,
    401,
    `Capability denied: this needs "${operations.join('" or "')}" on channel "${channel}".`,
  );
}
