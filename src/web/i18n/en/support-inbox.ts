import type { Dictionary } from '../dictionary';

export const adminChat: Dictionary['adminChat'] = {
  title: 'Chat support',
  rooms: 'Conversations of clients',
  talk: 'Conversation',
  choose: 'Choose a conversation to read it. Every reading is noted.',
  none: 'No client has asked anything yet.',
  noneFound: 'There is no such conversation. Change the filter.',
  search: 'Search clients',
  find: 'Search',
  all: 'All',
  status: 'Status',
  priority: 'Priority',
  priorities: { LOW: 'Low', NORMAL: 'Normal', HIGH: 'High', URGENT: 'Urgent' },
  quickReplies: 'Quick replies',
  closed: 'This conversation is closed. Open it again to write.',
  statistics: {
    label: 'Statistics of conversations',
    total: 'All',
    open: 'Open',
    resolved: 'Resolved',
    closed: 'Closed',
    unread: 'Unread',
  },
};
