import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErasureRequest } from '../../api/api-types';
import { ErrorCodeText } from '../../components/display/error-code-text';
import { Fact, FactList } from '../../components/display/fact-list';
import { useFormat } from '../../i18n/use-format';
import { useCounts } from './use-counts';

/** Why, and who did what when. */
export function ErasureFacts({ erasure }: { erasure: ErasureRequest }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const counts = useCounts();
  const { state, refusal, dueAt, executedAt } = erasure;
  const who = (user: ErasureRequest['approvedBy'], at: string | null): ReactNode =>
    user && at ? t('erasures.who', { name: user.fullName, time: format.dayTime(at) }) : null;
  return (
    <FactList>
      <Fact name={t('erasures.reason')}>{erasure.reason}</Fact>
      <Fact name={t('erasures.requestedBy')}>{who(erasure.requestedBy, erasure.requestedAt)}</Fact>
      <Fact name={t('erasures.approvedBy')}>{who(erasure.approvedBy, erasure.approvedAt)}</Fact>
      <Fact name={t('erasures.undoneBy')}>{who(erasure.undoneBy, erasure.undoneAt)}</Fact>
      <Fact name={t('erasures.dueAt')}>
        {state === 'approved' && dueAt ? format.dayTime(dueAt) : null}
      </Fact>
      <Fact name={t('erasures.refusedAt')}>
        {refusal ? <ErrorCodeText code={refusal} /> : null}
      </Fact>
      <Fact name={t('erasures.executedAt')}>{executedAt ? format.dayTime(executedAt) : null}</Fact>
      <Fact name={t('erasures.destroyed')}>{executedAt ? counts(erasure.destroyed) : null}</Fact>
      <Fact name={t('erasures.held')}>
        {erasure.held > 0 ? t('erasures.counts.conversations', { count: erasure.held }) : null}
      </Fact>
    </FactList>
  );
}
