import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { AUDITED_ACTIONS } from '../../../audited-actions';
import type { AuditedAction } from '../../../audited-actions';
import type { AuditFilter } from '../../api/audit-queries';
import { Button } from '../../components/controls/button';
import { TextField } from '../../components/controls/field';
import { Select } from '../../components/controls/select';
import styles from './audit-filters.module.css';

const ALL = 'all';
const NO_FILTER: AuditFilter = {
  action: undefined,
  actorId: undefined,
  userId: undefined,
  from: undefined,
  to: undefined,
};

interface AuditFiltersProps {
  filter: AuditFilter;
  onChange: (change: AuditFilter) => void;
}

export function AuditFilters({ filter, onChange }: AuditFiltersProps): ReactElement {
  const { t } = useTranslation();
  const isNarrowed = Object.values(filter).some((value) => value !== undefined);
  return (
    <section className={styles.filters} aria-label={t('audit.filters.label')}>
      <div className={styles.action}>
        <Select<AuditedAction | typeof ALL>
          label={t('audit.filters.action')}
          value={filter.action ?? ALL}
          options={[
            { value: ALL, label: t('audit.filters.allActions') },
            ...AUDITED_ACTIONS.map((value) => ({ value, label: t(`audit.actions.${value}`) })),
          ]}
          onChange={(value) => onChange({ action: value === ALL ? undefined : value })}
        />
      </div>
      {(['from', 'to'] as const).map((name) => (
        <TextField
          key={name}
          label={t(`audit.filters.${name}`)}
          type="date"
          value={filter[name] ?? ''}
          onChange={(day) => onChange({ [name]: day || undefined })}
        />
      ))}
      {isNarrowed ? (
        <Button kind="quiet" onClick={() => onChange(NO_FILTER)}>
          {t('audit.filters.clear')}
        </Button>
      ) : null}
    </section>
  );
}
