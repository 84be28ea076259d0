import { randomBytes } from 'node:crypto';
import { App, type Namespace } from './app';
import type { Apps } from './apps';
import type { AppKey } from './auth/app-key';
import { Capability } from './auth/capability';
import { AblyError } from './protocol/ably-error';
import { PresenceAction } from './protocol/actions';
import { readPayload } from './protocol/payload';
import { isPlainObject } from './protocol/plain-value';

type Description = Record<string, unknown>;

/** The response to a request of an SDK test suite. */
export interface CreatedApp {
  appId: string;
  accountId: string;
  keys: Description[];
  namespaces: Description[];
}

/** Creates an app from the description that SDK test suites send. */
export function createApp(apps: Apps, id: string, body: Description): CreatedApp {
  const { maxApps } = apps.limits;
  if (apps.all().length >= maxApps) {
    throw new AblyError(40300, 403, `Too many apps: this server holds ${maxApps}; delete some.`);
  }
  const keys = objects(body, 'keys').map((key, index) => readKey(id, key, index));
  const namespaces = objects(body, 'namespaces');
  const channels = objects(body, 'channels');
  const app = new App(id, { ...apps.limits, ...readLimits(body['limits']) });
  for (const key of keys) app.keys.set(key.id, key);
  app.namespaces = namespaces.map(readNamespace);
  for (const channel of channels) addFixtures(app, channel);
  apps.add(app);
  return { appId: id, accountId: 'local', keys: keys.map(keyView), namespaces };
}

/** Deletes an app with its connections and data. */
export function deleteApp(apps: Apps, app: App): void {
  apps.remove(app.id);
  for (const connection of app.connections.live()) {
    connection.sendError(new AblyError(40400, 404, 'The app was deleted.'));
  }
  app.connections.clear();
  app.channels.clear();
}

function objects(body: Description, field: string): Description[] {
  const list = body[field] ?? [];
  if (Array.isArray(list) && list.every(isPlainObject)) return list;
  throw new AblyError(40000, 400, `"${field}" must be an array of objects.`);
}

function readKey(appId: string, key: Description, index: number): AppKey {
  const id =
    typeof key['id'] === 'string' ? key['id'] : `key${index}${randomBytes(2).toString('hex')}`;
  const capability = key['capability'] ?? '{"*":["*"]}';
  const capabilityText = typeof capability === 'string' ? capability : JSON.stringify(capability);
  return {
    id,
    name: `${appId}.${id}`,
    secret: typeof key['value'] === 'string' ? key['value'] : randomBytes(18).toString('base64url'),
    capability: Capability.parse(capabilityText),
    capabilityText,
    revocableTokens: key['revocableTokens'] === true,
  };
}

function keyView(key: AppKey): Description {
  return {
    id: key.id,
    keyName: key.name,
    keySecret: key.secret,
    keyStr: `${key.name}:${key.secret}`,
    value: key.secret,
    capability: key.capabilityText,
    status: 1,
    revocableTokens: key.revocableTokens,
  };
}

function readNamespace(namespace: Description): Namespace {
  return {
    id: requiredText(namespace, 'id'),
    mutableMessages: namespace['mutableMessages'] === true,
  };
}

function readLimits(limits: unknown): { maxPresenceMembers?: number } {
  const presence = isPlainObject(limits) ? limits['presence'] : undefined;
  const max = isPlainObject(presence) ? presence['maxMembers'] : undefined;
  return typeof max === 'number' && max > 0 ? { maxPresenceMembers: max } : {};
}

/** Adds presence members that stay for the lifetime of the app. */
function addFixtures(app: App, description: Description): void {
  const members = objects(description, 'presence');
  if (members.length === 0) return;
  const channel = app.channel(requiredText(description, 'name'));
  const connectionId = randomBytes(8).toString('hex');
  const timestamp = Date.now();
  const events = members.map((member, index) => ({
    id: `${connectionId}:0:${index}`,
    action: PresenceAction.ENTER,
    clientId: requiredText(member, 'clientId'),
    connectionId,
    timestamp,
    ...readPayload(fixtureData(member['data']), member['encoding']),
  }));
  channel.presence.apply(events, `${connectionId}:0`);
}

function requiredText(description: Description, field: string): string {
  const text = description[field];
  if (typeof text === 'string') return text;
  throw new AblyError(40000, 400, `"${field}" must be a string.`);
}

/** Converts numbers and booleans of fixtures to text. */
function fixtureData(data: unknown): unknown {
  return typeof data === 'number' || typeof data === 'boolean' ? String(data) : data;
}
