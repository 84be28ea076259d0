import type { Dictionary } from '../dictionary';

export const common: Dictionary['common'] = {
  appName: 'Ruang Diri',
  loading: 'Loading…',
  cancel: 'Cancel',
  close: 'Close',
  back: 'Back',
  next: 'Next',
  save: 'Save',
  change: 'Change',
  retry: 'Try again',
  optional: 'optional',
  you: 'You',
  method: {
    chat: 'Chat',
    video: 'Video',
    call: 'Phone call',
    in_person: 'In person',
  },
  role: {
    client: 'Client',
    psychologist: 'Psychologist',
    team: 'Team Ruang Diri',
  },
  status: {
    pending: 'Not open yet',
    active: 'In progress',
    completed: 'Finished',
    cancelled: 'Cancelled',
  },
};
