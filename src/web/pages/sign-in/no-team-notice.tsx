import { UserPlus } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '../../components/display/banner';
import styles from './no-team-notice.module.css';

const COMMAND =
  'docker compose run --rm backend users create --role team --email team@example.com --name "Your Name"';

/** For the operator of a new system, which has no team member yet. */
export function NoTeamNotice(): ReactElement {
  const { t } = useTranslation();
  return (
    <Banner
      tone="warm"
      icon={<UserPlus aria-hidden="true" size={20} />}
      title={t('account.noTeam.title')}
    >
      <p>{t('account.noTeam.text')}</p>
      <code className={styles.command}>{COMMAND}</code>
    </Banner>
  );
}
