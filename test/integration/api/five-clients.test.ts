import { z } from 'zod';
import { careMessageResponse } from '../../../src/api/care/care-schemas';
import { createHash } from 'node:crypto';
import { freePort } from '../../../src/dev/processes/free-port';
import { startLoadBalancer } from '../../support/servers/load-balancer';
import type { LoadBalancer } from '../../support/servers/load-balancer';
import { CareFixture } from '../../support/fixtures/care-fixture';
import { recordConversation } from '../../support/recorders/ably-recorder';
import { startProductProcess } from '../../support/servers/product-process';
import type { ProductProcess } from '../../support/servers/product-process';
import { SupportFixture } from '../../support/fixtures/support-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import {
  AblyTranscript,
  CareTranscript,
  DirectTranscript,
  SupportTranscript,
} from '../../support/recorders/transcripts';
import type { TranscriptEntry } from '../../support/recorders/transcripts';
import { waitFor } from '../../support/harness/wait-for';

const ALL = 1_000;
const SENDERS = 10;

let system: TestSystem;
let processes: ProductProcess[];
let balancer: LoadBalancer;
beforeAll(async () => {
  system = await startSystem();
  const ports = [await freePort(), await freePort()];
  processes = await Promise.all(
    ports.map((port) => startProductProcess(system, 'api', { PORT: String(port) })),
  );
  balancer = await startLoadBalancer(ports);
}, 60_000);
afterAll(async () => {
  await balancer.stop();
  for (const one of processes) await one.kill();
  await system.stop();
});

const hashOf = (entries: TranscriptEntry[]): string =>
  createHash('sha256').update(JSON.stringify(entries)).digest('hex');

interface PostRequest {
  as: TestUser;
  path: string;
  body: object;
}

/** Retries until the request succeeds; its idempotency key makes repeats safe. */
async function post({ as, path, body }: PostRequest, key: string): Promise<void> {
  await waitFor(`a response to ${key}`, async () => {
    const response = await fetch(balancer.url + path, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${as.token}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify(body),
    }).catch(() => undefined);
    return response !== undefined && response.status < 300;
  });
}

const acknowledgement = z.object({ success: z.literal(true) });
const messagePage = z.object({ data: z.array(careMessageResponse) });

it('delivers one transcript to five kinds of clients at two processes while connections drop and a process is killed', async () => {
  const care = new CareFixture(system);
  const pair = await care.createPair();
  const { client, psychologist } = pair;
  const careId = await care.startConversation(pair, 'pertama');
  const support = new SupportFixture(system);
  const { customer, admin } = await support.createUsers();
  const roomId = (await support.openRoom(customer, 'pertama')).id;
  await system.drain();

  const direct = [client, psychologist].map((one) => new DirectTranscript(balancer.url, one));
  for (const { client: directClient } of direct) await directClient.waitUntilConnected();
  const sockets = [client, psychologist].map(
    (one) => new CareTranscript(balancer.url, one, careId),
  );
  const streams = [customer, admin].map((one) => new SupportTranscript(balancer.url, one, roomId));
  const ably = new AblyTranscript(await recordConversation(system, client, String(careId)));

  let polledSeq = 0;
  const polled: TranscriptEntry[] = [];
  const poll = async (): Promise<void> => {
    const path = `/api/v1/chat/conversations/${careId}/messages?limit=100&after_seq=${polledSeq}`;
    const headers = { authorization: `Bearer ${psychologist.token}` };
    const response = await fetch(balancer.url + path, { headers }).catch(() => undefined);
    const json: unknown = response?.ok ? await response.json().catch(() => undefined) : undefined;
    for (const one of messagePage.safeParse(json).data?.data ?? []) {
      expect(one.seq).toBe(polledSeq + 1);
      polledSeq = one.seq;
      polled.push([one.id, one.message_text]);
    }
  };

  const sendOne = async (n: number): Promise<void> => {
    const text = `pesan ${n}`;
    const inCare = { path: '/api/v1/chat/messages' };
    const directTranscript = n % 2 === 0 ? direct[0] : direct[1];
    const requests: (() => Promise<unknown>)[] = [
      () => post({ ...inCare, as: client, body: { message_text: text } }, text),
      () => {
        const body = { message_text: text, ibu_hamil_id: Number(client.id) };
        return post({ ...inCare, as: psychologist, body }, text);
      },
      () =>
        waitFor(`a response to ${n}`, async () => {
          const receiver_id = Number((n % 2 === 0 ? psychologist : client).id);
          const payload = { receiver_id, content: text, client_message_id: text };
          const emitter = directTranscript?.client.socket.timeout(2_000);
          const response: unknown = await emitter
            ?.emitWithAck('send_message', payload)
            .catch(() => undefined);
          return acknowledgement.safeParse(response).success;
        }),
      () => {
        const path = `/api/v1/conversations/${careId}/messages`;
        return post({ path, as: client, body: { message: text } }, text);
      },
      () => {
        const as = n % 2 === 0 ? customer : admin;
        return post({ path: `/api/chat/rooms/${roomId}`, as, body: { message: text } }, text);
      },
    ];
    await requests[n % requests.length]?.();
  };

  let answered = 0;
  const numbers = Array.from({ length: ALL }, (_, n) => n);
  const sender = async (): Promise<void> => {
    for (let n = numbers.shift(); n !== undefined; n = numbers.shift()) {
      await sendOne(n);
      answered += 1;
      if (answered % 50 === 0) balancer.dropConnections(0.3);
      if (answered % 200 === 0) system.ably.faults.dropConnections();
      if (answered === ALL / 2) await processes[0]?.kill();
      if (answered % 25 === 0) await poll();
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));

  const inCare = (ALL * 4) / 5;
  const inSupport = ALL / 5;
  await waitFor('the poller', () => poll().then(() => polled.length > inCare), 30_000);
  const complete = (entries: () => TranscriptEntry[], count: number, label: string) =>
    waitFor(label, () => entries().length >= count, 20_000);
  for (const reader of sockets) await complete(() => reader.entries, inCare + 1, 'care');
  for (const reader of direct) await complete(() => reader.entries, inCare, 'direct');
  for (const reader of streams) await complete(() => reader.allEntries, inSupport, 'support');
  await complete(() => ably.entries, inCare, 'Ably');

  const [first, ...rest] = polled;
  expect(first?.[1]).toBe('pertama');
  expect(new Set(rest.map(([, text]) => text)).size).toBe(inCare);
  const truth = hashOf(rest);
  expect(sockets.map(({ entries }) => hashOf(entries))).toEqual([hashOf(polled), hashOf(polled)]);
  expect(direct.map(({ entries }) => hashOf(entries))).toEqual([truth, truth]);
  expect(hashOf(ably.entries)).toBe(truth);
  const written = (entries: TranscriptEntry[]): TranscriptEntry[] =>
    entries.filter(([, text]) => text !== 'pertama');
  const [one, other] = streams.map(({ allEntries: all }) => written(all));
  expect(new Set(one?.map(([, text]) => text)).size).toBe(inSupport);
  expect(one).toHaveLength(inSupport);
  expect(hashOf(one ?? [])).toBe(hashOf(other ?? []));
  for (const reader of [...direct, ...sockets, ...streams, ably]) reader.stop();
}, 120_000);
