import type { Dictionary } from '../dictionary';

export const support: Dictionary['support'] = {
  title: 'Help',
  open: 'Help from Team Ruang Diri',
  openUnread_one: 'Help from Team Ruang Diri, {{count}} unread',
  openUnread_other: 'Help from Team Ruang Diri, {{count}} unread',
  minimise: 'Minimise help',
  expand: 'Expand help',
  minimised: 'Help minimised',
  close: 'Close help',
  intro: 'Any questions? Team Ruang Diri is here to help.',
  subject: 'Subject (optional)',
  message: 'Message',
  send: 'Send',
  team: 'Team Ruang Diri',
  typing: 'The team is typing…',
  history: 'History',
  noSubject: 'No subject',
  closed: 'This conversation is closed. You can still read it.',
  startNew: 'Start a new conversation',
  status: { OPEN: 'Open', RESOLVED: 'Resolved', CLOSED: 'Closed' },
};
