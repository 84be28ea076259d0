import type { Dictionary } from '../dictionary';

export const shell: Dictionary['shell'] = {
  skip: 'Skip to the page',
  mainNavigation: 'Main navigation',
  nav: {
    sessions: 'My sessions',
    book: 'Book',
    today: 'Today',
    availability: 'Availability',
    team: 'Sessions',
    health: 'Health',
    messages: 'Messages',
    support: 'Chat Support',
  },
  menu: 'Account and settings',
  signedInAs: 'Signed in as {{name}}',
  language: 'Language',
  theme: 'Appearance',
  themes: { system: 'Same as device', light: 'Light', dark: 'Dark' },
  signOut: 'Sign out',
  offline: {
    title: 'You are offline',
    text: 'What is open stays readable. We reconnect as soon as the network is back.',
  },
  notifications: {
    title: 'Notifications',
    open: 'Notifications',
    openUnread_one: 'Notifications, {{count}} unread',
    openUnread_other: 'Notifications, {{count}} unread',
    empty: 'No notifications yet. News about your sessions will appear here.',
    unread: 'Unread',
    kind: {
      session_booked: 'A new session was booked',
      session_invited: 'Your session is booked; its room opens at the start',
      session_opened: 'A session room is open',
      session_cancelled: 'A session was cancelled',
      session_rescheduled: 'A session was moved',
    },
  },
  alerts: {
    settings: 'Device notifications',
    openedText: 'You can write now.',
    enter: 'Enter',
    see: 'Look',
  },
  notFound: {
    title: 'This page does not exist',
    text: 'The address may be mistyped or may have changed. Nothing is lost.',
    action: 'To the start page',
  },
  notForYou: {
    title: 'This page is not for your account',
    text: 'You are signed in as {{role}}. Sign in with another account if you need it.',
    action: 'To my page',
  },
  unreachable: {
    title: 'This page is not loaded yet',
    text: 'You are offline. Connect your device to the internet, then reload.',
  },
  crashed: {
    title: 'This page cannot be shown',
    text: 'Something went wrong on our side. Your data is safe. Reload this page; if that does not help, tell Team Ruang Diri.',
    action: 'Reload',
  },
};
