import type { Principal } from '../accounts/principal';
import type { ConversationKind } from '../words';
import type { ConversationServices } from './conversation-services';
import { noteHandedOver } from './note-handed-over';
import { readMarksOf } from './message-store';
import type { ReadMarkOf } from './message-store';
import type { OwnName, Place, PlaceName } from './place';
import { readPage } from './read-page';
import type { Page, PageInput, ReadPageServices } from './read-page';
import { readSpansOf } from './receipt-store';
import type { ReadSpan } from './receipt-store';

export interface ConversationPage<Name extends PlaceName = OwnName> extends Page<Name> {
  /** How far each member has read, and when what was read on this page. */
  readMarks: ReadMarkOf[];
  readSpans: ReadSpan[];
}

/** A page of a conversation's messages with its receipts, for somebody who may come in. */
export async function listInConversation(
  services: ReadPageServices & Pick<ConversationServices, 'known' | 'deliveries'>,
  principal: Principal,
  {
    conversationId,
    kinds,
    ...input
  }: PageInput & { conversationId: string; kinds: readonly ConversationKind[] },
): Promise<ConversationPage> {
  const place = await services.known.enter(principal, conversationId, kinds);
  const page = await pageWithReceipts(services, place, input);
  noteHandedOver(services, principal, { conversationId, messages: page.data });
  return page;
}

/** The same for somebody who was let in. */
async function pageWithReceipts<Name extends PlaceName>(
  services: ReadPageServices,
  place: Place<Name>,
  input: PageInput,
): Promise<ConversationPage<Name>> {
  const page = await readPage(services, place, input);
  const { conversationId } = place;
  const { manager } = services.db.source;
  const from = page.data[0]?.seq;
  const to = page.data.at(-1)?.seq;
  const readSpans =
    from === undefined || to === undefined
      ? []
      : await readSpansOf(manager, conversationId, { from, to });
  return { ...page, readMarks: await readMarksOf(manager, conversationId), readSpans };
}

/** When a message was first read by anybody but its sender. */
export function readAtOf(
  { seq, senderId }: { seq: number; senderId: string | null },
  spans: readonly ReadSpan[],
): string | null {
  const times = spans
    .filter((span) => span.userId !== senderId && span.fromSeq <= seq && seq <= span.toSeq)
    .map((span) => span.readAt.getTime());
  return times.length === 0 ? null : new Date(Math.min(...times)).toISOString();
}
