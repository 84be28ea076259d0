import type { BookedCounseling } from '../../../src/sessions/booking/book-counseling';
import type { CounselingView } from '../../../src/sessions/booking/counseling-view';
import type { SessionView } from '../../../src/sessions/session-view';
import { SessionHarness, dueAt } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import type { ApiResponse, TestUser } from '../../support/harness/test-system';

/** The exact body of the contract's example. */
const EXAMPLE = {
  method: 'chat',
  date: '2025-08-11',
  startTime: '14:00',
  endTime: '14:30',
  timezone: 'Asia/Jakarta',
  notes: 'Need support with anxiety',
};
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

let harness: SessionHarness;
let client: TestUser;
let psychologist: TestUser;
let booked: ApiResponse<BookedCounseling>;

beforeAll(async () => {
  harness = await SessionHarness.start('2025-08-10T00:00:00Z');
  client = await harness.system.addUser('client');
  psychologist = await harness.system.addUser('psychologist');
  booked = await send(EXAMPLE);
});
afterAll(() => harness.stop());

function send(
  body: object,
  as: TestUser | undefined = client,
  headers: Record<string, string> = {},
) {
  return harness.system.call<BookedCounseling>('POST', '/api/v1/counselings/book', {
    as,
    body,
    headers,
  });
}

function bookedSession(): { sessionId: string } {
  const session = booked.body.data.chatSession;
  if (!session) throw new Error('The booking has no session');
  return session;
}

async function bookedStep(session: TestSession, step: keyof typeof STEP_OFFSETS) {
  const [row] = await harness.system.query<{ dueAt: Date }>(
    'SELECT due_at AS "dueAt" FROM session_steps WHERE session_id = $1 AND step = $2',
    [session.sessionId, step],
  );
  const job = await harness.timers.delayedJob(session.sessionId, step);
  return { dueAt: row?.dueAt.getTime(), delay: job.opts.delay, data: job.data };
}

const STEP_OFFSETS = {
  'initial-message': ['start', -10],
  'enable-chat': ['start', 0],
  'end-button': ['end', -5],
  'auto-end': ['end', 0],
} as const;

/** Books a session and checks the row and the BullMQ job of one step. */
async function expectTimer(step: keyof typeof STEP_OFFSETS): Promise<void> {
  const session = await harness.book();
  const [anchor, minutes] = STEP_OFFSETS[step];
  const due = (anchor === 'start' ? session.startsAt : session.endsAt) + minutes * 60_000;
  expect(due).toBe(dueAt(session, step));
  expect(await bookedStep(session, step)).toEqual({
    dueAt: due,
    delay: due - harness.clock.now(),
    data: { sessionId: session.sessionId, generation: 1, step },
  });
}

describe('booking', () => {
  it('counseling-10 is done by POST /api/v1/counselings/book with a bearer token', async () => {
    const body = { ...EXAMPLE, date: '2025-08-12' };
    const bearer = { authorization: `Bearer ${client.token}` };
    expect((await send(body, { ...client, token: 'nonsense' })).status).toBe(401);
    const basic = { authorization: `Basic ${client.token}` };
    expect((await harness.system.call('POST', '/api/v1/counselings/book', { body })).status).toBe(
      401,
    );
    expect((await send(body, client, basic)).status).toBe(401);
    expect((await send(body, client, bearer)).status).toBe(201);
  });

  it("counseling-11 accepts the contract's exact body, and times with seconds", async () => {
    expect(booked.status).toBe(201);
    expect(booked.body.data).toMatchObject({
      method: 'chat',
      timezone: 'Asia/Jakarta',
      notes: 'Need support with anxiety',
    });
    const withSeconds = {
      ...EXAMPLE,
      date: '2025-08-13',
      startTime: '14:00:20',
      endTime: '14:30:40',
    };
    const response = await send(withSeconds);
    expect(response.body.data.scheduledAt).toBe('2025-08-13T07:00:20.000Z');
    expect(response.body.data.endsAt).toBe('2025-08-13T07:30:40.000Z');
    for (const field of ['method', 'date', 'startTime', 'endTime', 'timezone']) {
      const refused = await send({ ...EXAMPLE, [field]: undefined });
      expect(refused.status).toBe(400);
      expect(refused.body.message).toContain(field);
    }
  });

  it('counseling-12 reads date and times as local time of the time zone', async () => {
    const instants = [
      ['Asia/Jakarta', '2025-08-14T07:00:00.000Z'],
      ['Asia/Jayapura', '2025-08-14T05:00:00.000Z'],
      ['America/New_York', '2025-08-14T18:00:00.000Z'],
    ];
    for (const [timezone, scheduledAt] of instants) {
      const response = await send({ ...EXAMPLE, date: '2025-08-14', timezone });
      expect(response.body.data).toMatchObject({ scheduledAt, timezone });
    }
    const wrong = [
      { date: '14-08-2025' },
      { date: '2025-02-30' },
      { startTime: '2pm' },
      { endTime: '24:00' },
      { timezone: 'WIB' },
      { timezone: '+07:00' },
    ];
    for (const fault of wrong) {
      const refused = await send({ ...EXAMPLE, date: '2025-08-15', ...fault });
      expect(refused.status).toBe(400);
      expect(refused.body.message).toContain(Object.keys(fault)[0]);
    }
  });

  it('counseling-13 stores the notes encrypted, for the two participants', async () => {
    const { id, psychologist: chosen } = booked.body.data;
    expect(chosen.id).toBe(psychologist.id);
    for (const as of [client, psychologist]) {
      const response = await harness.system.call<CounselingView>(
        'GET',
        `/api/v1/counselings/${id}`,
        {
          as,
        },
      );
      expect(response.body.data.notes).toBe('Need support with anxiety');
    }
    const [row] = await harness.system.query<{ text: string; ciphertext: Buffer }>(
      'SELECT c::text AS text, notes_ciphertext AS ciphertext FROM counselings c WHERE id = $1',
      [id],
    );
    expect(row?.ciphertext.length).toBeGreaterThan(0);
    expect(row?.ciphertext.includes('anxiety')).toBe(false);
    expect(row?.text).not.toContain('anxiety');
  });

  it('counseling-14 creates the appointment for both participants', async () => {
    const { id } = booked.body.data;
    const [row] = await harness.system.query<Record<string, unknown>>(
      'SELECT client_id, psychologist_id, method, starts_at FROM counselings WHERE id = $1',
      [id],
    );
    expect(row).toEqual({
      client_id: client.id,
      psychologist_id: psychologist.id,
      method: 'chat',
      starts_at: new Date('2025-08-11T07:00:00Z'),
    });
    for (const as of [client, psychologist]) {
      const path = '/api/v1/counselings/user-sessions';
      const listed = await harness.system.call<CounselingView[]>('GET', path, { as });
      expect(listed.body.data.filter((one) => one.id === id)).toHaveLength(1);
    }
  });

  it('counseling-15 creates a pending session only for the chat method', async () => {
    const [row] = await harness.system.query<{ status: string }>(
      'SELECT status FROM chat_sessions WHERE counseling_id = $1',
      [booked.body.data.id],
    );
    expect(row).toEqual({ status: 'pending' });
    for (const [index, method] of ['video', 'call', 'in_person'].entries()) {
      const other = await send({ ...EXAMPLE, method, date: `2025-08-2${index}` });
      expect(other.status).toBe(201);
      expect(other.body.data.chatSession).toBeNull();
    }
    expect((await send({ ...EXAMPLE, method: 'letter', date: '2025-08-25' })).status).toBe(400);
  });

  it('counseling-16 schedules the initial message ten minutes before the start', () =>
    expectTimer('initial-message'));

  it('counseling-17 schedules the opening at the start', () => expectTimer('enable-chat'));

  it('counseling-18 schedules the end button five minutes before the end', () =>
    expectTimer('end-button'));

  it('counseling-19 schedules the automatic end at the end', () => expectTimer('auto-end'));

  it("counseling-20 answers in the contract's shape, with the exact instant (C-10)", () => {
    const { data, ...envelope } = booked.body;
    expect(envelope).toEqual({ success: true, message: 'Counseling booked successfully' });
    // The contract's example has 14:00Z for 14:00 in Jakarta; the correct instant is 07:00Z.
    expect(data).toMatchObject({
      scheduledAt: '2025-08-11T07:00:00.000Z',
      endsAt: '2025-08-11T07:30:00.000Z',
      startsAtLocal: '2025-08-11T14:00:00+07:00',
      timezone: 'Asia/Jakarta',
      chatSession: { status: 'pending', isChatEnabled: false },
    });
    expect(data.id).not.toBe(data.chatSession?.sessionId);
  });

  it('counseling-21 answers "Counseling booked successfully"', () => {
    expect(booked.body.message).toBe('Counseling booked successfully');
  });

  it('counseling-22 creates UUIDs for counseling and session', async () => {
    const { id } = booked.body.data;
    const { sessionId } = bookedSession();
    expect(id).toMatch(UUID);
    expect(sessionId).toMatch(UUID);
    const types = await harness.system.query<{ type: string }>(
      `SELECT data_type AS type FROM information_schema.columns
       WHERE column_name = 'id' AND table_name IN ('counselings', 'chat_sessions')`,
    );
    expect(types).toEqual([{ type: 'uuid' }, { type: 'uuid' }]);
  });

  it('counseling-23 creates the session pending and closed for writing', async () => {
    const path = `/api/v1/chat/sessions/${bookedSession().sessionId}`;
    const response = await harness.system.call<SessionView>('GET', path, { as: client });
    expect(response.body.data).toMatchObject({
      status: 'pending',
      isChatEnabled: false,
      isActive: false,
      startedAt: null,
      endedAt: null,
    });
  });
});

describe('times that cannot be booked (C-55)', () => {
  it('C-55 rejects a start in the past, an end long before the start and a skipped local hour', async () => {
    const past = await send({ ...EXAMPLE, date: '2025-08-09' });
    expect(past.body).toMatchObject({ statusCode: 400, code: 'starts-in-past' });
    const backwards = await send({ ...EXAMPLE, date: '2025-08-16', endTime: '13:00' });
    expect(backwards.body).toMatchObject({
      statusCode: 400,
      code: 'session-too-long',
      message: expect.stringContaining('The end is not after the start') as string,
    });
    const gap = { date: '2025-10-05', startTime: '02:15', endTime: '03:15' };
    const skipped = await send({ ...EXAMPLE, ...gap, timezone: 'Australia/Sydney' });
    expect(skipped.body).toMatchObject({
      statusCode: 400,
      code: 'time-does-not-exist',
      details: { suggestion: '2025-10-05 03:15' },
    });
  });

  it('C-55 accepts an end before the start as the next day when the session stays short', async () => {
    const lateBooking = { ...EXAMPLE, date: '2025-08-17', startTime: '23:45', endTime: '00:15' };
    const response = await send(lateBooking);
    expect(response.body.data).toMatchObject({
      scheduledAt: '2025-08-17T16:45:00.000Z',
      endsAt: '2025-08-17T17:15:00.000Z',
    });
  });

  it('C-55 uses the earlier of two equal local times and reports it', async () => {
    const repeated = { date: '2025-10-26', startTime: '02:30', endTime: '02:50' };
    const response = await send({ ...EXAMPLE, ...repeated, timezone: 'Europe/Berlin' });
    expect(response.body.data).toMatchObject({
      scheduledAt: '2025-10-26T00:30:00.000Z',
      endsAt: '2025-10-26T00:50:00.000Z',
      ambiguousTimes: ['startTime', 'endTime'],
    });
  });
});
