import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { AffectedBooking, Psychologist } from '../../api/api-types';
import { AddingSection } from './adding-section';
import styles from './adding-section.module.css';
import { DateForm } from './date-form';
import { DateList } from './date-list';

interface DatesSectionProps {
  own: Psychologist;
  onChanged: (affected: AffectedBooking[]) => void;
}

/** Hours of single dates, in place of the weekly ones. */
export function DatesSection({ own, onChanged }: DatesSectionProps): ReactElement {
  const { t } = useTranslation();
  const form = (close: () => void): ReactElement => (
    <DateForm
      zone={own.timezone}
      onSaved={(affected) => {
        close();
        onChanged(affected);
      }}
      onCancel={close}
    />
  );
  return (
    <AddingSection
      id="dates-title"
      title={t('availability.dates.title')}
      addLabel={t('availability.dates.add')}
      form={form}
    >
      <p className={styles.empty}>
        {t(own.dates.length === 0 ? 'availability.dates.empty' : 'availability.dates.text')}
      </p>
      {own.dates.length > 0 && <DateList dates={own.dates} onChanged={onChanged} />}
    </AddingSection>
  );
}
