import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useRemoveTimeOff } from '../../api/availability-queries';
import type { AffectedBooking, Psychologist } from '../../api/api-types';
import { useFormat } from '../../i18n/use-format';
import { Badge } from '../../components/display/badge';
import { ErrorNotice } from '../../components/display/error-notice';
import { showToast } from '../../components/overlays/toast';
import { useNow } from '../../components/hooks/use-now';
import { RemovableItem } from './removable-item';
import styles from './time-off-list.module.css';

type TimeOff = Psychologist['timeOff'][number];

interface TimeOffListProps {
  zone: string;
  timeOff: TimeOff[];
  onChanged: (affected: AffectedBooking[]) => void;
}

/** Current and future time off. */
export function TimeOffList({ zone, timeOff, onChanged }: TimeOffListProps): ReactElement {
  const { t } = useTranslation();
  const remove = useRemoveTimeOff();
  const removeTimeOff = (id: string): void =>
    remove.mutate(id, {
      onSuccess: ({ affected }) => {
        onChanged(affected);
        showToast({ title: t('availability.timeOff.removed') });
      },
    });
  return (
    <>
      <ul className={styles.list}>
        {timeOff.map((off) => (
          <TimeOffItem
            key={off.id ?? off.startsAt}
            zone={zone}
            timeOff={off}
            isRemoving={remove.isPending && remove.variables === off.id}
            onRemove={() => off.id && removeTimeOff(off.id)}
          />
        ))}
      </ul>
      {remove.error && <ErrorNotice error={remove.error} />}
    </>
  );
}

interface TimeOffItemProps {
  zone: string;
  timeOff: TimeOff;
  isRemoving: boolean;
  onRemove: () => void;
}

function TimeOffItem({ zone, timeOff, isRemoving, onRemove }: TimeOffItemProps): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(30_000);
  const span = t('availability.timeOff.span', {
    start: format.dayTime(timeOff.startsAt, zone),
    end: format.dayTime(timeOff.endsAt, zone),
  });
  return (
    <RemovableItem
      label={t('availability.timeOff.remove', { span })}
      isRemoving={isRemoving}
      onRemove={onRemove}
    >
      <span>{span}</span>
      {Date.parse(timeOff.startsAt) <= now && (
        <Badge tone="warm">{t('availability.timeOff.now')}</Badge>
      )}
    </RemovableItem>
  );
}
