import { createHash } from 'node:crypto';
import { encryptLegacyClientMessageIds } from '../../../src/chat/messages/encrypt-client-message-ids';
import { encryptLegacyHashes } from '../../../src/files/file-hash';
import { findPlaintext } from '../../support/checks/find-plaintext';
import { dumpDatabase } from '../../support/checks/stored-data';
import { FileFixture } from '../../support/fixtures/file-fixture';
import { pdfOf } from '../../support/fixtures/sample-files';
import { TutoringFixture } from '../../support/fixtures/tutoring-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem, TestUser } from '../../support/harness/test-system';

/** A text that a client misuses as an id. */
const TEXT_AS_ID = 'Aku takut pulang ke rumah';

let system: TestSystem;
let tutoring: TutoringFixture;
let [client, psychologist]: TestUser[] = [];
let conversationId: string;
const as = () => ({ from: client as TestUser, to: psychologist as TestUser });
beforeEach(async () => {
  system = await startSystem({ worker: false });
  tutoring = new TutoringFixture(system);
  client = await system.addUser('client');
  psychologist = await system.addUser('psychologist');
  conversationId = await tutoring.createDirect(psychologist, client);
});
afterEach(() => system.stop());

const send = (text: string, clientMessageId: string) =>
  tutoring.sendMessage(as().from, conversationId, text, { clientMessageId });
const inDatabase = async (secret: string | Buffer): Promise<string[]> =>
  findPlaintext(secret, await dumpDatabase(system));

async function storedId(messageId: string): Promise<string | null | undefined> {
  const query = 'SELECT client_message_id AS id FROM messages WHERE id = $1';
  return (await system.query<{ id: string | null }>(query, [messageId]))[0]?.id;
}

describe('an id of a client that is a text', () => {
  it('is not stored readably, identifies a repeat, and is shown as it was sent', async () => {
    const first = await send('Halo', TEXT_AS_ID);
    expect(first.metadata).toEqual({ clientMessageId: TEXT_AS_ID });
    expect(await inDatabase(TEXT_AS_ID)).toEqual([]);
    const repeated = await send('Halo', TEXT_AS_ID);
    expect(repeated).toEqual(first);
    expect((await send('Halo', `${TEXT_AS_ID}!`)).id).not.toBe(first.id);
    const path = `/${conversationId}/messages`;
    const page = await tutoring.get(as().to, path);
    expect(JSON.stringify(page.body.data)).toContain(`"clientMessageId":"${TEXT_AS_ID}"`);
  });

  it('is shown with the latest message of a list, and with a deleted one', async () => {
    const sent = await send('Halo', TEXT_AS_ID);
    const list = async () =>
      JSON.stringify(
        (await system.call('GET', '/api/v1/conversations', { as: as().to })).body.data,
      );
    expect(await list()).toContain(`"clientMessageId":"${TEXT_AS_ID}"`);
    await tutoring.call('DELETE', as().from, `/${conversationId}/messages/${sent.id}`);
    const page = await tutoring.get(as().to, `/${conversationId}/messages`);
    expect(JSON.stringify(page.body.data)).toContain(`"clientMessageId":"${TEXT_AS_ID}"`);
  });

  it.each(['client_1732960000000', 'b1946ac9-2492-4d23-8f2e-7d1a2b3c4d5e', 'x'.repeat(64)])(
    'is stored as it is where programs made it: %s',
    async (id) => {
      expect(await storedId((await send('Halo', id)).id)).toBe(id);
    },
  );

  it.each(['~', `~${'x'.repeat(60)}`, 'x'.repeat(65), 'x'.repeat(200), '🙂', ' '])(
    'comes back unchanged and identifies a repeat: %j',
    async (id) => {
      const first = await send('Halo', id);
      expect(first.metadata).toEqual({ clientMessageId: id });
      expect(await send('Halo', id)).toEqual(first);
      expect(await storedId(first.id)).toMatch(/^~[\w-]{39,}$/);
      const page = await tutoring.get(as().to, `/${conversationId}/messages`);
      expect(JSON.stringify(page.body.data)).toContain(`"clientMessageId":${JSON.stringify(id)}`);
    },
  );

  it('differs between conversations for the same text', async () => {
    const other = await system.addUser('psychologist');
    const otherId = await tutoring.createDirect(other, as().from);
    const first = await send('Halo', TEXT_AS_ID);
    const second = await tutoring.sendMessage(as().from, otherId, 'Halo', {
      clientMessageId: TEXT_AS_ID,
    });
    expect(second.id).not.toBe(first.id);
    expect(await storedId(second.id)).not.toBe(await storedId(first.id));
  });

  it('is encrypted by the worker where an earlier version stored it', async () => {
    const { id } = await send('Halo', 'made-by-a-program');
    await system.query('UPDATE messages SET client_message_id = $2 WHERE id = $1', [
      id,
      TEXT_AS_ID,
    ]);
    expect(await inDatabase(TEXT_AS_ID)).not.toEqual([]);
    expect(await encryptLegacyClientMessageIds(system.context.chat)).toBe(1);
    expect(await inDatabase(TEXT_AS_ID)).toEqual([]);
    expect((await send('Halo', TEXT_AS_ID)).id).toBe(id);
    expect(await encryptLegacyClientMessageIds(system.context.chat)).toBe(0);
  });
});

describe('the hash of a file', () => {
  const bytes = pdfOf(20_000);
  const sha256 = createHash('sha256').update(bytes).digest();

  async function hashOnTheWire(files: FileFixture, fileId: string): Promise<string> {
    return (await files.fileInfo(fileId)).fileHash;
  }

  it('does not tell who reads the database which known file is stored', async () => {
    const files = await FileFixture.create(system);
    const fileId = await files.uploadForId({ name: 'rencana.pdf', bytes });
    expect(await inDatabase(sha256)).toEqual([]);
    expect(await hashOnTheWire(files, fileId)).toBe(sha256.toString('hex'));
    const repeated = await files.uploadForId({ name: 'sama.pdf', bytes });
    const [first, second] = [await files.storedFile(fileId), await files.storedFile(repeated)];
    expect(second.storage_key).toBe(first.storage_key);
  });

  it('is encrypted by the worker where an earlier version stored it', async () => {
    const files = await FileFixture.create(system);
    const fileId = await files.uploadForId({ name: 'rencana.pdf', bytes });
    const { storage_key: key } = await files.storedFile(fileId);
    await system.query('UPDATE file_blobs SET sha256 = $2 WHERE storage_key = $1', [key, sha256]);
    expect(await inDatabase(sha256)).not.toEqual([]);
    expect(await hashOnTheWire(files, fileId)).toBe(sha256.toString('hex'));
    expect(await encryptLegacyHashes(system.context.files)).toBe(1);
    expect(await inDatabase(sha256)).toEqual([]);
    expect(await hashOnTheWire(files, fileId)).toBe(sha256.toString('hex'));
    const repeated = await files.uploadForId({ name: 'sama.pdf', bytes });
    expect((await files.storedFile(repeated)).storage_key).toBe(key);
    expect(await encryptLegacyHashes(system.context.files)).toBe(0);
  });
});
