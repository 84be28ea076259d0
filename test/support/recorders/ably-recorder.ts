import * as Ably from 'ably';
import type { TestUser, TestSystem, Wire } from '../harness/test-system';
import { waitFor } from '../harness/wait-for';

export interface ReceivedMessage {
  channel: string;
  name: string;
  data: Wire;
  clientId?: string;
  at: number;
}

/** Somebody who listens through the unmodified Ably SDK, with the product's own token. */
export class AblyRecorder {
  readonly received: ReceivedMessage[] = [];

  constructor(readonly client: Ably.Realtime) {}

  async subscribe(channel: string): Promise<void> {
    await this.client.channels.get(channel).subscribe((message) => {
      this.received.push({
        channel,
        name: message.name ?? '',
        data: message.data,
        ...(message.clientId ? { clientId: message.clientId } : {}),
        at: Date.now(),
      });
    });
  }

  named(name: string): ReceivedMessage[] {
    return this.received.filter((one) => one.name === name);
  }

  /** Waits until something that fits was heard. */
  waitFor(
    what: string,
    fits: (heard: ReceivedMessage) => boolean,
    limitMs?: number,
  ): Promise<ReceivedMessage> {
    return waitFor(what, () => this.received.find(fits), limitMs);
  }

  /** Sits down in a session's room, as an open page does. */
  async enterPresence(sessionId: string): Promise<void> {
    await this.client.channels.get(`chat:session:${sessionId}`).presence.enter();
  }

  async close(): Promise<void> {
    this.client.close();
    await waitFor('a closed connection', () =>
      ['closed', 'failed'].includes(this.client.connection.state),
    );
  }
}

/** A participant's connection; the SDK asks the API for tokens whenever it needs one. */
export async function recordSession(
  system: TestSystem,
  person: TestUser,
  sessionId: string,
): Promise<AblyRecorder> {
  const token = await system.call('GET', `/api/v1/chat/ably-token?sessionId=${sessionId}`, {
    as: person,
  });
  if (token.status !== 200) throw new Error(`No token: ${token.body.message}`);
  const client = connectAbly(
    system,
    token.body.data.ably,
    `/api/v1/chat/ably-token?sessionId=${sessionId}`,
    person,
  );
  const listener = new AblyRecorder(client);
  await listener.subscribe(token.body.data.channelName);
  await listener.subscribe(`user:${person.id}`);
  return listener;
}

/** A person's connection to what concerns them across all sessions. */
export async function recordUserChannel(
  system: TestSystem,
  person: TestUser,
): Promise<AblyRecorder> {
  const path = '/api/v1/notifications/ably-token';
  const token = await system.call('GET', path, { as: person });
  const listener = new AblyRecorder(connectAbly(system, token.body.data.ably, path, person));
  await listener.subscribe(token.body.data.channelName);
  return listener;
}

/** The team's connection to team:sessions. */
export async function recordTeamChannel(
  system: TestSystem,
  person: TestUser,
): Promise<AblyRecorder> {
  const token = await system.call('GET', '/api/v1/team/ably-token', { as: person });
  const listener = new AblyRecorder(
    connectAbly(system, token.body.data.ably, '/api/v1/team/ably-token', person),
  );
  await listener.subscribe('team:sessions');
  return listener;
}

export function connectAbly(
  system: TestSystem,
  address: object,
  path: string,
  person: TestUser,
): Ably.Realtime {
  return new Ably.Realtime({
    ...address,
    disableConnectivityCheck: true,
    disconnectedRetryTimeout: 300,
    logLevel: 0,
    authCallback: (_params, done) => {
      void system.call('GET', path, { as: person }).then(
        ({ status, body }) =>
          status === 200 ? done(null, body.data.token) : done(body.message, null),
        (error: Error) => done(error.message, null),
      );
    },
  });
}
