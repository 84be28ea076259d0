import { ConnectedClients } from '../../support/fixtures/connected-clients';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { ReplacedDatabase } from '../../support/servers/replaced-database';

/** Messages after the copy was made: the restored database gives out their ids again. */
const LOST = 6;

describe('a database that is replaced by an older copy while everything runs', () => {
  let system: TestSystem;
  let database: ReplacedDatabase;
  let clients: ConnectedClients | undefined;

  beforeAll(async () => {
    system = await startSystem();
    database = await ReplacedDatabase.of(system);
  });
  afterAll(async () => {
    await clients?.close();
    await system.stop();
    await database.close();
  });

  it('delivers the messages accepted afterwards to Ably, WebSocket and Socket.IO clients', async () => {
    clients = await ConnectedClients.connect(system);
    const numbered = (text: string): string[] =>
      Array.from({ length: LOST }, (_, index) => `${text} ${index}`);

    await clients.sendAndReceive(['before']);
    await system.drain();
    await database.backUp();
    await clients.sendAndReceive(numbered('lost'));
    await system.drain();
    await database.restore();
    await clients.sendAndReceive(numbered('after'));

    expect(clients.duplicates()).toEqual([]);
    for (const texts of Object.values(clients.received())) {
      const after = texts.filter((text) => text.startsWith('after'));
      expect(after).toEqual(numbered('after'));
    }
  }, 60_000);
});
