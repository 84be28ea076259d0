import type { Dictionary } from '../dictionary';

export const push: Dictionary['push'] = {
  title: 'Notifications on this device',
  text: 'This browser can notify you even when the page is closed. Message text is never shown.',
  device: 'Notify me on this device',
  kinds: 'For all your devices',
  messages: 'New messages',
  sessions: 'Session updates: opened, rescheduled, cancelled',
  blocked:
    'This browser is blocking notifications from Ruang Diri. Allow them in its settings for this site, then come back here.',
  unsupported:
    "This browser can't notify you when the page is closed. On an iPhone, add Ruang Diri to the home screen first.",
  failed: "We couldn't reach the browser's notification service. Try again later.",
  done: 'Done',
};
