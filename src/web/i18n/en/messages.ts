import type { Dictionary } from '../dictionary';

export const messages: Dictionary['messages'] = {
  title: 'Messages',
  list: 'Your conversations',
  conversation: 'Conversation',
  choose: 'Choose a conversation, or the name of somebody to write to.',
  writeTo: 'Write to',
  youSaid: 'You: {{text}}',
  nobody: 'A user of Ruang Diri',
  noPerson: 'You cannot write to this person. Choose another name from the list.',
  first: 'Write your first message to {{name}}.',
  closed: 'This conversation is closed, because the care between you two has ended.',
  presence: {
    online: ', online',
    away: ', away',
    busy: ', busy',
    offline: ', offline',
  },
  archive: {
    put: 'Archive the conversation',
    take: 'Take out of the archive',
    isPut: 'The conversation is in your archive now.',
    isTaken: 'The conversation is back in the list.',
    undo: 'Undo',
    title: 'Archive',
    show: 'Archive ({{count}})',
    back: 'Back to the list',
    empty: 'Your archive is empty.',
  },
  empty: {
    title: 'No conversations yet',
    client:
      'As soon as Team Ruang Diri has assigned a psychologist to you, you can write to them here, outside sessions as well.',
    desk: 'Conversations with clients and colleagues will appear here.',
  },
};
