import type { Message } from '../../api/api-types';

/** A file beside its message. */
export type MessageFile = NonNullable<Message['file']>;
