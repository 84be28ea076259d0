import { uploadResponse } from '../../../src/api/tutoring/file-routes';
import { connectHubClient } from '../../support/clients/hub-client';
import { uploadForm } from '../../support/fixtures/file-fixture';
import { TutoringFixture } from '../../support/fixtures/tutoring-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { ApiResponse, TestSystem, TestUser } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

const SECRET_WORD = 'kelapamuda';

let system: TestSystem;
let fixture: TutoringFixture;
let [client, psychologist, colleague, team]: TestUser[] = [];
let group: string;

const users = () => {
  if (!client || !psychologist || !colleague || !team) throw new Error('No users');
  return { client, psychologist, colleague, team };
};
beforeAll(async () => {
  system = await startSystem();
  fixture = new TutoringFixture(system);
});
beforeEach(async () => {
  client = await system.addUser('client');
  psychologist = await system.addUser('psychologist');
  colleague = await system.addUser('psychologist');
  team = await system.addUser('team');
  group = await fixture.createGroup(psychologist, [client]);
});
afterAll(() => system.stop());

const add = (as: TestUser, joining: TestUser): Promise<ApiResponse> =>
  fixture.call('POST', as, `/${group}/participants`, { participantIds: [joining.id] });
const codeOf = ({ status, body }: ApiResponse) => [status, body.code];

describe('a group with a client', () => {
  it('is joined only by users to whom the client has agreed, the team included', async () => {
    const { client, psychologist, colleague, team } = users();
    for (const joining of [colleague, team]) {
      expect(codeOf(await add(psychologist, joining))).toEqual([403, 'client-consent-needed']);
    }
    await fixture.agreeToJoin(client, group, [colleague]);
    expect(codeOf(await add(psychologist, team))).toEqual([403, 'client-consent-needed']);
    const both = { participantIds: [colleague.id, team.id] };
    const refused = await fixture.call('POST', psychologist, `/${group}/participants`, both);
    expect(codeOf(refused)).toEqual([403, 'client-consent-needed']);
    expect((await add(psychologist, colleague)).status).toBe(200);
    const { participants } = await fixture.conversation(client, group);
    expect(participants.map(({ userId }) => userId).sort()).toEqual(
      [client, psychologist, colleague].map(({ id }) => id).sort(),
    );
  });

  it('uses the agreement up, lets the client take it back, and records both', async () => {
    const { client, psychologist, colleague } = users();
    await fixture.agreeToJoin(client, group, [colleague]);
    const back = { participantIds: [colleague.id], agrees: false };
    expect((await fixture.call('PUT', client, `/${group}/consent`, back)).status).toBe(200);
    expect(codeOf(await add(psychologist, colleague))).toEqual([403, 'client-consent-needed']);
    await fixture.agreeToJoin(client, group, [colleague]);
    expect((await add(psychologist, colleague)).status).toBe(200);
    await fixture.call('DELETE', colleague, `/${group}/participants/${colleague.id}`);
    expect(codeOf(await add(psychologist, colleague))).toEqual([403, 'client-consent-needed']);
    const actions = await system.query<{ action: string }>(
      'SELECT action FROM audit_log WHERE conversation_id = $1 AND person_id = $2 ORDER BY id',
      [group, colleague.id],
    );
    expect(actions.map(({ action }) => action)).toEqual([
      ...['group.consent', 'group.withdraw-consent', 'group.consent', 'group.join', 'group.leave'],
    ]);
  });

  it('takes the agreement from the client in it only', async () => {
    const { client, psychologist, colleague, team } = users();
    const stranger = await system.addUser('client');
    const body = { participantIds: [colleague.id], agrees: true };
    for (const as of [psychologist, colleague, team, stranger]) {
      expect((await fixture.call('PUT', as, `/${group}/consent`, body)).status).toBe(403);
    }
    const elsewhere = await fixture.createGroup(psychologist, [client]);
    await fixture.agreeToJoin(client, elsewhere, [colleague]);
    expect(codeOf(await add(psychologist, colleague))).toEqual([403, 'client-consent-needed']);
  });

  it('needs no agreement for whom the client adds', async () => {
    const { client, psychologist, colleague } = users();
    group = await fixture.createGroup(client, [psychologist]);
    expect((await add(client, colleague)).status).toBe(200);
  });
});

describe('a member who is added to a group', () => {
  /** A group with a file and two messages from before, and one after. */
  async function joinLater() {
    const { client, psychologist, colleague } = users();
    const early = await fixture.sendMessage(client, group, `Dulu ${SECRET_WORD}`);
    const second = await fixture.sendMessage(client, group, `Juga ${SECRET_WORD}`);
    const form = uploadForm({ name: `${SECRET_WORD}.txt`, bytes: Buffer.from('Naskah awal\n') });
    const path = `/api/conversations/${group}/upload`;
    const call = { as: client, body: form, reply: uploadResponse };
    const upload = await system.call('POST', path, call);
    expect(upload.status).toBe(201);
    const fileId = upload.body.data.message.content.fileInfo?.fileId ?? '';
    expect(fileId).not.toBe('');
    await fixture.agreeToJoin(client, group, [colleague]);
    expect((await add(psychologist, colleague)).status).toBe(200);
    const later = await fixture.sendMessage(client, group, 'Sesudah itu');
    return { early, second, later, fileId };
  }

  it('reads nothing of what was said before, by any route', async () => {
    const { client, colleague } = users();
    const { early, second, later, fileId } = await joinLater();
    const edit = { content: { text: `Diubah ${SECRET_WORD}` } };
    const path = `/${group}/messages`;
    expect((await fixture.call('PATCH', client, `${path}/${early.id}`, edit)).status).toBe(200);
    const queries = [
      ...['', '?limit=1&page=2', '?limit=1&page=3', '?afterSeq=0', `?before=${early.id}`],
      ...[`?before=${later.id}`, `?around=${early.id}`, `?around=${later.id}&limit=100`],
      ...[`?search=${SECRET_WORD}`, '?before=2100-01-01T00:00:00Z', '?after=0'],
    ];
    const paths = [
      ...queries.map((query) => path + query),
      ...[`/${group}`, '', `/${group}/changes?after=0`, `${path}/changes?after=0`],
    ];
    for (const each of paths) {
      const { text } = await fixture.get(colleague, each);
      expect([each, text.includes(SECRET_WORD)]).toEqual([each, false]);
    }
    const listed = await fixture.messages(colleague, group);
    expect(listed.map(({ content }) => content.systemMessage?.action ?? content.text)).toEqual([
      'user_joined',
      'Sesudah itu',
    ]);
    const changes = await system.call('GET', `/api/v1/conversations/${group}/changes?after=0`, {
      as: colleague,
    });
    expect(changes.text).not.toContain(SECRET_WORD);
    const file = await fetch(`${system.url}/api/files/${fileId}/download`, {
      headers: { authorization: `Bearer ${colleague.token}` },
    });
    expect(file.status).toBe(404);
    const reaction = { emoji: '👍' };
    const react = `${path}/${second.id}/reactions`;
    expect(codeOf(await fixture.call('POST', colleague, react, reaction))).toEqual([
      ...[404, 'message-not-found'],
    ]);
    expect((await fixture.call('POST', client, react, reaction)).status).toBe(200);
  });

  it('receives nothing of it over a socket, neither by catching up nor when it changes', async () => {
    const { client, colleague } = users();
    const { second } = await joinLater();
    const hub = await connectHubClient(system, colleague);
    await hub.join(group, { after: { seq: 0, revision: 0 } });
    await waitFor('the catch-up', () => hub.textsOf(group).includes('Sesudah itu'));
    const edit = { content: { text: `Diubah ${SECRET_WORD}` } };
    const path = `/${group}/messages/${second.id}`;
    expect((await fixture.call('PATCH', client, path, edit)).status).toBe(200);
    await fixture.sendMessage(client, group, 'Terakhir');
    await waitFor('the last message', () => hub.textsOf(group).includes('Terakhir'));
    expect(JSON.stringify(hub.frames)).not.toContain(SECRET_WORD);
    await hub.close();
  });

  it('leaves the history of the others as it was', async () => {
    const { client, psychologist } = users();
    await joinLater();
    for (const one of [client, psychologist]) {
      const texts = (await fixture.messages(one, group)).map(({ content }) => content.text);
      expect(texts.filter((text) => text.includes(SECRET_WORD))).toHaveLength(3);
    }
  });
});
