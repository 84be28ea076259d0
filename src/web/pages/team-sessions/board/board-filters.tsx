import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { SESSION_STATUSES } from '../../../../enums';
import type { SessionStatus } from '../../../../enums';
import { usePsychologists } from '../../../api/counseling-queries';
import type { BoardFilter } from '../../../api/team-queries';
import { Button } from '../../../components/controls/button';
import { TextField } from '../../../components/controls/field';
import { IconButton } from '../../../components/controls/icon-button';
import { Select } from '../../../components/controls/select';
import { addDays, localToday } from '../../../i18n/local-day';
import styles from './board-filters.module.css';

const ALL = 'all';

interface BoardFiltersProps {
  filter: BoardFilter;
  onChange: (change: Partial<BoardFilter>) => void;
}

export function BoardFilters({ filter, onChange }: BoardFiltersProps): ReactElement {
  const { t } = useTranslation();
  const isNarrowed = filter.status !== undefined || filter.psychologistId !== undefined;
  return (
    <section className={styles.filters} aria-label={t('teamSessions.filters.label')}>
      <DayFilter filter={filter} onChange={onChange} />
      <div className={styles.select}>
        <StateFilter filter={filter} onChange={onChange} />
      </div>
      <div className={styles.select}>
        <PsychologistFilter filter={filter} onChange={onChange} />
      </div>
      {isNarrowed ? (
        <Button
          kind="quiet"
          onClick={() => onChange({ status: undefined, psychologistId: undefined })}
        >
          {t('teamSessions.filters.clear')}
        </Button>
      ) : null}
    </section>
  );
}

function DayFilter({ filter, onChange }: BoardFiltersProps): ReactElement {
  const { t } = useTranslation();
  const moveDay = (days: number) => (): void => onChange({ day: addDays(filter.day, days) });
  return (
    <div className={styles.day}>
      <IconButton label={t('teamSessions.filters.previousDay')} onClick={moveDay(-1)}>
        <ChevronLeft aria-hidden="true" />
      </IconButton>
      <TextField
        className={styles.date}
        label={t('teamSessions.filters.day')}
        type="date"
        value={filter.day}
        onChange={(day) => onChange({ day: day || localToday() })}
      />
      <IconButton label={t('teamSessions.filters.nextDay')} onClick={moveDay(1)}>
        <ChevronRight aria-hidden="true" />
      </IconButton>
      {filter.day === localToday() ? null : (
        <Button kind="quiet" onClick={() => onChange({ day: localToday() })}>
          {t('teamSessions.filters.today')}
        </Button>
      )}
    </div>
  );
}

function StateFilter({ filter, onChange }: BoardFiltersProps): ReactElement {
  const { t } = useTranslation();
  return (
    <Select<SessionStatus | typeof ALL>
      label={t('teamSessions.filters.state')}
      value={filter.status ?? ALL}
      options={[
        { value: ALL, label: t('teamSessions.filters.allStates') },
        ...SESSION_STATUSES.map((value) => ({ value, label: t(`teamSessions.states.${value}`) })),
      ]}
      onChange={(value) => onChange({ status: value === ALL ? undefined : value })}
    />
  );
}

function PsychologistFilter({ filter, onChange }: BoardFiltersProps): ReactElement {
  const { t } = useTranslation();
  const { data = [] } = usePsychologists();
  return (
    <Select
      label={t('teamSessions.filters.psychologist')}
      value={filter.psychologistId ?? ALL}
      options={[
        { value: ALL, label: t('teamSessions.filters.allPsychologists') },
        ...data.map(({ id, fullName }) => ({ value: id, label: fullName })),
      ]}
      onChange={(value) => onChange({ psychologistId: value === ALL ? undefined : value })}
    />
  );
}
