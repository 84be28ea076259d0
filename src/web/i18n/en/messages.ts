import type { Dictionary } from '../dictionary';

export const messages: Dictionary['messages'] = {
  title: 'Messages',
  list: 'Your conversations',
  conversation: 'Conversation',
  choose: 'Choose a conversation or someone to write to.',
  writeTo: 'Write to',
  lastFromYou: 'You: {{text}}',
  unknownMember: 'Ruang Diri user',
  notAContact: "You can't message this person. Choose another name from the list.",
  first: 'Write your first message to {{name}}.',
  closed: 'This conversation is closed because your work together has ended.',
  presence: {
    online: 'Online',
    away: 'Away',
    busy: 'Busy',
    offline: 'Offline',
  },
  archive: {
    archive: 'Archive conversation',
    restore: 'Unarchive conversation',
    archived: 'Conversation archived.',
    restored: 'Conversation unarchived.',
    undo: 'Undo',
    title: 'Archive',
    show: 'Archive ({{count}})',
    back: 'Back to the list',
    empty: 'Your archive is empty.',
  },
  empty: {
    title: 'No conversations yet',
    client:
      'Once Team Ruang Diri has assigned you a psychologist, you can write to them here, even between sessions.',
    staff: 'Conversations with clients and colleagues will appear here.',
  },
};
