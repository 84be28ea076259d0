import type { Dictionary } from '../dictionary';

export const layout: Dictionary['layout'] = {
  skip: 'Skip to content',
  mainNavigation: 'Main navigation',
  nav: {
    sessions: 'My sessions',
    book: 'Book',
    today: 'Today',
    availability: 'Availability',
    team: 'Sessions',
    health: 'System status',
    messages: 'Messages',
    support: 'Chat Support',
  },
  menu: 'Account and settings',
  calendar: 'Sessions in my calendar',
  language: 'Language',
  theme: 'Appearance',
  themes: { system: 'Match device', light: 'Light', dark: 'Dark' },
  signOut: 'Sign out',
  signOutEverywhere: 'Sign out everywhere',
  offline: {
    title: "You're offline",
    text: "You can still read what's open. We'll reconnect as soon as you're back online.",
  },
  notifications: {
    title: 'Notifications',
    open: 'Notifications',
    openUnread_one: 'Notifications, {{count}} unread',
    openUnread_other: 'Notifications, {{count}} unread',
    empty: 'No notifications yet. Updates about your sessions will appear here.',
    unread: 'Unread',
    kind: {
      session_booked: 'A new session was booked',
      session_invited: 'Your session is booked; the room opens when it starts',
      session_opened: 'The session room is open',
      session_cancelled: 'A session was cancelled',
      session_rescheduled: 'A session was rescheduled',
      session_missed:
        "We're sorry: we couldn't open your session because of a problem on our side. Pick a new time.",
      series_booked: 'Weekly sessions were booked',
      session_outside_hours: 'Practice hours changed; a session may need to move',
      new_device: 'A new device signed in to your account. Not you? Contact Team Ruang Diri.',
      sign_in_failures:
        'A wrong password was entered for your account many times. Your account is still protected. Not you? Contact Team Ruang Diri.',
      security_alarm: 'Many sign-ins or requests were refused in a short time',
    },
  },
  alerts: {
    settings: 'Device notifications',
    openedText: 'You can write now.',
    join: 'Join',
    view: 'View',
  },
  notFound: {
    title: 'Page not found',
    text: 'The address may be mistyped or out of date. Your data is safe.',
    action: 'Go to the home page',
  },
  accessDenied: {
    title: "This page isn't available to your account",
    text: "You're signed in as {{role}}. Sign in with another account if you need this page.",
    action: 'Go to my page',
  },
  unreachable: {
    title: "This page couldn't load",
    text: "You're offline. Connect to the internet, then reload.",
  },
  crashed: {
    title: "This page can't be shown",
    text: 'Something went wrong on our side. Your data is safe. Reload the page; if it keeps happening, contact Team Ruang Diri.',
    action: 'Reload',
  },
};
