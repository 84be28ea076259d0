import type { Dictionary } from '../dictionary';

export const series: Dictionary['series'] = {
  cancel: 'Cancel all weekly sessions',
  title: 'Cancel all weekly sessions?',
  text: "All weekly sessions with {{name}} that haven't started will be cancelled, and their times will open up for others.",
  teamText:
    "All of these weekly sessions that haven't started will be cancelled. The client and the psychologist will be notified, and a cancelled session can't be reopened.",
  keep: 'Keep them',
  confirm: 'Cancel all',
  done_zero: 'No session was cancelled',
  done_one: '{{count}} session cancelled',
  done_other: '{{count}} sessions cancelled',
  someKept: 'Some sessions stay booked. Contact Team Ruang Diri if you need help.',
  close: 'Close',
  result: {
    cancelled: 'Cancelled',
    'too-late-to-change': 'Still booked: too close to cancel',
    'counseling-started': 'Still booked: already started',
  },
};
