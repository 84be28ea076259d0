import type { App } from '../app';
import type { Revocation } from '../auth/revocations';
import { AblyError, toAblyError } from '../protocol/ably-error';
import { isPlainObject } from '../protocol/plain-value';
import { pathParameter, readBody, type RestReply, type RestRequest } from './rest-request';
import type { Route } from './router';

const MAX_TARGETS = 100;
/** Older tokens of a revocable key have expired. */
const MAX_AGE_MS = 3_600_000;
const TYPES = ['clientId', 'revocationKey', 'channel'];

export const revokeRoutes: Route[] = [
  { method: 'POST', path: '/keys/*/revokeTokens', handler: revokeTokens },
];

/** Revokes tokens by clientId, revocation key or channel. */
function revokeTokens(request: RestRequest): RestReply {
  const { app, identity } = request.principal();
  const keyName = pathParameter(request, 0);
  if (identity.token) throw new AblyError(40162, 401, 'Revoking needs basic authentication.');
  if (identity.key.name !== keyName)
    throw new AblyError(40101, 401, 'The key in the URL is not the key of this request.');
  if (!identity.key.revocableTokens) {
    throw new AblyError(40163, 401, 'Tokens of this key cannot be revoked; enable it for the key.');
  }
  const body = readBody(request);
  const targets = isPlainObject(body) ? body['targets'] : undefined;
  if (!isPlainObject(body) || !Array.isArray(targets) || targets.length === 0) {
    throw new AblyError(40000, 400, 'Name the targets: {"targets": ["clientId:ana"]}.');
  }
  if (targets.length > MAX_TARGETS) {
    throw new AblyError(40000, 400, `Too many targets: name at most ${MAX_TARGETS} at once.`);
  }
  const times = readTimes(body, app.limits.revocationMargin);
  const results = (targets as unknown[]).map((target) =>
    revokeOne(app, keyName, { target, ...times }),
  );
  const failureCount = results.filter((result) => 'error' in result).length;
  return {
    status: 200,
    body: { successCount: results.length - failureCount, failureCount, results },
  };
}

interface Times {
  issuedBefore: number;
  /** Tokens issued at or after this time stay valid. */
  validFrom: number;
  appliesAt: number;
}

function readTimes(body: Record<string, unknown>, margin: number): Times {
  const now = Date.now();
  const issuedBefore = body['issuedBefore'] ?? now;
  if (
    typeof issuedBefore !== 'number' ||
    !(issuedBefore <= now && issuedBefore >= now - MAX_AGE_MS)
  ) {
    throw new AblyError(
      40000,
      400,
      '"issuedBefore" must be epoch milliseconds of the last hour, not in the future.',
    );
  }
  return {
    issuedBefore,
    // Without a time, all tokens issued so far are revoked, including those of this millisecond.
    validFrom: body['issuedBefore'] === undefined ? now + 1 : issuedBefore,
    appliesAt: body['allowReauthMargin'] === true ? now + margin : now,
  };
}

function revokeOne(app: App, keyName: string, input: Times & { target: unknown }): object {
  const { target, issuedBefore, validFrom, appliesAt } = input;
  try {
    const text = typeof target === 'string' ? target : '';
    const type = text.slice(0, text.indexOf(':'));
    const value = text.slice(type.length + 1);
    if (!TYPES.includes(type) || value === '') {
      throw new AblyError(40000, 400, `Invalid target "${text}": use one of ${TYPES.join(', ')}.`);
    }
    const revocation: Revocation = { keyName, type, value, issuedBefore: validFrom, appliesAt };
    app.revocations.add(revocation);
    app.connections.revoke(revocation);
    return { target, issuedBefore, appliesAt };
  } catch (thrown) {
    return { target, error: toAblyError(thrown).toWire() };
  }
}
