import type { Dictionary } from '../dictionary';

export const push: Dictionary['push'] = {
  title: 'Notifications on this device',
  text: 'This browser can tell you even while the page is closed. What is written is never shown.',
  device: 'Notify me on this device',
  messages: 'New messages',
  sessions: 'My sessions: opened, moved, cancelled',
  blocked:
    'This browser refuses notifications from Ruang Diri. Allow them in its settings for this site, then come back here.',
  unsupported:
    'This browser cannot notify you while the page is closed. On an iPhone, add Ruang Diri to the home screen first.',
  failed: 'The notification service of the browser is out of reach. Try again later.',
  done: 'Done',
};
