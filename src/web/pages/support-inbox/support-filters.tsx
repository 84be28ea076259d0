import { useState } from 'react';
import type { FormEvent, ReactElement } from 'react';
import { Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SupportRoom } from '../../api/api-types';
import type { SupportFilter } from '../../api/support-team-queries';
import { TextField } from '../../components/controls/field';
import { IconButton } from '../../components/controls/icon-button';
import { Select } from '../../components/controls/select';
import styles from './support-filters.module.css';
import { PRIORITIES } from './use-support-filter';

const ALL = 'all';

interface SupportFiltersProps {
  filter: SupportFilter;
  onChange: (change: Partial<SupportFilter>) => void;
}

/** Search by client and filter by priority. */
export function SupportFilters({ filter, onChange }: SupportFiltersProps): ReactElement {
  const { t } = useTranslation();
  const [text, setText] = useState(filter.search ?? '');
  const search = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    onChange({ search: text.trim() || undefined });
  };
  return (
    <form role="search" className={styles.filters} onSubmit={search}>
      <TextField
        type="search"
        label={t('supportInbox.search')}
        value={text}
        maxLength={100}
        className={styles.search}
        onChange={setText}
        trailing={
          <IconButton type="submit" label={t('supportInbox.find')}>
            <Search aria-hidden="true" size={20} />
          </IconButton>
        }
      />
      <div className={styles.priority}>
        <PriorityFilter filter={filter} onChange={onChange} />
      </div>
    </form>
  );
}

function PriorityFilter({ filter, onChange }: SupportFiltersProps): ReactElement {
  const { t } = useTranslation();
  return (
    <Select<SupportRoom['priority'] | typeof ALL>
      label={t('supportInbox.priority')}
      value={filter.priority ?? ALL}
      options={[
        { value: ALL, label: t('supportInbox.all') },
        ...PRIORITIES.map((value) => ({ value, label: t(`supportInbox.priorities.${value}`) })),
      ]}
      onChange={(value) => onChange({ priority: value === ALL ? undefined : value })}
    />
  );
}
