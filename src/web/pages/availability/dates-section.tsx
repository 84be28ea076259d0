import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { AffectedBooking, Psychologist } from '../../api/api-types';
import { Button } from '../../components/controls/button';
import { Card } from '../../components/display/card';
import { DateForm } from './date-form';
import { DateList } from './date-list';
import styles from './time-off-section.module.css';

interface DatesSectionProps {
  own: Psychologist;
  onChanged: (affected: AffectedBooking[]) => void;
}

/** Hours of single dates, in place of the weekly ones. */
export function DatesSection({ own, onChanged }: DatesSectionProps): ReactElement {
  const { t } = useTranslation();
  const [isAdding, setAdding] = useState(false);
  return (
    <section aria-labelledby="dates-title">
      <Card className={styles.section}>
        <h2 id="dates-title">{t('availability.dates.title')}</h2>
        <p className={styles.empty}>
          {t(own.dates.length === 0 ? 'availability.dates.empty' : 'availability.dates.text')}
        </p>
        {own.dates.length > 0 && <DateList dates={own.dates} onChanged={onChanged} />}
        {isAdding ? (
          <DateForm
            zone={own.timezone}
            onSaved={(affected) => {
              setAdding(false);
              onChanged(affected);
            }}
            onCancel={() => setAdding(false)}
          />
        ) : (
          <Button
            kind="secondary"
            className={styles.add}
            icon={<Plus aria-hidden="true" size={18} />}
            onClick={() => setAdding(true)}
          >
            {t('availability.dates.add')}
          </Button>
        )}
      </Card>
    </section>
  );
}
