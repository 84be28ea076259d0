import { Copy, RotateCw, Trash2 } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api-error';
import { Button } from '../../components/controls/button';
import { useErrorText } from '../../components/hooks/use-error-text';
import type { MessageRowData } from '../list/message-rows';
import { copyText } from './copy-text';
import styles from './failed-message.module.css';
import type { MessageActions } from './use-message-actions';

/** Why a message was not sent, with retry, copy and discard. */
export function FailedMessage({
  row,
  id,
  canWrite,
  actions,
}: {
  row: MessageRowData;
  id: string;
  canWrite: boolean;
  actions: MessageActions;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={styles.failed}>
      <p>{useReason(row.failure)}</p>
      <div className={styles.actions}>
        {canWrite && row.failure !== 'invalid-input' ? (
          <Button
            kind="quiet"
            size="small"
            icon={<RotateCw size={16} />}
            onClick={() => actions.retry(id)}
          >
            {t('session.failed.retry')}
          </Button>
        ) : (
          <CopyButton text={row.text} />
        )}
        <Button
          kind="quiet"
          size="small"
          icon={<Trash2 size={16} />}
          onClick={() => actions.discard(id)}
        >
          {t('session.failed.discard')}
        </Button>
      </div>
    </div>
  );
}

function useReason(failure: string | undefined): string {
  const { t } = useTranslation();
  const textOf = useErrorText();
  if (failure === 'session-ended') return t('session.failed.ended');
  if (failure === 'invalid-input') return t('session.failed.refused');
  const code = (failure ?? 'internal') as ApiError['code'];
  return textOf(new ApiError({ code, status: 0, message: '' }));
}

function CopyButton({ text }: { text: string }): ReactElement {
  const { t } = useTranslation();
  const copy = (): void => void copyText(text);
  return (
    <Button kind="quiet" size="small" icon={<Copy size={16} />} onClick={copy}>
      {t('session.failed.copy')}
    </Button>
  );
}
