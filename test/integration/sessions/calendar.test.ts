import { bookedResponse } from '../../../src/api/counseling/counseling-schemas';
import { DateTime } from 'luxon';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import { bookingBody } from '../../support/fixtures/book-session';
import type { ApiResponse, TestUser } from '../../support/harness/test-system';

const HOUR = 3_600_000;

let harness: SessionHarness;
beforeAll(async () => {
  harness = await SessionHarness.start();
});
afterAll(() => harness.stop());

const download = (as: TestUser, counselingId: string, query = ''): Promise<ApiResponse> =>
  harness.system.call('GET', `/api/v1/counselings/${counselingId}/calendar.ics${query}`, { as });

/** The lines of a calendar file, unfolded. */
const linesOf = ({ text }: ApiResponse): string[] => text.replace(/\r\n[ \t]/g, '').split('\r\n');

/** Values of a property, with any parameters. */
const valuesOf = (response: ApiResponse, name: string): string[] =>
  linesOf(response)
    .filter((line) => line.startsWith(`${name}:`) || line.startsWith(`${name};`))
    .map((line) => line.slice(name.length));

describe('calendar file', () => {
  let session: TestSession;
  beforeEach(async () => {
    session = await harness.book({ notes: 'Rahasia di catatan', startsIn: 24 * HOUR });
  });

  it('contains the times in the booked zone and an alarm ten minutes before', async () => {
    const response = await download(session.client, session.counselingId);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename=ruang-diri.ics');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const local = (ms: number): string =>
      DateTime.fromMillis(ms, { zone: 'Asia/Jakarta' }).toFormat("yyyyMMdd'T'HHmmss");
    expect(valuesOf(response, 'DTSTART')).toContain(
      `;TZID=Asia/Jakarta:${local(session.startsAt)}`,
    );
    expect(valuesOf(response, 'DTEND')).toEqual([`;TZID=Asia/Jakarta:${local(session.endsAt)}`]);
    expect(valuesOf(response, 'TRIGGER')).toEqual([':-PT10M']);
    expect(valuesOf(response, 'STATUS')).toEqual([':CONFIRMED']);
    expect(valuesOf(response, 'METHOD')).toEqual([':PUBLISH']);
  });

  it('is well-formed: CRLF line ends and folded lines', async () => {
    const { text } = await download(session.client, session.counselingId);
    expect(text.replace(/\r\n/g, '')).not.toMatch(/[\r\n]/);
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    const open: string[] = [];
    for (const line of text.split('\r\n')) {
      const [keyword, name = ''] = line.split(':');
      if (keyword === 'BEGIN') open.push(name);
      if (keyword === 'END') expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });

  it('updates the same entry on reschedule and cancellation', async () => {
    const { client, psychologist, counselingId, startsAt, endsAt } = session;
    const first = await download(client, counselingId);
    expect(valuesOf(first, 'UID')).toEqual([`:${counselingId}@ruang-diri`]);
    expect(valuesOf(first, 'SEQUENCE')).toEqual([':1']);
    expect(valuesOf(await download(psychologist, counselingId), 'UID')).toEqual(
      valuesOf(first, 'UID'),
    );

    const later = { startsAt: startsAt + HOUR, endsAt: endsAt + HOUR };
    expect((await harness.reschedule(session, client, later)).status).toBe(200);
    const moved = await download(client, counselingId);
    expect(valuesOf(moved, 'UID')).toEqual(valuesOf(first, 'UID'));
    expect(valuesOf(moved, 'SEQUENCE')).toEqual([':2']);
    expect(valuesOf(moved, 'DTSTART')).not.toEqual(valuesOf(first, 'DTSTART'));

    harness.clock.advance(1_000);
    await harness.cancel(session, psychologist, { reason: 'Rahasia di alasan' });
    const cancelled = await download(client, counselingId);
    expect(valuesOf(cancelled, 'UID')).toEqual(valuesOf(first, 'UID'));
    expect(valuesOf(cancelled, 'STATUS')).toEqual([':CANCELLED']);
    expect(valuesOf(cancelled, 'SEQUENCE')).toEqual([':3']);
    expect(linesOf(cancelled)).not.toContain('BEGIN:VALARM');
    const [before = '', after = ''] = [moved, cancelled].flatMap((one) => valuesOf(one, 'DTSTAMP'));
    expect(after > before).toBe(true);
  });

  it('contains no names and no notes', async () => {
    const { client, psychologist, counselingId } = session;
    await harness.cancel(session, client, { reason: 'Rahasia di alasan' });
    for (const lang of ['id', 'en']) {
      const { text } = await download(client, counselingId, `?lang=${lang}`);
      const unfolded = text.replace(/\r\n[ \t]/g, '');
      for (const secret of ['Rahasia', client.fullName, psychologist.fullName, '@example.test']) {
        expect(unfolded).not.toContain(secret);
      }
    }
  });

  it('is Indonesian by default, English on request', async () => {
    const { client, counselingId } = session;
    const summary = async (query = '') =>
      valuesOf(await download(client, counselingId, query), 'SUMMARY')[0];
    expect(await summary()).toBe(':Sesi konseling Ruang Diri');
    expect(await summary('?lang=en')).toBe(':Ruang Diri counseling');
    expect((await download(client, counselingId, '?lang=fr')).status).toBe(400);
  });

  it('is rejected for non-participants like the counseling', async () => {
    const stranger = await harness.system.addUser('client');
    expect((await download(stranger, session.counselingId)).body.code).toBe('not-your-counseling');
    expect((await download(harness.team, session.counselingId)).status).toBe(403);
    expect((await download(session.client, 'x')).body.code).toBe('counseling-not-found');
  });

  it('numbers the changes of an appointment without a chat as well', async () => {
    const { client } = session;
    const body = { ...bookingBody({ method: 'video' }), date: '2025-08-20' };
    const call = { as: client, body, reply: bookedResponse };
    const booked = await harness.system.call('POST', '/api/v1/counselings/book', call);
    const { id } = booked.body.data;
    const first = await download(client, id);
    expect(valuesOf(first, 'STATUS')).toEqual([':CONFIRMED']);
    expect(valuesOf(first, 'SEQUENCE')).toEqual([':1']);
    const moved = { ...body, date: '2025-08-21' };
    const change = (path: string, input: object) =>
      harness.system.call('PUT', `/api/v1/counselings/${id}/${path}`, { as: client, body: input });
    expect((await change('reschedule', moved)).status).toBe(200);
    expect(valuesOf(await download(client, id), 'SEQUENCE')).toEqual([':2']);
    expect((await change('cancel', {})).status).toBe(200);
    expect(valuesOf(await download(client, id), 'SEQUENCE')).toEqual([':3']);
  });
});

describe('time zones of calendar files', () => {
  const book = async (timezone: string): Promise<{ as: TestUser; id: string; zone: string }> => {
    const as = await harness.system.addUser('client');
    const body = {
      method: 'chat',
      date: '2025-08-12',
      startTime: '14:00',
      endTime: '15:00',
      timezone,
      psychologistId: (await harness.system.addUser('psychologist')).id,
    };
    const call = { as, body, reply: bookedResponse };
    const { data } = (await harness.system.call('POST', '/api/v1/counselings/book', call)).body;
    return { as, id: data.id, zone: data.timezone };
  };

  it.each(['UTC', 'Etc/UTC', 'gmt'])(
    'are absent for %s: its times end with Z',
    async (timezone) => {
      const { as, id } = await book(timezone);
      const file = await download(as, id);
      expect(valuesOf(file, 'DTSTART')).toEqual([':20250812T140000Z']);
      expect(valuesOf(file, 'DTEND')).toEqual([':20250812T150000Z']);
      expect(linesOf(file)).not.toContain('BEGIN:VTIMEZONE');
    },
  );

  it.each([
    ['asia/jakarta', 'Asia/Jakarta'],
    ['AMERICA/PORT_OF_SPAIN', 'America/Port_of_Spain'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['asia/kolkata', 'Asia/Calcutta'],
    ['us/pacific', 'America/Los_Angeles'],
  ])('are stored and written by their IANA name: %s as %s', async (timezone, canonical) => {
    const { as, id, zone } = await book(timezone);
    expect(zone).toBe(canonical);
    const file = await download(as, id);
    expect(valuesOf(file, 'TZID')).toEqual([`:${canonical}`]);
    expect(valuesOf(file, 'DTEND')).toEqual([`;TZID=${canonical}:20250812T150000`]);
  });

  it('of older bookings are written by their IANA name', async () => {
    const { as, id } = await book('Asia/Jakarta');
    await harness.system.query(`UPDATE counselings SET timezone = 'asia/jakarta' WHERE id = $1`, [
      id,
    ]);
    expect(valuesOf(await download(as, id), 'TZID')).toEqual([':Asia/Jakarta']);
  });

  it.each(['UTC', 'Europe/Berlin'])('leave DTSTAMP and CREATED in UTC: %s', async (timezone) => {
    const { as, id } = await book(timezone);
    const file = await download(as, id);
    for (const name of ['DTSTAMP', 'CREATED']) {
      expect(valuesOf(file, name)).toEqual([expect.stringMatching(/^:\d{8}T\d{6}Z$/)]);
    }
    // RFC 5545, 3.4 and 3.6: properties first, then components; every line ends with CRLF.
    const lines = linesOf(file);
    const firstComponent = lines.findIndex((line) => /^BEGIN:(?!VCALENDAR)/.test(line));
    const lastEnd = lines.lastIndexOf('END:VEVENT');
    expect(lines.slice(lastEnd + 1)).toEqual(['END:VCALENDAR', '']);
    const between = lines.slice(firstComponent, lastEnd + 1).join('\n');
    expect(between).not.toMatch(/END:VTIMEZONE\n(?!BEGIN:VEVENT)/);
    expect(lines).not.toContainEqual(expect.stringMatching(/^TIMEZONE-ID/));
  });
});
