import { SendHorizontal } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement, FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useRequestSupport } from '../../api/support-queries';
import { newId } from '../../state/new-id';
import { Button } from '../../components/controls/button';
import { ErrorNotice } from '../../components/display/error-notice';
import { TextAreaField, TextField } from '../../components/controls/field';
import styles from './support-request-form.module.css';

const SUBJECT_LENGTH = 200;
const MESSAGE_LENGTH = 5_000;

interface SupportRequestFormProps {
  hasOthers: boolean;
  onShowAll: () => void;
  onSent: (roomId: number) => void;
}

/** Opens a support room with its first message. */
export function SupportRequestForm({
  hasOthers,
  onShowAll,
  onSent,
}: SupportRequestFormProps): ReactElement {
  const { t } = useTranslation();
  const { subject, message, setSubject, setMessage, request, send } = useRequestDraft(onSent);
  return (
    <form className={styles.form} onSubmit={send}>
      <p>{t('support.intro')}</p>
      <TextField
        label={t('support.subject')}
        value={subject}
        maxLength={SUBJECT_LENGTH}
        onChange={setSubject}
      />
      <TextAreaField
        label={t('support.message')}
        value={message}
        maxLength={MESSAGE_LENGTH}
        required
        onChange={setMessage}
      />
      {request.error && <ErrorNotice error={request.error} />}
      <Button
        type="submit"
        busy={request.isPending}
        disabled={message.trim() === ''}
        icon={<SendHorizontal aria-hidden="true" size={20} />}
      >
        {t('support.send')}
      </Button>
      {hasOthers && (
        <Button kind="quiet" onClick={onShowAll}>
          {t('support.history')}
        </Button>
      )}
    </form>
  );
}

interface RequestDraft {
  subject: string;
  message: string;
  setSubject: (subject: string) => void;
  setMessage: (message: string) => void;
  request: ReturnType<typeof useRequestSupport>;
  send: (event: FormEvent<HTMLFormElement>) => void;
}

function useRequestDraft(onSent: (roomId: number) => void): RequestDraft {
  const request = useRequestSupport();
  const [subject, setSubject] = useState('');
  const [message, setMessage] = useState('');
  // One id for all attempts: the server recognizes a repeat.
  const [clientMessageId] = useState(newId);
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (message.trim() === '' || request.isPending) return;
    request.mutate(
      { message, clientMessageId, ...optionalSubject(subject) },
      { onSuccess: ({ id }) => onSent(id) },
    );
  };
  return { subject, message, setSubject, setMessage, request, send };
}

function optionalSubject(text: string): { subject?: string } {
  const subject = text.trim();
  return subject === '' ? {} : { subject };
}
