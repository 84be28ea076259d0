import type { App } from '../app';
import { AblyError } from '../protocol/ably-error';
import type { AppKey } from './app-key';
import type { Identity } from './identity';
import { jwtKeyName, readJwt } from './jwt';
import { readToken, safeEqual } from './token';

/** What a client presented: a whole key, or a token. */
export type Credential = { key: string } | { token: string };

/** An app and who is speaking to it. */
export interface Principal {
  app: App;
  identity: Identity;
}

/** Where apps are looked up; a connection's own app when it renews its token. */
export interface AppFinder {
  find(id: string): App | undefined;
}

/** Finds the app a credential belongs to and checks the credential. */
export function authenticate(apps: AppFinder, credential: Credential | undefined): Principal {
  if (!credential) {
    throw new AblyError(40101, 401, 'No credentials: give a key or a token.');
  }
  return 'key' in credential
    ? authenticateKey(apps, credential.key)
    : authenticateToken(apps, credential.token);
}

function authenticateKey(apps: AppFinder, text: string): Principal {
  const [, name, secret] = /^([^.:]+\.[^:]+):(.+)$/s.exec(text) ?? [];
  if (name === undefined || secret === undefined) {
    throw new AblyError(40101, 401, 'Invalid credentials: a key has the form app.key:secret.');
  }
  const { app, key } = findKey(apps, name);
  if (!safeEqual(key.secret, secret)) {
    throw new AblyError(40101, 401, `Invalid credentials: the secret of key "${name}" is wrong.`);
  }
  return {
    app,
    identity: { key, capability: key.capability, clientIdRule: 'any', claims: new Map() },
  };
}

/** The key with this name; 40400 when its app is unknown, 40101 when only the key is. */
export function findKey(apps: AppFinder, name: string): { app: App; key: AppKey } {
  const app = findApp(apps, name.split('.')[0] ?? '');
  const key = app.keys.get(name.slice(app.id.length + 1));
  if (!key) throw new AblyError(40101, 401, `Invalid credentials: there is no key "${name}".`);
  return { app, key };
}

function findApp(apps: AppFinder, id: string): App {
  const app = apps.find(id);
  if (!app) {
    throw new AblyError(40400, 404, `There is no app "${id}" on this server; check the key.`);
  }
  return app;
}

function authenticateToken(apps: AppFinder, token: string): Principal {
  const principal = readAnyToken(apps, token);
  const { app, identity } = principal;
  if (identity.token) identity.token.text = token;
  if (isExpired(principal, token)) {
    throw new AblyError(40142, 401, 'Token expired: request a new one.');
  }
  app.revocations.check(identity);
  return principal;
}

function isExpired({ app, identity }: Principal, token: string): boolean {
  return (identity.token?.expires ?? 0) <= Date.now() || app.expiredTokens.has(token);
}

function readAnyToken(apps: AppFinder, token: string): Principal {
  const parts = token.split('.');
  if (parts.length === 2) {
    const app = apps.find(parts[0] ?? '');
    if (!app) throw new AblyError(40143, 401, 'Token unrecognized: its app is not on this server.');
    return { app, identity: readToken(token, app.keys) };
  }
  const { app, key } = findKey(apps, jwtKeyName(token));
  return { app, identity: readJwt(token, key) };
}
