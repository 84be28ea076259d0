import type { Dictionary } from '../dictionary';

/** The team's audit log. */
export const audit: Dictionary['audit'] = {
  title: 'Audit log',
  intro:
    "Who did what, and when. Entries can't be changed or deleted. Opening this page is logged too.",
  by: 'By',
  operator: 'System operator ({{operator}})',
  concerns: 'About',
  reason: 'Reason',
  network: 'Network',
  session: 'Session',
  back: 'Back to system status',
  openSession: 'Open session',
  erasedPerson: 'Erased account',
  more: 'Show more',
  empty: {
    title: 'No entries',
    text: 'No entry matches this filter. Choose other days or another action, or clear the filters.',
  },
  filters: {
    label: 'Audit log filter',
    action: 'Action',
    allActions: 'All',
    from: 'From',
    to: 'To',
    clear: 'Clear filters',
  },
  actions: {
    account: {
      'sign-in': 'Signed in',
      'sign-out': 'Signed out',
      'sign-out-everywhere': 'Signed out everywhere',
      block: 'Account blocked',
      unblock: 'Account unblocked',
      'set-password': 'Password set by link',
      create: 'Account created',
      'create-link': 'Link for a new password issued',
    },
    session: {
      list: 'Session board opened',
      timeline: 'Session timeline opened',
      start: 'Session opened by the team',
      end: 'Session ended by the team',
      cancel: 'Session cancelled by the team',
    },
    support: {
      list: 'Support conversations listed',
      read: 'Support conversation read',
      listen: 'Support conversation followed live',
      manage: 'Support conversation managed',
      export: 'Support conversation exported',
    },
    template: {
      create: 'Quick reply created',
      update: 'Quick reply changed',
      delete: 'Quick reply deleted',
    },
    group: {
      create: 'Group created',
      change: 'Group changed',
      join: 'Group member added',
      consent: 'Client agreed to a new member',
      'withdraw-consent': 'Client withdrew their consent to a new member',
      leave: 'Group member left',
    },
    assignment: {
      create: 'Psychologist assigned',
      end: 'Assignment ended',
    },
    conversation: {
      hold: 'Conversation put on hold',
      release: 'Hold lifted',
      erase: 'Conversation erased',
    },
    erasure: {
      list: 'Erasures listed',
      request: 'Erasure requested',
      approve: 'Erasure approved',
      undo: 'Erasure undone',
      refuse: 'Erasure not carried out',
      certificate: 'Certificate of erasure opened',
      repeat: 'Erasure repeated after a restore',
    },
    person: {
      remove: "User's data removed",
    },
    audit: {
      read: 'Audit log opened',
    },
    keys: {
      rotate: 'Encryption keys rotated',
    },
  },
};
