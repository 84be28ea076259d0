import type { Dictionary } from '../dictionary';

/** The team's audit log. */
export const audit: Dictionary['audit'] = {
  title: 'Audit log',
  intro:
    'Who did what, and when. Entries cannot be changed or deleted; opening this page is recorded too.',
  by: 'By',
  concerns: 'Concerns',
  reason: 'Reason',
  network: 'Network',
  session: 'Session',
  openSession: 'Open session',
  erasedPerson: 'Erased account',
  more: 'Show more',
  empty: {
    title: 'No entries',
    text: 'No entry matches this filter. Choose other days or another action, or clear the filter.',
  },
  filters: {
    label: 'Audit log filter',
    action: 'Action',
    allActions: 'All',
    from: 'From',
    to: 'Until',
    clear: 'Clear filter',
  },
  actions: {
    account: {
      'sign-in': 'Signed in',
      'sign-out': 'Signed out',
      'sign-out-everywhere': 'Signed out everywhere',
      block: 'Account blocked',
      unblock: 'Account unblocked',
    },
    session: {
      list: 'Session board opened',
      timeline: 'Session timeline opened',
      start: 'Session started by the team',
      end: 'Session ended by the team',
      cancel: 'Session cancelled by the team',
    },
    support: {
      list: 'Support rooms listed',
      read: 'Support room read',
      listen: 'Support room followed live',
      manage: 'Support room managed',
      export: 'Support room exported',
    },
    template: {
      create: 'Template created',
      update: 'Template changed',
      delete: 'Template deleted',
    },
    group: {
      create: 'Group created',
      change: 'Group changed',
      join: 'Group member added',
      leave: 'Group member left',
    },
    assignment: {
      create: 'Psychologist assigned',
      end: 'Assignment ended',
    },
    conversation: {
      hold: 'Conversation held from erasure',
      release: 'Hold on a conversation released',
      erase: 'Conversation erased',
    },
    person: {
      remove: 'Person’s data removed',
    },
    audit: {
      read: 'Audit log opened',
    },
  },
};
