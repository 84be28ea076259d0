import { useQueryClient } from '@tanstack/react-query';
import { CalendarX2 } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { slotsQuery, useSlots } from '../../api/counseling-queries';
import type { SlotSearch } from '../../api/counseling-queries';
import { addDays, noonOf } from '../../i18n/local-day';
import { useFormat } from '../../i18n/use-format';
import { Button } from '../../components/controls/button';
import { EmptyState } from '../../components/display/empty-state';
import { ErrorNotice } from '../../components/display/error-notice';
import { Skeleton } from '../../components/display/skeleton';
import styles from './selection-step.module.css';
import type { BookingDraftProps, SelectedSlot } from './booking-draft';
import { selectSlot } from './booking-draft';
import { DayPicker } from './day-picker';
import { SlotGrid } from './slot-grid';
import type { Slot } from '../../api/api-types';

const SEARCH_DAYS = 14;

/** A day and an available start on it, in the user's time zone. */
export function SlotPicker({ draft, onChange }: BookingDraftProps): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const { day, slot, timezone, duration, psychologistId, method } = draft;
  const search = { date: day, timezone, duration, psychologistId, method };
  return (
    <section className={styles.section}>
      <div>
        <h2>{t('booking.when.label')}</h2>
        <p className={styles.summary}>
          {t('booking.when.zone', { zone: format.zoneName(timezone, noonOf(day)) })}
        </p>
      </div>
      <DayPicker
        day={day}
        onChange={(next) => onChange({ ...draft, day: next, slot: undefined })}
      />
      <AvailableSlots
        search={search}
        selected={slot}
        onSelect={(selected) => onChange({ ...draft, slot: selected })}
        onDay={(next) => onChange({ ...draft, day: next, slot: undefined })}
      />
    </section>
  );
}

interface AvailableSlotsProps {
  search: SlotSearch;
  selected: SelectedSlot | undefined;
  onSelect: (slot: SelectedSlot) => void;
  onDay: (day: string) => void;
}

function AvailableSlots({ search, selected, onSelect, onDay }: AvailableSlotsProps): ReactElement {
  const { data: slots, error, isPending, refetch } = useSlots(search);
  if (isPending) return <Skeleton lines={4} height="control" />;
  if (error && !slots) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!slots || slots.length === 0) return <NoSlots search={search} onDay={onDay} />;
  return (
    <SlotGrid
      day={search.date}
      slots={slots}
      showPsychologistTime={search.psychologistId !== undefined}
      value={selected?.startsAt}
      onChange={(slot: Slot) => onSelect(selectSlot(search.date, slot))}
    />
  );
}

function NoSlots({ search, onDay }: Pick<AvailableSlotsProps, 'search' | 'onDay'>): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const [state, setState] = useState<'idle' | 'searching' | 'nothing'>('idle');
  const findNext = async (): Promise<void> => {
    setState('searching');
    for (let days = 1; days <= SEARCH_DAYS; days += 1) {
      const date = addDays(search.date, days);
      const found = await client.fetchQuery(slotsQuery({ ...search, date })).catch(() => []);
      if (found.length > 0) return onDay(date);
    }
    setState('nothing');
  };
  return (
    <EmptyState
      icon={<CalendarX2 aria-hidden="true" size={28} />}
      title={t('booking.when.none', { day: format.day(noonOf(search.date)) })}
      action={
        <Button kind="secondary" busy={state === 'searching'} onClick={() => void findNext()}>
          {t('booking.when.findNext')}
        </Button>
      }
    >
      {t(state === 'nothing' ? 'booking.when.noneFound' : 'booking.when.noneText')}
    </EmptyState>
  );
}
