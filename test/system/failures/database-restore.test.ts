import { Client } from 'pg';
import { CareFixture } from '../../support/fixtures/care-fixture';
import { DirectFixture } from '../../support/fixtures/direct-fixture';
import { createActiveSession } from '../../support/fixtures/active-session';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';
import { ChannelRecorder } from '../../support/recorders/channel-recorder';

/** Messages after the copy was made: the restored database gives out their ids again. */
const LOST = 6;

describe('a database that is replaced by an older copy while everything runs', () => {
  let system: TestSystem;
  let admin: Client;
  let name: string;
  let recorder: ChannelRecorder | undefined;
  let direct: DirectFixture;

  beforeAll(async () => {
    system = await startSystem();
    const url = new URL(system.databaseUrl);
    name = url.pathname.slice(1);
    url.pathname = '/postgres';
    admin = new Client({ connectionString: url.href });
    await admin.connect();
    direct = new DirectFixture(system);
  });
  afterAll(async () => {
    direct.disconnectAll();
    await recorder?.close();
    await system.stop();
    await admin.query(`DROP DATABASE IF EXISTS ${name}_lost WITH (FORCE)`);
    await admin.end();
  });

  /** Ends the product's connections; it cannot reconnect while `work` runs. */
  async function withoutConnections(database: string, work: () => Promise<void>): Promise<void> {
    await admin.query(`ALTER DATABASE ${database} ALLOW_CONNECTIONS false`);
    await waitFor('no connections', async () => {
      const { rowCount } = await admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1`,
        [database],
      );
      return rowCount === 0;
    });
    await work();
  }

  async function backUp(): Promise<void> {
    await withoutConnections(name, async () => {
      await admin.query(`CREATE DATABASE ${name}_copy TEMPLATE ${name}`);
      await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    });
  }

  async function restore(): Promise<void> {
    await withoutConnections(name, async () => {
      await admin.query(`ALTER DATABASE ${name} RENAME TO ${name}_lost`);
      await admin.query(`ALTER DATABASE ${name}_copy RENAME TO ${name}`);
    });
  }

  it('delivers the messages accepted afterwards to Ably, WebSocket and Socket.IO clients', async () => {
    const session = await createActiveSession(system);
    const channel = `chat:session:${session.sessionId}`;
    const ably = (recorder = await ChannelRecorder.open(system, [channel]));
    const care = new CareFixture(system);
    const pair = await care.createPair();
    const conversationId = await care.startConversation(pair, 'begin');
    const careClient = await care.connect(pair.psychologist, conversationId);
    const [from, to] = [await system.addUser('psychologist'), await system.addUser('team')];
    const directClient = await direct.connect(to, ['websocket']);

    const sendAll = async (text: string): Promise<void> => {
      // Refused with 503 while the database is away.
      await waitFor(`${text} accepted`, async () => {
        const body = { sessionId: session.sessionId, message: text, messageType: 'text' };
        const path = '/api/v1/chat/messages';
        return (await system.call('POST', path, { as: session.client, body })).status === 201;
      });
      await waitFor(`${text} accepted by care`, async () => {
        const body = { message_text: text };
        return (await care.postMessage(pair.client, body)).status === 201;
      });
      await waitFor(`${text} accepted by direct`, () =>
        direct.sendMessage(from, to, text).catch(() => undefined),
      );
    };
    const received = () => ({
      ably: ably.messages.flatMap((message) => {
        const data = message.data as { messageType?: string; content: string };
        return message.name === 'message' && data.messageType === 'text' ? [data.content] : [];
      }),
      care: careClient.texts,
      direct: directClient.events.flatMap(({ name: kind, data }) =>
        kind === 'receive_message' ? [(data as { content: string }).content] : [],
      ),
    });
    const all: string[] = [];
    const sendAndReceive = async (texts: string[]): Promise<void> => {
      for (const text of texts) await sendAll(text);
      all.push(...texts);
      await waitFor('every message', () =>
        Object.values(received()).every((got) => all.every((text) => got.includes(text))),
      );
    };
    const numbered = (text: string): string[] =>
      Array.from({ length: LOST }, (_, index) => `${text} ${index}`);

    await sendAndReceive(['before']);
    await system.drain();
    await backUp();
    await sendAndReceive(numbered('lost'));
    await system.drain();
    await restore();
    await sendAndReceive(numbered('after'));

    expect(ably.duplicates()).toEqual([]);
    for (const texts of Object.values(received())) {
      const after = texts.filter((text) => text.startsWith('after'));
      expect(after).toEqual(numbered('after'));
    }
  }, 60_000);
});
