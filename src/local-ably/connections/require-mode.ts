import { allowedModes } from '../channels/attachment';
import type { Channel } from '../channels/channel';
import { AblyError } from '../protocol/ably-error';
import type { Connection } from './connection';

/** Throws when the credential (40160) or the modes of the attachment (40165) lack the mode. */
export function requireMode(connection: Connection, channel: Channel, mode: number): void {
  const attachment = connection.attachments.get(channel.name)?.attachment;
  if (attachment?.has(mode)) return;
  if ((allowedModes(connection.capability, channel.name) & mode) === 0) {
    throw new AblyError(
      40160,
      401,
      `Capability denied: this client may not do this on channel "${channel.name}".`,
    );
  }
  if (attachment && (attachment.requested & mode) === 0) {
    throw new AblyError(
      40165,
      401,
      `Channel "${channel.name}" was attached without the mode this needs; set its modes.`,
    );
  }
}
