import { AblyError } from '../protocol/ably-error';
import type { AppKey } from './app-key';
import type { Identity } from './identity';
import { jwtKeyName, readJwt } from './jwt';
import type { JwtUses } from './jwt-uses';
import type { Revocations } from './revocations';
import { readToken, safeEqual } from './token';

/** A client's credential: a whole key, or a token. */
export type Credential = { key: string } | { token: string };

/** The part of an app that authentication uses. */
export interface AuthApp {
  readonly id: string;
  /** Keys by the part of their name after the app's id. */
  readonly keys: ReadonlyMap<string, AppKey>;
  readonly revocations: Revocations;
  readonly jwtUses: JwtUses;
  /** Tokens that count as expired. */
  readonly expiredTokens: Set<string>;
}

/** An app and an authenticated client of it. */
export interface Principal<A extends AuthApp> {
  app: A;
  identity: Identity;
}

export interface AppFinder<A extends AuthApp> {
  find(id: string): A | undefined;
}

export interface AuthOptions {
  /** Code for an unknown key of a known app: REST reports 40400, a WebSocket 40101. */
  unknownKeyCode?: 40400 | 40101;
}

/** Finds the app of a credential and verifies the credential. */
export function authenticate<A extends AuthApp>(
  apps: AppFinder<A>,
  credential: Credential | undefined,
  { unknownKeyCode = 40101 }: AuthOptions = {},
): Principal<A> {
  if (!credential) {
    throw new AblyError(40101, 401, 'No credentials: give a key or a token.');
  }
  return 'key' in credential
    ? authenticateKey(apps, credential.key, unknownKeyCode)
    : authenticateToken(apps, credential.token);
}

function authenticateKey<A extends AuthApp>(
  apps: AppFinder<A>,
  text: string,
  unknownKeyCode: number,
): Principal<A> {
  const [, name, secret] = /^([^.:]+\.[^:]+):(.+)$/s.exec(text) ?? [];
  if (name === undefined || secret === undefined) {
    throw new AblyError(40101, 401, 'Invalid credentials: a key has the form app.key:secret.');
  }
  const app = apps.find(appIdOf(name));
  if (!app) throw new AblyError(40101, 401, `Invalid credentials: ${unknownApp(name)}`);
  const key = keyNamed(app, name);
  if (!key) throw unknownKey(name, unknownKeyCode);
  if (!safeEqual(key.secret, secret)) {
    throw new AblyError(40101, 401, `Invalid credentials: the secret of key "${name}" is wrong.`);
  }
  return {
    app,
    identity: { key, capability: key.capability, clientIdRule: 'any', claims: new Map() },
  };
}

/**
 * The key of a token request or a JWT; throws 40400 for an unknown app, 40101 for an unknown key.
 * Basic authentication reports the same faults with other codes.
 */
export function findKey<A extends AuthApp>(
  apps: AppFinder<A>,
  name: string,
): { app: A; key: AppKey } {
  const app = apps.find(appIdOf(name));
  if (!app) throw new AblyError(40400, 404, `Not found: ${unknownApp(name)}`);
  const key = keyNamed(app, name);
  if (!key) throw unknownKey(name, 40101);
  return { app, key };
}

function appIdOf(keyName: string): string {
  return keyName.split('.')[0] ?? '';
}

function keyNamed(app: AuthApp, name: string): AppKey | undefined {
  return app.keys.get(name.slice(app.id.length + 1));
}

function unknownApp(keyName: string): string {
  return `there is no app "${appIdOf(keyName)}" on this server; check the key.`;
}

function unknownKey(name: string, code: number): AblyError {
  return new AblyError(code, 401, `Invalid credentials: there is no key "${name}".`);
}

function authenticateToken<A extends AuthApp>(apps: AppFinder<A>, token: string): Principal<A> {
  const principal = readAnyToken(apps, token);
  const { app, identity } = principal;
  if (identity.token) identity.token.text = token;
  if (isExpired(principal, token)) {
    throw new AblyError(40142, 401, 'Token expired: request a new one.');
  }
  app.revocations.check(identity);
  return principal;
}

function isExpired({ app, identity }: Principal<AuthApp>, token: string): boolean {
  return (identity.token?.expires ?? 0) <= Date.now() || app.expiredTokens.has(token);
}

function readAnyToken<A extends AuthApp>(apps: AppFinder<A>, token: string): Principal<A> {
  const segments = token.split('.');
  if (segments.length === 2) {
    const app = apps.find(segments[0] ?? '');
    if (!app) throw new AblyError(40143, 401, 'Token unrecognized: its app is not on this server.');
    return { app, identity: readToken(token, app.keys) };
  }
  const { app, key } = findKey(apps, jwtKeyName(token));
  const identity = readJwt(token, key);
  if (identity.token) identity.token.issued = app.jwtUses.issueTime(token, identity.token.issued);
  return { app, identity };
}
