import type { Operation } from '../auth/capability';
import type { Principal } from '../auth/authenticate';
import { AblyError } from '../protocol/ably-error';
import type { RestRequest } from './rest-request';

/** The caller, when it may do one of the operations on the channel; else 40160. */
export function requireOperation(
  request: RestRequest,
  channel: string,
  ...operations: Operation[]
): Principal {
  const principal = request.principal();
  const { capability } = principal.identity;
  if (operations.some((operation) => capability.allows(operation, channel))) return principal;
  throw new AblyError(
    40160,
    401,
    `Capability denied: this needs "${operations.join('" or "')}" on channel "${channel}".`,
  );
}
