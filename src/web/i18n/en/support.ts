import type { Dictionary } from '../dictionary';

export const support: Dictionary['support'] = {
  title: 'Help',
  open: 'Help from Team Ruang Diri',
  openUnread_one: 'Help from Team Ruang Diri, {{count}} unread',
  openUnread_other: 'Help from Team Ruang Diri, {{count}} unread',
  minimise: 'Make help smaller',
  enlarge: 'Make help larger',
  isSmall: 'Help made smaller',
  close: 'Close help',
  intro: 'Is there anything you would like to ask? Team Ruang Diri answers here.',
  subject: 'Subject (optional)',
  message: 'Message',
  send: 'Send',
  lead: 'Team Ruang Diri',
  typing: 'The team is typing…',
  all: 'History',
  noSubject: 'No subject',
  closed: 'This conversation is closed. You can still read it.',
  begin: 'Begin a new conversation',
  status: { OPEN: 'Open', RESOLVED: 'Resolved', CLOSED: 'Closed' },
};
