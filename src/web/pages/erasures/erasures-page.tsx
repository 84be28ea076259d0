import { FileX2 } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErasureRequest } from '../../api/api-types';
import { useErasures } from '../../api/erasure-queries';
import { BackLink } from '../../components/controls/back-link';
import { MoreButton } from '../../components/controls/more-button';
import { EmptyState } from '../../components/display/empty-state';
import { ErrorNotice } from '../../components/display/error-notice';
import { Page } from '../../components/display/page';
import { Skeleton } from '../../components/display/skeleton';
import { ErasureCard } from './erasure-card';
import styles from './erasures-page.module.css';

const GROUPS = ['waiting', 'approved', 'ended'] as const;

/** Requests of erasures with what can be decided about them; opening the page is audited. */
export function ErasuresPage(): ReactElement {
  const { t } = useTranslation();
  const erasures = useErasures();
  const all = erasures.data?.pages.flat();
  return (
    <Page
      size="wide"
      title={t('erasures.title')}
      intro={
        <>
          {t('erasures.intro')}
          <BackLink href="/team/health">{t('audit.back')}</BackLink>
        </>
      }
    >
      {erasures.error ? (
        <ErrorNotice error={erasures.error} onRetry={() => void erasures.refetch()} />
      ) : null}
      {erasures.isPending ? <Skeleton lines={4} height="card" /> : null}
      {all?.length === 0 ? <NoErasures /> : null}
      {GROUPS.map((group) => (
        <Group key={group} group={group} erasures={all?.filter((one) => groupOf(one) === group)} />
      ))}
      <MoreButton query={erasures}>{t('erasures.more')}</MoreButton>
    </Page>
  );
}

function NoErasures(): ReactElement {
  const { t } = useTranslation();
  return (
    <EmptyState icon={<FileX2 aria-hidden="true" size={28} />} title={t('erasures.empty.title')}>
      {t('erasures.empty.text')}
    </EmptyState>
  );
}

function groupOf({ state }: ErasureRequest): (typeof GROUPS)[number] {
  if (state === 'requested') return 'waiting';
  return state === 'approved' || state === 'running' ? 'approved' : 'ended';
}

function Group({
  group,
  erasures = [],
}: {
  group: (typeof GROUPS)[number];
  erasures: ErasureRequest[] | undefined;
}): ReactElement | null {
  const { t } = useTranslation();
  if (erasures.length === 0) return null;
  return (
    <section className={styles.group} aria-labelledby={`erasures-${group}`}>
      <h2 id={`erasures-${group}`}>{t(`erasures.groups.${group}`)}</h2>
      <ul className={styles.list}>
        {erasures.map((erasure) => (
          <ErasureCard key={erasure.id} erasure={erasure} />
        ))}
      </ul>
    </section>
  );
}
