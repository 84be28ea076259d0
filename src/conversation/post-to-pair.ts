import type { Principal } from '../accounts/principal';
import { AppError } from '../errors';
import type { ErrorCode } from '../errors';
import type { ConversationServices } from './conversation-services';
import { keepMessage } from './keep-message';
import type { Draft } from './keep-message';
import type { MessageView } from './message-view';
import type { OwnName, Place } from './place';

export type PostToPairServices = Pick<
  ConversationServices,
  'db' | 'clock' | 'keys' | 'messages' | 'pairs'
>;

interface Posting {
  /** In whose name which conversation is meant. */
  asked: string;
  draft: Draft;
  open: () => Promise<Place<OwnName>>;
}

/** The assignment ended, or what was said there was erased. */
const CLOSED: ErrorCode[] = ['assignment-ended', 'conversation-closed'];

/** What was remembered may have closed while another one opened: then it is looked for again, once. */
export async function postToPair(
  services: PostToPairServices,
  principal: Principal,
  { asked, draft, open }: Posting,
): Promise<MessageView<OwnName>> {
  const place = await services.pairs.find(asked, open);
  try {
    return await keepMessage(services, principal, { ...draft, place });
  } catch (error) {
    const hasClosed = error instanceof AppError && CLOSED.includes(error.code);
    if (!hasClosed || !services.pairs.forget(asked)) throw error;
    return keepMessage(services, principal, { ...draft, place: await open() });
  }
}
