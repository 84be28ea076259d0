import { ScrollText } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useAuditLog } from '../../api/audit-queries';
import { BackLink } from '../../components/controls/back-link';
import { MoreButton } from '../../components/controls/more-button';
import { EmptyState } from '../../components/display/empty-state';
import { ErrorNotice } from '../../components/display/error-notice';
import { Page } from '../../components/display/page';
import { Skeleton } from '../../components/display/skeleton';
import { AuditEntries } from './audit-entries';
import { AuditFilters } from './audit-filters';
import { useAuditFilter } from './use-audit-filter';

/** What the team and accounts did, newest first; opening the page is an entry itself. */
export function AuditPage(): ReactElement {
  const { t } = useTranslation();
  const [filter, changeFilter] = useAuditFilter();
  const log = useAuditLog(filter);
  const entries = log.data?.pages.flat();
  return (
    <Page
      size="wide"
      title={t('audit.title')}
      intro={
        <>
          {t('audit.intro')}
          <BackLink href="/team/health">{t('audit.back')}</BackLink>
        </>
      }
    >
      <AuditFilters filter={filter} onChange={changeFilter} />
      {log.error ? <ErrorNotice error={log.error} onRetry={() => void log.refetch()} /> : null}
      {log.isPending ? <Skeleton lines={6} height="card" /> : null}
      {entries?.length === 0 ? (
        <EmptyState
          icon={<ScrollText aria-hidden="true" size={28} />}
          title={t('audit.empty.title')}
        >
          {t('audit.empty.text')}
        </EmptyState>
      ) : null}
      {entries && entries.length > 0 ? <AuditEntries entries={entries} /> : null}
      <MoreButton query={log}>{t('audit.more')}</MoreButton>
    </Page>
  );
}
