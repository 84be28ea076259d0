import { setTimeout as pause } from 'node:timers/promises';
import { waitFor } from '../../support/harness/wait-for';
import type { ApiClient, ChaosUser } from '../clients/api-client';
import { CareSubscriber } from '../clients/care-subscriber';
import { DirectSubscriber } from '../clients/direct-subscriber';
import { SupportSubscriber } from '../clients/support-subscriber';
import type { UserFactory } from './create-users';
import type { LoadLog } from './load-log';
import { Sender } from './sender';
import type { Attempt } from './sender';
import { idOf } from './session-load';

const SEND_EVERY_MS = 1_200;
const READ_EVERY = 7;
const ROOMS_PER_KIND = 3;

/** A conversation of two users that lasts for the whole run. */
interface Room {
  name: string;
  /** One after the other. */
  writers: { user: ChaosUser; attempt: Attempt }[];
  /** Marks everything as read by the second writer. */
  markRead?: () => Promise<unknown>;
}

/** Opens conversations of the care, support and direct contracts, with a subscriber per member. */
export async function openRooms(api: ApiClient, users: UserFactory, log: LoadLog): Promise<Room[]> {
  const rooms: Room[] = [];
  for (let number = 1; number <= ROOMS_PER_KIND; number += 1) {
    rooms.push(
      await openCareRoom(api, users, { log, name: `care-${number}` }),
      await openSupportRoom(api, users, { log, name: `support-${number}` }),
      await openDirectRoom(api, users, { log, name: `direct-${number}` }),
    );
  }
  await waitFor('live subscribers', () =>
    log.subscribers.every(({ liveSince }) => liveSince !== undefined),
  );
  return rooms;
}

/** Sends until `signal` is aborted. */
export async function runRoom(
  { name, writers, markRead }: Room,
  log: LoadLog,
  { until, isStopped }: { until: number; isStopped: () => boolean },
): Promise<void> {
  const sender = new Sender(name, log.sent, isStopped);
  for (let turn = 0; Date.now() < until && !isStopped(); turn += 1) {
    const writer = writers[turn % writers.length];
    if (writer) await sender.send(writer.user.id, writer.attempt);
    if (turn % READ_EVERY === 0) await markRead?.();
    await pause(SEND_EVERY_MS);
  }
}

interface Opening {
  log: LoadLog;
  name: string;
}

async function openCareRoom(
  api: ApiClient,
  users: UserFactory,
  { log, name }: Opening,
): Promise<Room> {
  const client = await users.create('client');
  const psychologist = await users.create('psychologist');
  await users.assign(client, psychologist);
  const post =
    (user: ChaosUser, more: object): Attempt =>
    async (message_text, client_message_id) => {
      const body = { message_text, client_message_id, ...more };
      const path = '/api/v1/chat/messages';
      const answer = await api.call({ as: user, method: 'POST', path, body });
      return answer && { status: answer.status, messageId: idOf(answer.data) };
    };
  const writers = [
    { user: client, attempt: post(client, {}) },
    { user: psychologist, attempt: post(psychologist, { ibu_hamil_id: Number(client.id) }) },
  ];
  const path = '/api/v1/chat/messages';
  const first = { message_text: `${name}-0`, client_message_id: `${name}-0` };
  const opened = await api.call({ as: client, method: 'POST', path, body: first });
  const { conversation_id } = opened?.data as { conversation_id: number };
  const room = { id: String(conversation_id), conversation: name };
  for (const { user } of writers) log.subscribers.push(new CareSubscriber(api.url, user, room));
  const read = `/api/v1/chat/conversations/${conversation_id}/mark-read`;
  const markRead = () => api.call({ as: psychologist, method: 'POST', path: read, body: {} });
  return { name, writers, markRead };
}

async function openSupportRoom(
  api: ApiClient,
  users: UserFactory,
  { log, name }: Opening,
): Promise<Room> {
  const customer = await users.create('client');
  const admin = await users.create('team');
  const body = { message: `${name}-0`, clientMessageId: `${name}-0` };
  const opened = await api.call({ as: customer, method: 'POST', path: '/api/chat/rooms', body });
  const { id } = opened?.data as { id: number };
  const post =
    (user: ChaosUser): Attempt =>
    async (message, clientMessageId) => {
      const path = `/api/chat/rooms/${id}`;
      const answer = await api.call({
        as: user,
        method: 'POST',
        path,
        body: { message, clientMessageId },
      });
      return answer && { status: answer.status, messageId: idOf(answer.data) };
    };
  const writers = [customer, admin].map((user) => ({ user, attempt: post(user) }));
  const room = { id: String(id), conversation: name };
  for (const { user } of writers) log.subscribers.push(new SupportSubscriber(api.url, user, room));
  const markRead = () =>
    api.call({ as: admin, method: 'POST', path: `/api/chat/rooms/${id}/read`, body: {} });
  return { name, writers, markRead };
}

async function openDirectRoom(
  api: ApiClient,
  users: UserFactory,
  { log, name }: Opening,
): Promise<Room> {
  const pair = [await users.create('psychologist'), await users.create('team')] as const;
  const writers = pair.map((user, index) => {
    const other = pair[1 - index] ?? pair[0];
    const subscriber = new DirectSubscriber(api, user, { other, conversation: name });
    log.subscribers.push(subscriber);
    const attempt: Attempt = async (text, clientMessageId) => {
      const answer = await subscriber.send(text, clientMessageId);
      if (!answer) return undefined;
      return {
        status: answer.success ? 201 : (answer.statusCode ?? 500),
        messageId: idOf(answer.data),
      };
    };
    return { user, attempt };
  });
  return { name, writers };
}
