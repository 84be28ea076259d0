import type { Dictionary } from '../dictionary';

export const supportInbox: Dictionary['supportInbox'] = {
  title: 'Chat Support',
  rooms: 'Client conversations',
  conversation: 'Conversation',
  choose: 'Choose a conversation to read it. Opening a conversation is logged.',
  none: 'No client questions yet.',
  noneFound: 'No matching conversations. Change the filters.',
  search: 'Search clients',
  find: 'Search',
  all: 'All',
  status: 'Status',
  priority: 'Priority',
  priorities: { LOW: 'Low', NORMAL: 'Normal', HIGH: 'High', URGENT: 'Urgent' },
  quickReplies: 'Quick replies',
  closed: 'This conversation is closed. Reopen it to write.',
  statistics: {
    label: 'Conversation statistics',
    total: 'All',
    open: 'Open',
    resolved: 'Resolved',
    closed: 'Closed',
    unread: 'Unread',
  },
};
