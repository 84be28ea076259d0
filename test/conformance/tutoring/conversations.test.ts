import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import type { TestUser, TestSystem, Wire } from '../../support/harness/test-system';
import { TutoringFixture } from '../../support/fixtures/tutoring-fixture';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const EVERYTHING = ['read', 'write', 'upload', 'download'];

let stage: SessionHarness;
let system: TestSystem;
let scene: TutoringFixture;
let session: TestSession;
let student: TestUser;
let tutor: TestUser;
let colleague: TestUser;
beforeAll(async () => {
  stage = await SessionHarness.start();
  ({ system } = stage);
  scene = new TutoringFixture(system);
  session = await stage.createSession('active');
});
beforeEach(async () => {
  student = await system.addUser('client');
  tutor = await system.addUser('psychologist');
  colleague = await system.addUser('psychologist');
});
afterAll(() => stage.stop());

async function shown(as: TestUser, id: string): Promise<Wire> {
  const { status, body } = await scene.get(as, `/${id}`);
  expect(status).toBe(200);
  return body.data.conversation;
}

interface Participant {
  userId: string;
  role: string;
  joinedAt: string;
  leftAt: string | null;
  permissions: string[];
}

function participantIn({ participants }: Wire, { id }: TestUser): Participant {
  const found = (participants as Participant[]).find(({ userId }) => userId === id);
  if (!found) throw new Error('Not a participant');
  return found;
}

const idsOf = (list: Wire[]): string[] => list.map(({ id }) => id as string);
const roomOf = ({ response: answer }: TestSession): string =>
  answer.body.data.chatSession?.conversationId ?? '';

describe('what a conversation is', () => {
  it('tutoring-39 is direct, consultation or group', async () => {
    expect((await shown(tutor, await scene.createDirect(tutor, student))).type).toBe('direct');
    expect((await shown(tutor, await scene.createGroup(tutor, [colleague]))).type).toBe('group');
    expect((await shown(session.client, roomOf(session))).type).toBe('consultation');
  });

  it('tutoring-40 names its consultation, if it belongs to one', async () => {
    const room = await shown(session.psychologist, roomOf(session));
    expect(room.consultationId).toBe(session.counselingId);
    expect(
      (await shown(tutor, await scene.createDirect(tutor, student))).consultationId,
    ).toBeNull();
  });

  it('tutoring-41 has a title, which lies sealed; a consultation is called by its time', async () => {
    const title = 'Bimbingan Skripsi Bab Tiga';
    const id = await scene.createGroup(tutor, [colleague], { title });
    expect((await shown(colleague, id)).title).toBe(title);
    expect((await shown(session.client, roomOf(session))).title).toBe(
      'Konseling 10 Agustus 2025, 08.00',
    );
    const [row] = await system.query(
      'SELECT title FROM conversation_details WHERE conversation_id = $1',
      [id],
    );
    expect((row.title as Buffer).includes('Skripsi')).toBe(false);
  });

  it('tutoring-42 has participants, each a student or a tutor', async () => {
    const id = await scene.createGroup(tutor, [student, stage.team]);
    const room = await shown(student, id);
    expect(room.participants).toHaveLength(3);
    expect(participantIn(room, student).role).toBe('student');
    expect(participantIn(room, tutor).role).toBe('tutor');
    expect(participantIn(room, stage.team).role).toBe('tutor');
  });

  it('tutoring-43 says when each joined and left', async () => {
    const id = await scene.createGroup(tutor, [student]);
    const path = `/${id}/participants`;
    await scene.call('POST', tutor, path, { participantIds: [colleague.id] });
    expect(await scene.call('DELETE', colleague, `${path}/${colleague.id}`)).toMatchObject({
      status: 200,
    });
    const room = await shown(tutor, id);
    expect(participantIn(room, colleague).joinedAt).toMatch(INSTANT);
    expect(participantIn(room, colleague).leftAt).toMatch(INSTANT);
    expect(participantIn(room, student).joinedAt).toMatch(INSTANT);
    expect(participantIn(room, student).leftAt).toBeNull();
    expect((await scene.get(colleague, `/${id}`)).status).toBe(403);
    expect(idsOf(await scene.list(colleague))).not.toContain(id);
  });

  it('tutoring-44 lets each read, write, upload and download, or less', async () => {
    const id = await scene.createGroup(tutor, [student, colleague]);
    const of = async (person: TestUser): Promise<string[]> =>
      participantIn(await shown(tutor, id), person).permissions;
    expect(await of(student)).toEqual(EVERYTHING);
    const path = `/${id}/participants/${student.id}`;
    await scene.call('PATCH', tutor, path, { permissions: ['read'] });
    expect(await of(student)).toEqual(['read']);
    const refused = await scene.call('POST', student, `/${id}/messages`, {
      content: { text: 'Halo' },
    });
    expect(refused).toMatchObject({ status: 403, body: { code: 'permission-missing' } });
    expect((await scene.get(student, `/${id}/messages`)).status).toBe(200);
    await scene.call('PATCH', tutor, path, { permissions: [] });
    expect((await scene.get(student, `/${id}/messages`)).status).toBe(403);
    expect((await scene.call('PATCH', student, path, { permissions: EVERYTHING })).status).toBe(
      403,
    );
    expect(await of(colleague)).toEqual(EVERYTHING);
  });
});

describe('its settings', () => {
  async function settingsOf(id: string): Promise<Wire> {
    return (await shown(tutor, id)).settings;
  }

  async function change(id: string, settings: object): Promise<number> {
    return (await scene.call('PATCH', tutor, `/${id}`, { settings })).status;
  }

  it('tutoring-45 allow files to be sent, until that is changed', async () => {
    const id = await scene.createDirect(tutor, student);
    expect((await settingsOf(id)).allowFileUpload).toBe(true);
    expect(await change(id, { allowFileUpload: false })).toBe(200);
    expect((await settingsOf(id)).allowFileUpload).toBe(false);
  });

  it('tutoring-46 take files of up to 10485760 bytes, never of more', async () => {
    const id = await scene.createDirect(tutor, student);
    expect((await settingsOf(id)).maxFileSize).toBe(10_485_760);
    expect(await change(id, { maxFileSize: 10_485_761 })).toBe(400);
    expect(await change(id, { maxFileSize: 1024 })).toBe(200);
    expect((await settingsOf(id)).maxFileSize).toBe(1024);
  });

  it('tutoring-47 list the types that are taken: the eight of the system, or fewer (C-28)', async () => {
    const id = await scene.createDirect(tutor, student);
    const all = ['.pdf', '.docx', '.pptx', '.txt', '.jpg', '.jpeg', '.png', '.gif'];
    expect((await settingsOf(id)).allowedFileTypes).toEqual(all);
    expect(await change(id, { allowedFileTypes: ['.pdf', '.exe'] })).toBe(400);
    const some = ['.pdf', '.docx', '.jpg', '.png'];
    expect(await change(id, { allowedFileTypes: some })).toBe(200);
    expect((await settingsOf(id)).allowedFileTypes).toEqual(some);
  });

  it('tutoring-48 archive a consultation when it closes only where its people wish so', async () => {
    const ended = async (wish: object): Promise<Wire> => {
      const held = await stage.createSession('warned');
      const as = held.psychologist;
      const path = `/${roomOf(held)}`;
      expect((await shown(as, roomOf(held))).settings.autoArchive).toBe(false);
      expect((await scene.call('PATCH', as, path, { settings: wish })).status).toBe(200);
      await stage.runStep(held, 'auto-end');
      return (await shown(held.client, roomOf(held))).metadata;
    };
    expect((await ended({ allowFileUpload: true })).isArchived).toBe(false);
    expect((await ended({ autoArchive: true })).isArchived).toBe(true);
  });

  it('tutoring-49 keep words for 365 days, or as the people need it (C-27)', async () => {
    const id = await scene.createDirect(tutor, student);
    expect((await settingsOf(id)).retention).toBe(365);
    expect(await change(id, { retention: 0 })).toBe(400);
    expect(await change(id, { retention: 730 })).toBe(200);
    expect((await settingsOf(id)).retention).toBe(730);
  });
});

describe('what is noted of it', () => {
  it('tutoring-50 says when it last moved and how many messages it has', async () => {
    const id = await scene.createDirect(tutor, student);
    expect((await shown(tutor, id)).metadata).toMatchObject({
      lastMessageAt: null,
      messageCount: 0,
    });
    await scene.sendMessage(tutor, id, 'satu');
    const { createdAt } = await scene.sendMessage(student, id, 'dua');
    expect((await shown(tutor, id)).metadata).toMatchObject({
      lastMessageAt: createdAt,
      messageCount: 2,
    });
  });

  it('tutoring-51 says whether I archived it, when, and who made it', async () => {
    const id = await scene.createDirect(tutor, student);
    expect((await shown(student, id)).metadata).toMatchObject({
      isArchived: false,
      archivedAt: null,
      createdBy: tutor.id,
    });
    await scene.call('POST', student, `/${id}/archive`);
    const { metadata } = await shown(student, id);
    expect(metadata.isArchived).toBe(true);
    expect(metadata.archivedAt).toMatch(INSTANT);
    expect((await shown(tutor, id)).metadata.isArchived).toBe(false);
    expect((await shown(session.client, roomOf(session))).metadata.createdBy).toBe(
      session.client.id,
    );
  });

  it('tutoring-52 says when it was made and last changed', async () => {
    const id = await scene.createGroup(tutor, [colleague]);
    const before = await shown(tutor, id);
    expect(before.createdAt).toBe(new Date(stage.clock.now()).toISOString());
    stage.clock.set(stage.clock.now() + 1000);
    await scene.call('PATCH', tutor, `/${id}`, { title: 'Baru' });
    const after = await shown(tutor, id);
    expect(after.createdAt).toBe(before.createdAt);
    expect(after.updatedAt).toBe(new Date(stage.clock.now()).toISOString());
  });
});

describe('making a conversation', () => {
  it('tutoring-102 is done at POST /api/conversations with a type, people and a title', async () => {
    const body = { type: 'direct', participantIds: [tutor.id, student.id], title: 'Umum' };
    const made = await scene.call('POST', tutor, '', body);
    expect(made.status).toBe(201);
    expect(made.body.data.conversation.title).toBe('Umum');
    const again = await scene.createDirect(student, tutor);
    expect(again).toBe(made.body.data.conversation.id);
    const group = { type: 'group', participantIds: [student.id, colleague.id] };
    expect((await scene.call('POST', tutor, '', group)).status).toBe(201);
  });

  it('tutoring-103 is refused for consultations, which are booked (C-50)', async () => {
    const body = {
      type: 'consultation',
      participantIds: [session.psychologist.id],
      consultationId: session.counselingId,
    };
    const refused = await scene.call('POST', session.client, '', body);
    expect(refused).toMatchObject({
      status: 403,
      body: { success: false, statusCode: 403, code: 'consultation-by-booking' },
    });
  });

  it('tutoring-104 is answered with the conversation', async () => {
    const body = { type: 'direct', participantIds: [student.id] };
    const { data, success } = (await scene.call('POST', tutor, '', body)).body;
    expect(success).toBe(true);
    expect(data.conversation).toMatchObject({
      id: expect.stringMatching(/^\d+$/),
      type: 'direct',
      participants: [{ userId: student.id }, { userId: tutor.id }],
      settings: { allowFileUpload: true, maxFileSize: 10_485_760, retention: 365 },
      createdAt: expect.stringMatching(INSTANT),
    });
  });

  it('tutoring-105 says: Conversation created successfully', async () => {
    const body = { type: 'group', participantIds: [student.id] };
    const { message } = (await scene.call('POST', tutor, '', body)).body;
    expect(message).toBe('Conversation created successfully');
  });
});
