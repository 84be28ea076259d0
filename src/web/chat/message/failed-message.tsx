import { Copy, RotateCw, Trash2 } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/controls/button';
import { ErrorCodeText } from '../../components/display/error-code-text';
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
      <Reason failure={row.failure} />
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

function Reason({ failure = 'internal' }: { failure: string | undefined }): ReactElement {
  const { t } = useTranslation();
  if (failure === 'session-ended') return <p>{t('session.failed.ended')}</p>;
  if (failure === 'invalid-input') return <p>{t('session.failed.refused')}</p>;
  return (
    <p>
      <ErrorCodeText code={failure} />
    </p>
  );
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
