import { UsersRound } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { usePsychologists } from '../../api/counseling-queries';
import { useFormat } from '../../i18n/use-format';
import { Avatar } from '../../ui/avatar';
import { ChoiceCards } from '../../ui/choice-cards';
import { ErrorNotice } from '../../ui/error-notice';
import { Skeleton } from '../../ui/skeleton';
import type { ChooseStepProps } from './choose-step';
import styles from './choose-step.module.css';

const ANYBODY = 'anybody';

/** One psychologist, or whoever is free. */
export function PsychologistChoice({
  choosing,
  onChange,
}: Omit<ChooseStepProps, 'onDone'>): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const { data: psychologists, error, refetch } = usePsychologists();
  const zoneHint = (zone: string): string | undefined => {
    const [theirs, mine] = [format.zoneName(zone), format.zoneName(choosing.timezone)];
    return theirs === mine ? undefined : theirs;
  };
  return (
    <section className={styles['section']}>
      <h2>{t('book.who.label')}</h2>
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!psychologists && !error && <Skeleton lines={2} height="row" />}
      {psychologists && (
        <ChoiceCards
          label={t('book.who.label')}
          choices={[
            {
              value: ANYBODY,
              label: t('book.who.anybody'),
              hint: t('book.who.anybodyHint'),
              icon: <UsersRound aria-hidden="true" size={24} />,
            },
            ...psychologists.map(({ id, fullName, timezone }) => ({
              value: id,
              label: fullName,
              hint: zoneHint(timezone),
              icon: <Avatar name={fullName} />,
            })),
          ]}
          value={choosing.psychologistId ?? ANYBODY}
          onChange={(id) =>
            onChange({
              ...choosing,
              psychologistId: id === ANYBODY ? undefined : id,
              slot: undefined,
            })
          }
        />
      )}
    </section>
  );
}
