import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { AffectedBooking, Psychologist } from '../../api/api-types';
import { Button } from '../../components/controls/button';
import { Card } from '../../components/display/card';
import { TimeOffForm } from './time-off-form';
import { TimeOffList } from './time-off-list';
import styles from './time-off-section.module.css';

interface TimeOffSectionProps {
  own: Psychologist;
  onChanged: (affected: AffectedBooking[]) => void;
}

/** Periods without bookings, regardless of the weekly hours. */
export function TimeOffSection({ own, onChanged }: TimeOffSectionProps): ReactElement {
  const { t } = useTranslation();
  const [isAdding, setAdding] = useState(false);
  return (
    <section aria-labelledby="off-title">
      <Card className={styles.section}>
        <h2 id="off-title">{t('availability.timeOff.title')}</h2>
        {own.timeOff.length === 0 ? (
          <p className={styles.empty}>{t('availability.timeOff.empty')}</p>
        ) : (
          <TimeOffList zone={own.timezone} timeOff={own.timeOff} onChanged={onChanged} />
        )}
        {isAdding ? (
          <TimeOffForm
            zone={own.timezone}
            others={own.timeOff}
            onAdded={(affected) => {
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
            {t('availability.timeOff.add')}
          </Button>
        )}
      </Card>
    </section>
  );
}
