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

describe('what somebody chose to book', () => {
  it('begins with a chat of an hour, today, with whoever is free', () => {
    expect(newBookingDraft()).toMatchObject({
      method: 'chat',
      duration: 60,
      psychologistId: undefined,
      slot: undefined,
      day: new Intl.DateTimeFormat('sv-SE').format(new Date()),
    });
  });

  it('is sent in the wall-clock time in which it was offered', () => {
    const slot = selectSlot('2025-08-11', slotAt('14:00'));
    const choosing = { ...newBookingDraft(), timezone: 'Asia/Jakarta', slot };
    expect(toBookingRequest({ ...choosing, note: '  ' })).toEqual({
      method: 'chat',
      date: '2025-08-11',
      startTime: '14:00',
      endTime: '23:59',
      timezone: 'Asia/Jakarta',
    });
    expect(toBookingRequest({ ...choosing, note: ' a word ', psychologistId: '7' })).toMatchObject({
      notes: 'a word',
      psychologistId: '7',
    });
  });

  it('can be a time that a refusal offered instead', () => {
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

describe('the free starts of a day', () => {
  it('lie in the part of the day that one would say, none empty, none lost', () => {
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
