import { UsersRound } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Psychologist } from '../../api/api-types';
import { usePsychologists } from '../../api/counseling-queries';
import { useFormat } from '../../i18n/use-format';
import { Avatar } from '../../components/display/avatar';
import { RadioCards } from '../../components/controls/radio-cards';
import type { RadioCard } from '../../components/controls/radio-cards';
import { ErrorNotice } from '../../components/display/error-notice';
import { Skeleton } from '../../components/display/skeleton';
import type { BookingDraftProps } from './booking-draft';
import styles from './selection-step.module.css';

const ANY_PSYCHOLOGIST = 'any';

/** One psychologist, or anyone available. */
export function PsychologistPicker({ draft, onChange }: BookingDraftProps): ReactElement {
  const { t } = useTranslation();
  const { data: psychologists, error, refetch } = usePsychologists();
  const cards = usePsychologistCards(psychologists ?? [], draft.timezone);
  return (
    <section className={styles.section}>
      <h2>{t('booking.who.label')}</h2>
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!psychologists && !error && <Skeleton lines={3} height="control" />}
      {psychologists?.length === 0 && <p>{t('booking.who.empty')}</p>}
      {psychologists && psychologists.length > 0 && (
        <RadioCards
          label={t('booking.who.label')}
          options={cards}
          value={draft.psychologistId ?? ANY_PSYCHOLOGIST}
          onChange={(id) => {
            const psychologistId = id === ANY_PSYCHOLOGIST ? undefined : id;
            onChange({ ...draft, psychologistId, slot: undefined });
          }}
        />
      )}
    </section>
  );
}

/** Shows the time zone of psychologists in another one than the user's. */
function usePsychologistCards(psychologists: Psychologist[], myZone: string): RadioCard<string>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const mine = format.zoneName(myZone);
  return [
    {
      value: ANY_PSYCHOLOGIST,
      label: t('booking.who.anyone'),
      hint: t('booking.who.anyoneHint'),
      icon: <UsersRound aria-hidden="true" size={24} />,
    },
    ...psychologists.map(({ id, fullName, timezone }) => {
      const theirs = format.zoneName(timezone);
      const hint = theirs === mine ? undefined : t('booking.who.zone', { zone: theirs });
      return { value: id, label: fullName, hint, icon: <Avatar name={fullName} /> };
    }),
  ];
}
