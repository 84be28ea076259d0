import {
  groupByDayPart,
  selectNextSlot,
  selectSlot,
  newBookingDraft,
  toBookingRequest,
} from '../../../../src/web/pages/booking/booking-draft';

const slotAt = (startTime: string) => ({
  startsAt: `2025-08-11T${startTime}:00.000Z`,
  endsAt: '2025-08-11T23:59:00.000Z',
  startTime,
  endTime: '23:59',
  psychologists: [{ id: '7', fullName: 'Putri', timezone: 'Asia/Jakarta' }],
});

describe('booking draft', () => {
  it('starts with a one-hour chat today and any psychologist', () => {
    expect(newBookingDraft()).toMatchObject({
      method: 'chat',
      duration: 60,
      psychologistId: undefined,
      slot: undefined,
      day: new Intl.DateTimeFormat('sv-SE').format(new Date()),
    });
  });

  it('sends the wall-clock time of the offered slot', () => {
    const slot = selectSlot('2025-08-11', slotAt('14:00'));
    const draft = { ...newBookingDraft(), timezone: 'Asia/Jakarta', slot };
    expect(toBookingRequest({ ...draft, note: '  ' })).toEqual({
      method: 'chat',
      date: '2025-08-11',
      startTime: '14:00',
      endTime: '23:59',
      timezone: 'Asia/Jakarta',
    });
    expect(toBookingRequest({ ...draft, note: ' a word ', psychologistId: '7' })).toMatchObject({
      notes: 'a word',
      psychologistId: '7',
    });
  });

  it('accepts a slot that an error offered instead', () => {
    const offered = selectNextSlot({
      startsAt: '2025-08-11T17:30:00.000Z',
      endsAt: '2025-08-11T18:30:00.000Z',
      startsAtLocal: '2025-08-12T00:30:00+07:00',
      endsAtLocal: '2025-08-12T01:30:00+07:00',
      psychologistIds: ['7'],
    });
    expect(offered).toMatchObject({
      date: '2025-08-12',
      startTime: '00:30:00',
      endTime: '01:30:00',
      psychologistIds: ['7'],
    });
  });
});

describe('groupByDayPart', () => {
  it('groups every slot into a part of the day, without empty parts', () => {
    const times = ['00:00', '04:30', '05:00', '10:30', '11:00', '17:30', '18:00', '23:30'];
    const parts = groupByDayPart(times.map(slotAt)).map(({ part, slots }) => [
      part,
      slots.map(({ startTime }) => startTime),
    ]);
    expect(parts).toEqual([
      ['night', ['00:00', '04:30']],
      ['morning', ['05:00', '10:30']],
      ['noon', ['11:00']],
      ['afternoon', ['17:30']],
      ['evening', ['18:00', '23:30']],
    ]);
  });
});
