import { TriangleAlert } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TeamHealth } from '../../api/api-types';
import { Banner } from '../../components/display/banner';
import { usePreciseFormat } from '../../i18n/precise-format';
import styles from './problems.module.css';

type Problem = TeamHealth['problems'][number];

const DAY_MS = 86_400_000;

/** Said by the state of the component itself. */
const SHOWN_ELSEWHERE: Problem['code'][] = [
  'database-failing',
  'redis-failing',
  'redis-refuses-writes',
  'ably-failing',
  'worker-missing',
];

/** What is beyond its limit although every component answers; absent while there is nothing. */
export function Problems({ problems }: { problems: Problem[] }): ReactElement | null {
  const { t } = useTranslation();
  const textOf = useProblemText();
  const shown = problems.filter(({ code }) => !SHOWN_ELSEWHERE.includes(code));
  if (shown.length === 0) return null;
  return (
    <Banner
      tone="warm"
      icon={<TriangleAlert aria-hidden="true" size={20} />}
      title={t('systemHealth.problems.title', { count: shown.length })}
    >
      <ul className={styles.list}>
        {shown.map((problem) => (
          <li key={`${problem.code} ${problem.subject ?? ''}`}>{textOf(problem)}</li>
        ))}
      </ul>
    </Banner>
  );
}

function useProblemText(): (problem: Problem) => string {
  const { t } = useTranslation();
  const precise = usePreciseFormat();
  return ({ code, subject, value, limit }) => {
    if (code === 'redis-nearly-full') {
      return t('systemHealth.problems.redis-nearly-full', { percent: value ?? 0 });
    }
    if (code === 'clock-differs' && subject === null) {
      return t('systemHealth.problems.clock-of-api', {
        age: precise.duration(Math.abs(value ?? 0)),
      });
    }
    return t(`systemHealth.problems.${code}`, {
      subject: subject ?? '',
      days: Math.floor((value ?? 0) / DAY_MS),
      age: precise.duration(Math.abs(value ?? 0)),
      limit: precise.duration(limit ?? 0),
    });
  };
}
