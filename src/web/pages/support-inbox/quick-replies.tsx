import { Zap } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useReplyTemplates } from '../../api/support-team-queries';
import { Button } from '../../components/controls/button';
import styles from './quick-replies.module.css';

/** Reply templates: a press puts one into the composer. */
export function QuickReplies({
  onChoose,
}: {
  onChoose: (text: string) => void;
}): ReactElement | null {
  const { t } = useTranslation();
  const { data: templates = [] } = useReplyTemplates();
  if (templates.length === 0) return null;
  return (
    <div className={styles.replies} role="group" aria-label={t('supportInbox.quickReplies')}>
      <Zap aria-hidden="true" size={18} className={styles.icon} />
      {templates.map(({ id, title, message }) => (
        <Button key={id} kind="secondary" size="small" onClick={() => onChoose(message)}>
          {title}
        </Button>
      ))}
    </div>
  );
}
