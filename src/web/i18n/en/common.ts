import type { Dictionary } from '../dictionary';

export const common: Dictionary['common'] = {
  appName: 'Ruang Diri',
  loading: 'Loading…',
  close: 'Close',
  back: 'Back',
  next: 'Next',
  save: 'Save',
  retry: 'Try again',
  optional: 'optional',
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
    completed: 'Completed',
    cancelled: 'Cancelled',
  },
};
