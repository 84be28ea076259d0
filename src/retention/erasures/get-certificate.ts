import { AppError } from '../../errors';
import { isRowId } from '../../ids';
import { appendAudit } from '../../users/audit/audit-repository';
import { requireRole } from '../../users/principal';
import type { Principal } from '../../users/principal';
import type { RetentionServices } from '../retention-services';
import type { ErasureInput } from './change-erasure';
import { findErasedConversations } from './erasure-repository';
import { findErasureView, subjectOf } from './erasure-view';
import type { ErasureView } from './erasure-view';

/** Who asked, who approved, when it was executed, and what it destroyed: ids and counts only. */
export interface CertificateView extends Pick<
  ErasureView,
  'requestedBy' | 'requestedAt' | 'destroyed' | 'held'
> {
  erasureId: string;
  conversationId: string | null;
  userId: string | null;
  approvedBy: NonNullable<ErasureView['approvedBy']>;
  approvedAt: string;
  executedAt: string;
  conversations: { conversationId: string; messages: number; files: number; erasedAt: string }[];
}

/** The certificate of an executed request, for the team; audited. */
export async function getCertificate(
  { db, clock }: Pick<RetentionServices, 'db' | 'clock'>,
  principal: Principal,
  { erasureId }: ErasureInput,
): Promise<CertificateView> {
  requireRole(principal, 'team');
  if (!isRowId(erasureId)) throw new AppError('erasure-not-found');
  const { manager } = db.source;
  const view = await findErasureView(manager, erasureId);
  const { requestedBy, requestedAt, approvedBy, approvedAt, executedAt, destroyed, held } = view;
  if (!executedAt || !approvedBy || !approvedAt) throw new AppError('erasure-not-executed');
  const subject = {
    conversationId: view.conversation?.id ?? null,
    userId: view.user?.id ?? null,
  };
  await appendAudit(manager, {
    actor: principal,
    ...subjectOf(subject),
    at: new Date(clock.now()),
    action: 'erasure.certificate',
  });
  const conversations = await findErasedConversations(manager, erasureId);
  return {
    erasureId,
    ...subject,
    requestedBy,
    requestedAt,
    approvedBy,
    approvedAt,
    executedAt,
    destroyed,
    held,
    conversations: conversations.map(({ conversationId, messages, files, erasedAt }) => ({
      conversationId,
      messages,
      files,
      erasedAt: erasedAt.toISOString(),
    })),
  };
}
