import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TeamSession } from '../../../api/api-types';
import { useRequestErasure } from '../../../api/erasure-queries';
import { Button } from '../../../components/controls/button';
import { RadioCards } from '../../../components/controls/radio-cards';
import { ReasonField, useReason } from '../../../components/controls/reason-field';
import type { ReasonInput } from '../../../components/controls/reason-field';
import { ErrorNotice } from '../../../components/display/error-notice';
import { Dialog } from '../../../components/overlays/dialog';
import { showToast } from '../../../components/overlays/toast';

const MIN_REASON_LENGTH = 3;

interface RequestErasureDialogProps {
  session: TeamSession;
  onClose: () => void;
}

type Subject = 'conversation' | 'user';

/** Requests the erasure of a session's conversation, or of its client's account. */
export function RequestErasureDialog(props: RequestErasureDialogProps): ReactElement {
  const { session, onClose } = props;
  const { t } = useTranslation();
  const request = useErasureForm(props);
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={t('erasures.request.title')}
      description={t('erasures.request.text')}
      actions={
        <>
          <Button kind="quiet" onClick={onClose}>
            {t('erasures.keep')}
          </Button>
          <Button kind="warm" busy={request.isPending} onClick={request.confirm}>
            {t('erasures.request.confirm')}
          </Button>
        </>
      }
    >
      <SubjectChoice
        name={session.client.fullName}
        value={request.subject}
        onChange={request.setSubject}
      />
      <ReasonField
        reason={request.reason}
        label={t('erasures.request.reason')}
        hint={t('erasures.request.reasonHint')}
        missing={t('erasures.request.reasonMissing')}
      />
      {request.error ? <ErrorNotice error={request.error} /> : null}
    </Dialog>
  );
}

function SubjectChoice({
  name,
  ...choice
}: {
  /** Of the client. */
  name: string;
  value: Subject;
  onChange: (subject: Subject) => void;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <RadioCards
      {...choice}
      label={t('erasures.request.what')}
      options={[
        {
          value: 'conversation',
          label: t('erasures.request.conversation'),
          hint: t('erasures.request.conversationHint'),
        },
        {
          value: 'user',
          label: t('erasures.request.user', { name }),
          hint: t('erasures.request.userHint'),
        },
      ]}
    />
  );
}

interface ErasureForm {
  isPending: boolean;
  error: Error | null;
  subject: Subject;
  setSubject: (subject: Subject) => void;
  reason: ReasonInput;
  confirm: () => void;
}

function useErasureForm({
  session: { sessionId, client },
  onClose,
}: RequestErasureDialogProps): ErasureForm {
  const { t } = useTranslation();
  const { mutate, isPending, error } = useRequestErasure();
  const [subject, setSubject] = useState<Subject>('conversation');
  const reason = useReason(MIN_REASON_LENGTH);
  const onSuccess = (): void => {
    showToast({ title: t('erasures.request.done') });
    onClose();
  };
  const confirm = (): void =>
    reason.confirm((text) => {
      const erased = subject === 'user' ? { userId: client.id } : { sessionId };
      mutate({ ...erased, reason: text }, { onSuccess });
    });
  return { isPending, error, subject, setSubject, reason, confirm };
}
