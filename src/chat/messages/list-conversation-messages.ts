import type { Principal } from '../../users/principal';
import type { ConversationKind } from '../../enums';
import type { ChatServices } from '../chat-services';
import { recordDelivery } from '../receipts/record-delivery';
import { selectReadMarks } from './message-repository';
import type { ReadMark } from './message-repository';
import type { ConversationPublicId, ConversationRef, PublicId } from '../access/conversation-ref';
import { readMessagePage } from './read-message-page';
import type { MessagePage, PageInput, ReadMessagesServices } from './read-message-page';
import { selectReadSpans } from '../receipts/receipt-repository';
import type { ReadSpan } from '../receipts/receipt-repository';

export interface ConversationMessagePage<
  Name extends PublicId = ConversationPublicId,
> extends MessagePage<Name> {
  /** How far each member has read, and when what was read on this page. */
  readMarks: ReadMark[];
  readSpans: ReadSpan[];
}

/** A page of a conversation's messages with its receipts, for somebody who may come in. */
export async function listConversationMessages(
  services: ReadMessagesServices & Pick<ChatServices, 'accessCache' | 'deliveryReceipts'>,
  principal: Principal,
  {
    conversationId,
    kinds,
    ...input
  }: PageInput & { conversationId: string; kinds: readonly ConversationKind[] },
): Promise<ConversationMessagePage> {
  const place = await services.accessCache.requireAccess(principal, conversationId, kinds);
  const page = await pageWithReceipts(services, place, input);
  recordDelivery(services, principal, { conversationId, messages: page.data });
  return page;
}

/** The same for somebody who was let in. */
async function pageWithReceipts<Name extends PublicId>(
  services: ReadMessagesServices,
  place: ConversationRef<Name>,
  input: PageInput,
): Promise<ConversationMessagePage<Name>> {
  const page = await readMessagePage(services, place, input);
  const { conversationId } = place;
  const { manager } = services.db.source;
  const from = page.data[0]?.seq;
  const to = page.data.at(-1)?.seq;
  const readSpans =
    from === undefined || to === undefined
      ? []
      : await selectReadSpans(manager, conversationId, { from, to });
  return { ...page, readMarks: await selectReadMarks(manager, conversationId), readSpans };
}

/** When a message was first read by anybody but its sender. */
export function firstReadAt(
  { seq, senderId }: { seq: number; senderId: string | null },
  spans: readonly ReadSpan[],
): string | null {
  const times = spans
    .filter((span) => span.userId !== senderId && span.fromSeq <= seq && seq <= span.toSeq)
    .map((span) => span.readAt.getTime());
  return times.length === 0 ? null : new Date(Math.min(...times)).toISOString();
}
