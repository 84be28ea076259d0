import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ErasureRequest } from '../../api/api-types';
import { useMe } from '../../api/auth-queries';
import type { ErasureDecision } from '../../api/erasure-queries';
import { Button } from '../../components/controls/button';
import { Badge } from '../../components/display/badge';
import { Card } from '../../components/display/card';
import { CertificateDialog } from './certificate-dialog';
import { DecisionDialog } from './decision-dialog';
import styles from './erasure-card.module.css';
import { ErasureFacts } from './erasure-facts';
import { useSubject } from './use-subject';

const TONES = {
  requested: 'accent',
  approved: 'warm',
  running: 'warm',
  executed: 'calm',
  undone: 'calm',
  refused: 'calm',
} as const;

/** A request with its state, and what the signed-in team member can do about it. */
export function ErasureCard({ erasure }: { erasure: ErasureRequest }): ReactElement {
  const { t } = useTranslation();
  const subject = useSubject();
  const sessionId = erasure.conversation?.sessionId;
  return (
    <Card as="li" className={styles.card}>
      <div className={styles.head}>
        <h3 className={styles.subject}>{subject(erasure)}</h3>
        <Badge tone={TONES[erasure.state]}>{t(`erasures.states.${erasure.state}`)}</Badge>
      </div>
      <ErasureFacts erasure={erasure} />
      {sessionId ? (
        <Link className={styles.session} href={`/team/sessions/${sessionId}`}>
          {t('erasures.openSession')}
        </Link>
      ) : null}
      <Actions erasure={erasure} />
    </Card>
  );
}

function Actions({ erasure }: { erasure: ErasureRequest }): ReactElement {
  const { t } = useTranslation();
  const { id: myId } = useMe();
  const [open, setOpen] = useState<ErasureDecision | 'certificate'>();
  const close = (): void => setOpen(undefined);
  const { state } = erasure;
  // No member decides about the removal of their own account.
  const isConcerned = erasure.user?.id === myId;
  const isOpen = (state === 'requested' || state === 'approved') && !isConcerned;
  const isOwn = erasure.requestedBy.id === myId;
  return (
    <>
      {state === 'requested' && isOwn ? (
        <p className={styles.hint}>{t('erasures.ownRequest')}</p>
      ) : null}
      <div className={styles.actions}>
        {isOpen && state === 'requested' && !isOwn ? (
          <Button size="small" onClick={() => setOpen('approval')}>
            {t('erasures.approve.open')}
          </Button>
        ) : null}
        {isOpen ? (
          <Button size="small" kind="secondary" onClick={() => setOpen('undo')}>
            {t('erasures.undo.open')}
          </Button>
        ) : null}
        {state === 'executed' ? (
          <Button size="small" kind="secondary" onClick={() => setOpen('certificate')}>
            {t('erasures.certificate.open')}
          </Button>
        ) : null}
      </div>
      {open === 'certificate' ? <CertificateDialog erasureId={erasure.id} onClose={close} /> : null}
      {open === 'approval' || open === 'undo' ? (
        <DecisionDialog erasure={erasure} decision={open} onClose={close} />
      ) : null}
    </>
  );
}
