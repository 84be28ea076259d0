import type { Message } from '../../api/api-types';

/** The file of a message. */
export type MessageFile = NonNullable<Message['file']>;
