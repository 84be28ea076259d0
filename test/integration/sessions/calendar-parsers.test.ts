import ICAL from 'ical.js';
import { convertIcsCalendar } from 'ts-ics';
import { SessionHarness } from '../../support/harness/session-harness';

let harness: SessionHarness;
beforeAll(async () => {
  harness = await SessionHarness.start('2025-10-20T00:00:00Z');
});
afterAll(() => harness.stop());

interface ParsedEvent {
  startsAt: string | undefined;
  endsAt: string | undefined;
  stamp: string | undefined;
  sequence: number | undefined;
}

/** As Mozilla's calendar reads the file. */
function parseWithIcalJs(text: string): ParsedEvent {
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  const component = calendar.getFirstSubcomponent('vevent');
  if (!component) throw new Error('There is no event');
  const event = new ICAL.Event(component);
  const stamp = component.getFirstPropertyValue('dtstamp') as ICAL.Time;
  return {
    startsAt: event.startDate.toJSDate().toISOString(),
    endsAt: event.endDate.toJSDate().toISOString(),
    stamp: stamp.toJSDate().toISOString(),
    sequence: event.sequence,
  };
}

function parseWithTsIcs(text: string): ParsedEvent {
  const [event] = convertIcsCalendar(undefined, text).events ?? [];
  return {
    startsAt: event?.start.date.toISOString(),
    endsAt: event?.end?.date.toISOString(),
    stamp: event?.stamp.date.toISOString(),
    sequence: event?.sequence,
  };
}

describe('calendar file', () => {
  it.each([
    ['UTC', '2025-10-28T14:00:00.000Z'],
    ['Etc/UTC', '2025-10-28T14:00:00.000Z'],
    ['asia/jakarta', '2025-10-28T07:00:00.000Z'],
    ['Asia/Kathmandu', '2025-10-28T08:15:00.000Z'],
    ['America/St_Johns', '2025-10-28T16:30:00.000Z'],
    // Two days after its clocks went back.
    ['Europe/Berlin', '2025-10-28T13:00:00.000Z'],
  ])('in %s is read alike by two parsers', async (timezone, startsAt) => {
    const as = await harness.system.addUser('client');
    await harness.system.addUser('psychologist');
    const body = {
      ...{ method: 'chat', timezone },
      ...{ date: '2025-10-28', startTime: '14:00', endTime: '15:00' },
    };
    const booked = await harness.system.call('POST', '/api/v1/counselings/book', { as, body });
    const path = `/api/v1/counselings/${(booked.body.data as { id: string }).id}/calendar.ics`;
    const { text } = await harness.system.call('GET', path, { as });
    const expected = {
      startsAt,
      endsAt: new Date(Date.parse(startsAt) + 3_600_000).toISOString(),
      stamp: new Date(harness.clock.now()).toISOString(),
      sequence: 1,
    };
    expect(parseWithIcalJs(text)).toEqual(expected);
    expect(parseWithTsIcs(text)).toEqual(expected);
  });
});
