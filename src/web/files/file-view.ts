import type { Message } from '../api/api-types';

/** A file beside its message. */
export type FileView = NonNullable<Message['file']>;
