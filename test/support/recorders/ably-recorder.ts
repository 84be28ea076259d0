import * as Ably from 'ably';
import type { z } from 'zod';
import {
  conversationChannelsSchema,
  issuedTokenSchema,
} from '../../../src/api/shared/ably-token-schema';
import type { ApiResponse, TestUser, TestSystem } from '../harness/test-system';
import type { JsonObject } from '../clients/typed-data';
import { waitFor } from '../harness/wait-for';

/** What the routes that issue tokens return; each names its own channels. */
const tokenSchema = issuedTokenSchema.extend(conversationChannelsSchema.partial().shape);
type IssuedToken = z.infer<typeof tokenSchema>;

export interface ReceivedMessage {
  channel: string;
  name: string;
  data: JsonObject;
  clientId?: string;
  at: number;
}

/** Records channels through the unmodified Ably SDK with the product's tokens. */
export class AblyRecorder {
  readonly received: ReceivedMessage[] = [];

  constructor(readonly client: Ably.Realtime) {}

  /** `key`: of an encrypted channel. */
  async subscribe(channel: string, key?: string): Promise<void> {
    const options = key === undefined ? {} : { cipher: { key } };
    await this.client.channels.get(channel, options).subscribe((message) => {
      this.received.push({
        channel,
        name: message.name ?? '',
        data: message.data as JsonObject,
        ...(message.clientId ? { clientId: message.clientId } : {}),
        at: Date.now(),
      });
    });
  }

  named(name: string): ReceivedMessage[] {
    return this.received.filter((one) => one.name === name);
  }

  /** Resolves with the first received message that matches. */
  waitFor(
    what: string,
    matches: (message: ReceivedMessage) => boolean,
    limitMs?: number,
  ): Promise<ReceivedMessage> {
    return waitFor(what, () => this.received.find(matches), limitMs);
  }

  /** Enters the presence of a session's channel, as an open page does. */
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

/** Records a session's channel and the participant's user channel. */
export function recordSession(
  system: TestSystem,
  user: TestUser,
  sessionId: string,
): Promise<AblyRecorder> {
  const path = `/api/v1/chat/ably-token?sessionId=${sessionId}`;
  return record(system, user, path, ({ channelName }) => [channelName, `user:${user.id}`]);
}

/** Records the channels of a conversation outside sessions and the member's user channel. */
export function recordConversation(
  system: TestSystem,
  user: TestUser,
  conversationId: string,
): Promise<AblyRecorder> {
  const path = `/api/v1/conversations/${conversationId}/ably-token`;
  return record(system, user, path, ({ channelName, typingChannelName }) => [
    channelName,
    typingChannelName,
    `user:${user.id}`,
  ]);
}

/** Records a user's notifications. */
export function recordUserChannel(system: TestSystem, user: TestUser): Promise<AblyRecorder> {
  const path = '/api/v1/notifications/ably-token';
  return record(system, user, path, ({ channelName }) => [channelName]);
}

/** Records team:sessions. */
export function recordTeamChannel(system: TestSystem, user: TestUser): Promise<AblyRecorder> {
  return record(system, user, '/api/v1/team/ably-token', () => ['team:sessions']);
}

/** Connects with the token of a route and subscribes to channels that its response names. */
async function record(
  system: TestSystem,
  user: TestUser,
  path: string,
  channelsOf: (token: IssuedToken) => (string | undefined)[],
): Promise<AblyRecorder> {
  const { status, text, body } = await issueToken(system, user, path);
  if (status !== 200) throw new Error(`No token: ${text}`);
  const recorder = new AblyRecorder(connectAbly(system, body.data.ably, path, user));
  system.closeAtEnd(recorder.client);
  const { channelName, typingChannelName, encryption } = body.data;
  const keys = new Map([
    [channelName, encryption?.channelKey],
    [typingChannelName, encryption?.typingChannelKey],
  ]);
  for (const channel of channelsOf(body.data)) {
    await recorder.subscribe(String(channel), keys.get(channel));
  }
  return recorder;
}

function issueToken(
  system: TestSystem,
  user: TestUser,
  path: string,
): Promise<ApiResponse<IssuedToken>> {
  return system.call('GET', path, { as: user, reply: tokenSchema });
}

/** The SDK requests a token from the route whenever it needs one. */
function connectAbly(
  system: TestSystem,
  address: object,
  path: string,
  user: TestUser,
): Ably.Realtime {
  return new Ably.Realtime({
    ...address,
    disableConnectivityCheck: true,
    disconnectedRetryTimeout: 300,
    logLevel: 0,
    authCallback: (_params, done) => {
      void issueToken(system, user, path).then(
        ({ status, body }) =>
          status === 200 ? done(null, body.data.token) : done(body.message, null),
        (error: Error) => done(error.message, null),
      );
    },
  });
}
