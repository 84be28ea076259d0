import type { Dictionary } from '../dictionary';

export const calendar: Dictionary['calendar'] = {
  title: 'Your sessions in your calendar',
  text: 'Your sessions appear in your calendar app and follow every change. Names and notes are never shown.',
  create: 'Create calendar address',
  address: 'Calendar address',
  keep: 'Copy it now: this address is shown only once. Anyone who has it can see when your sessions are.',
  copy: 'Copy address',
  copied: 'Address copied',
  notCopied: "The address couldn't be copied. Select it and copy it yourself.",
  subscribe: 'Open in calendar',
  exists:
    "You created an address on {{date}}, and it can't be shown again. If you lost it, create a new one; the old one stops working.",
  renew: 'Create new address',
  revoke: 'Revoke address',
  revoked: 'Address revoked. Calendars that use it are no longer updated.',
  done: 'Done',
};
