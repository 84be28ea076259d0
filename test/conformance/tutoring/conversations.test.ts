import { oneConversationResponse } from '../../../src/api/tutoring/tutoring-schemas';
import type { WireConversation } from '../../../src/api/tutoring/tutoring-schemas';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { TutoringFixture, conversationIdOf, idsOf } from '../../support/fixtures/tutoring-fixture';
import { INSTANT } from '../../support/contracts/contract-texts';

const EVERYTHING = ['read', 'write', 'upload', 'download'];

let harness: SessionHarness;
let system: TestSystem;
let fixture: TutoringFixture;
let session: TestSession;
let student: TestUser;
let tutor: TestUser;
let colleague: TestUser;
beforeAll(async () => {
  harness = await SessionHarness.start();
  ({ system } = harness);
  fixture = new TutoringFixture(system);
  session = await harness.createSession('active');
});
beforeEach(async () => {
  student = await system.addUser('client');
  tutor = await system.addUser('psychologist');
  colleague = await system.addUser('psychologist');
});
afterAll(() => harness.stop());

function participantIn(
  { participants }: WireConversation,
  { id }: TestUser,
): WireConversation['participants'][number] {
  const found = participants.find(({ userId }) => userId === id);
  if (!found) throw new Error('Not a participant');
  return found;
}

describe('a tutoring conversation', () => {
  it('tutoring-39 is direct, consultation or group', async () => {
    expect(
      (await fixture.conversation(tutor, await fixture.createDirect(tutor, student))).type,
    ).toBe('direct');
    expect(
      (await fixture.conversation(tutor, await fixture.createGroup(tutor, [colleague]))).type,
    ).toBe('group');
    expect((await fixture.conversation(session.client, conversationIdOf(session))).type).toBe(
      'consultation',
    );
  });

  it('tutoring-40 references its consultation, if it has one', async () => {
    const conversation = await fixture.conversation(
      session.psychologist,
      conversationIdOf(session),
    );
    expect(conversation.consultationId).toBe(session.counselingId);
    expect(
      (await fixture.conversation(tutor, await fixture.createDirect(tutor, student)))
        .consultationId,
    ).toBeNull();
  });

  it('tutoring-41 has a title, stored encrypted; a consultation is titled by its time', async () => {
    const title = 'Bimbingan Skripsi Bab Tiga';
    const id = await fixture.createGroup(tutor, [colleague], { title });
    expect((await fixture.conversation(colleague, id)).title).toBe(title);
    expect((await fixture.conversation(session.client, conversationIdOf(session))).title).toBe(
      'Konseling 10 Agustus 2025, 08.00',
    );
    const [row] = await system.query<{ title: Buffer }>(
      'SELECT title FROM conversation_details WHERE conversation_id = $1',
      [id],
    );
    expect(row?.title.includes('Skripsi')).toBe(false);
  });

  it('tutoring-42 has participants, each a student or a tutor', async () => {
    const id = await fixture.createGroup(tutor, [student, harness.team]);
    const conversation = await fixture.conversation(student, id);
    expect(conversation.participants).toHaveLength(3);
    expect(participantIn(conversation, student).role).toBe('student');
    expect(participantIn(conversation, tutor).role).toBe('tutor');
    expect(participantIn(conversation, harness.team).role).toBe('tutor');
  });

  it('tutoring-43 reports when each participant joined and left', async () => {
    const id = await fixture.createGroup(tutor, [student]);
    const path = `/${id}/participants`;
    await fixture.agreeToJoin(student, id, [colleague]);
    await fixture.call('POST', tutor, path, { participantIds: [colleague.id] });
    expect(await fixture.call('DELETE', colleague, `${path}/${colleague.id}`)).toMatchObject({
      status: 200,
    });
    const conversation = await fixture.conversation(tutor, id);
    expect(participantIn(conversation, colleague).joinedAt).toMatch(INSTANT);
    expect(participantIn(conversation, colleague).leftAt).toMatch(INSTANT);
    expect(participantIn(conversation, student).joinedAt).toMatch(INSTANT);
    expect(participantIn(conversation, student).leftAt).toBeNull();
    expect((await fixture.get(colleague, `/${id}`)).status).toBe(403);
    expect(idsOf(await fixture.list(colleague))).not.toContain(id);
  });

  it('tutoring-44 grants each participant reading, writing, uploading and downloading, or less', async () => {
    const id = await fixture.createGroup(tutor, [student, colleague]);
    const permissionsOf = async (user: TestUser): Promise<string[]> =>
      participantIn(await fixture.conversation(tutor, id), user).permissions;
    expect(await permissionsOf(student)).toEqual(EVERYTHING);
    const path = `/${id}/participants/${student.id}`;
    await fixture.call('PATCH', tutor, path, { permissions: ['read'] });
    expect(await permissionsOf(student)).toEqual(['read']);
    const refused = await fixture.call('POST', student, `/${id}/messages`, {
      content: { text: 'Halo' },
    });
    expect(refused).toMatchObject({ status: 403, body: { code: 'permission-missing' } });
    expect((await fixture.get(student, `/${id}/messages`)).status).toBe(200);
    await fixture.call('PATCH', tutor, path, { permissions: [] });
    expect((await fixture.get(student, `/${id}/messages`)).status).toBe(403);
    expect((await fixture.call('PATCH', student, path, { permissions: EVERYTHING })).status).toBe(
      403,
    );
    expect(await permissionsOf(colleague)).toEqual(EVERYTHING);
  });
});

describe('conversation settings', () => {
  async function settingsOf(id: string): Promise<WireConversation['settings']> {
    return (await fixture.conversation(tutor, id)).settings;
  }

  async function change(id: string, settings: object): Promise<number> {
    return (await fixture.call('PATCH', tutor, `/${id}`, { settings })).status;
  }

  it('tutoring-45 allow files until changed', async () => {
    const id = await fixture.createDirect(tutor, student);
    expect((await settingsOf(id)).allowFileUpload).toBe(true);
    expect(await change(id, { allowFileUpload: false })).toBe(200);
    expect((await settingsOf(id)).allowFileUpload).toBe(false);
  });

  it('tutoring-46 allow files of up to 10485760 bytes, never more', async () => {
    const id = await fixture.createDirect(tutor, student);
    expect((await settingsOf(id)).maxFileSize).toBe(10_485_760);
    expect(await change(id, { maxFileSize: 10_485_761 })).toBe(400);
    expect(await change(id, { maxFileSize: 1024 })).toBe(200);
    expect((await settingsOf(id)).maxFileSize).toBe(1024);
  });

  it("tutoring-47 list the allowed types: the system's eight, or fewer (C-28)", async () => {
    const id = await fixture.createDirect(tutor, student);
    const all = ['.pdf', '.docx', '.pptx', '.txt', '.jpg', '.jpeg', '.png', '.gif'];
    expect((await settingsOf(id)).allowedFileTypes).toEqual(all);
    expect(await change(id, { allowedFileTypes: ['.pdf', '.exe'] })).toBe(400);
    const some = ['.pdf', '.docx', '.jpg', '.png'];
    expect(await change(id, { allowedFileTypes: some })).toBe(200);
    expect((await settingsOf(id)).allowedFileTypes).toEqual(some);
  });

  it('tutoring-48 archive a consultation at its end only if enabled', async () => {
    const ended = async (options: object): Promise<WireConversation['metadata']> => {
      const consultation = await harness.createSession('warned');
      const as = consultation.psychologist;
      const path = `/${conversationIdOf(consultation)}`;
      expect(
        (await fixture.conversation(as, conversationIdOf(consultation))).settings.autoArchive,
      ).toBe(false);
      expect((await fixture.call('PATCH', as, path, { settings: options })).status).toBe(200);
      await harness.runStep(consultation, 'auto-end');
      return (await fixture.conversation(consultation.client, conversationIdOf(consultation)))
        .metadata;
    };
    expect((await ended({ allowFileUpload: true })).isArchived).toBe(false);
    expect((await ended({ autoArchive: true })).isArchived).toBe(true);
  });

  it('tutoring-49 keep messages for 365 days, or as configured (C-27)', async () => {
    const id = await fixture.createDirect(tutor, student);
    expect((await settingsOf(id)).retention).toBe(365);
    expect(await change(id, { retention: 0 })).toBe(400);
    expect(await change(id, { retention: 730 })).toBe(200);
    expect((await settingsOf(id)).retention).toBe(730);
  });
});

describe('conversation metadata', () => {
  it('tutoring-50 reports the last activity and the message count', async () => {
    const id = await fixture.createDirect(tutor, student);
    expect((await fixture.conversation(tutor, id)).metadata).toMatchObject({
      lastMessageAt: null,
      messageCount: 0,
    });
    await fixture.sendMessage(tutor, id, 'satu');
    const { createdAt } = await fixture.sendMessage(student, id, 'dua');
    expect((await fixture.conversation(tutor, id)).metadata).toMatchObject({
      lastMessageAt: createdAt,
      messageCount: 2,
    });
  });

  it('tutoring-51 reports whether and when the caller archived it, and who created it', async () => {
    const id = await fixture.createDirect(tutor, student);
    expect((await fixture.conversation(student, id)).metadata).toMatchObject({
      isArchived: false,
      archivedAt: null,
      createdBy: tutor.id,
    });
    await fixture.call('POST', student, `/${id}/archive`);
    const { metadata } = await fixture.conversation(student, id);
    expect(metadata.isArchived).toBe(true);
    expect(metadata.archivedAt).toMatch(INSTANT);
    expect((await fixture.conversation(tutor, id)).metadata.isArchived).toBe(false);
    expect(
      (await fixture.conversation(session.client, conversationIdOf(session))).metadata.createdBy,
    ).toBe(session.client.id);
  });

  it('tutoring-52 reports when it was created and updated', async () => {
    const id = await fixture.createGroup(tutor, [colleague]);
    const before = await fixture.conversation(tutor, id);
    expect(before.createdAt).toBe(new Date(harness.clock.now()).toISOString());
    harness.clock.set(harness.clock.now() + 1000);
    await fixture.call('PATCH', tutor, `/${id}`, { title: 'Baru' });
    const after = await fixture.conversation(tutor, id);
    expect(after.createdAt).toBe(before.createdAt);
    expect(after.updatedAt).toBe(new Date(harness.clock.now()).toISOString());
  });
});

describe('creating a conversation', () => {
  it('tutoring-102 is done at POST /api/conversations with type, participants and title', async () => {
    const body = { type: 'direct', participantIds: [tutor.id, student.id], title: 'Umum' };
    const created = await fixture.call('POST', tutor, '', body, oneConversationResponse);
    expect(created.status).toBe(201);
    expect(created.body.data.conversation.title).toBe('Umum');
    const repeated = await fixture.createDirect(student, tutor);
    expect(repeated).toBe(created.body.data.conversation.id);
    const group = { type: 'group', participantIds: [student.id, colleague.id] };
    expect((await fixture.call('POST', tutor, '', group)).status).toBe(201);
  });

  it('tutoring-103 is rejected for consultations, which are booked (C-50)', async () => {
    const body = {
      type: 'consultation',
      participantIds: [session.psychologist.id],
      consultationId: session.counselingId,
    };
    const refused = await fixture.call('POST', session.client, '', body);
    expect(refused).toMatchObject({
      status: 403,
      body: { success: false, statusCode: 403, code: 'consultation-by-booking' },
    });
  });

  it('tutoring-104 returns the conversation', async () => {
    const body = { type: 'direct', participantIds: [student.id] };
    const created = await fixture.call('POST', tutor, '', body, oneConversationResponse);
    expect(created.body.success).toBe(true);
    expect(created.body.data.conversation).toMatchObject({
      id: expect.stringMatching(/^\d+$/),
      type: 'direct',
      participants: [{ userId: student.id }, { userId: tutor.id }],
      settings: { allowFileUpload: true, maxFileSize: 10_485_760, retention: 365 },
      createdAt: expect.stringMatching(INSTANT),
    });
  });

  it('tutoring-105 answers: Conversation created successfully', async () => {
    const body = { type: 'group', participantIds: [student.id] };
    const { message } = (await fixture.call('POST', tutor, '', body)).body;
    expect(message).toBe('Conversation created successfully');
  });
});
