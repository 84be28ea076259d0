import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { AffectedBooking, Psychologist } from '../../api/api-types';
import { AddingSection } from './adding-section';
import styles from './adding-section.module.css';
import { TimeOffForm } from './time-off-form';
import { TimeOffList } from './time-off-list';

interface TimeOffSectionProps {
  own: Psychologist;
  onChanged: (affected: AffectedBooking[]) => void;
}

/** Periods without bookings, regardless of the weekly hours. */
export function TimeOffSection({ own, onChanged }: TimeOffSectionProps): ReactElement {
  const { t } = useTranslation();
  const form = (close: () => void): ReactElement => (
    <TimeOffForm
      zone={own.timezone}
      others={own.timeOff}
      onAdded={(affected) => {
        close();
        onChanged(affected);
      }}
      onCancel={close}
    />
  );
  return (
    <AddingSection
      id="off-title"
      title={t('availability.timeOff.title')}
      addLabel={t('availability.timeOff.add')}
      form={form}
    >
      {own.timeOff.length === 0 ? (
        <p className={styles.empty}>{t('availability.timeOff.empty')}</p>
      ) : (
        <TimeOffList zone={own.timezone} timeOff={own.timeOff} onChanged={onChanged} />
      )}
    </AddingSection>
  );
}
