import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Slot } from '../../api/api-types';
import { localZone } from '../../i18n/format';
import { noonOf } from '../../i18n/local-day';
import { useFormat } from '../../i18n/use-format';
import { RadioOption, RadioGroup } from '../../components/controls/radio-group';
import { groupByDayPart } from './booking-draft';
import styles from './slot-grid.module.css';

interface SlotGridProps {
  day: string;
  slots: Slot[];
  /** One psychologist is selected: also shows their local time where it differs. */
  showPsychologistTime: boolean;
  /** The selected start. */
  value: string | undefined;
  onChange: (slot: Slot) => void;
}

/** A day's available start times by part of the day. */
export function SlotGrid(props: SlotGridProps): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <RadioGroup
      label={t('booking.when.times', { day: format.day(noonOf(props.day)) })}
      className={styles.grid}
    >
      {(group) =>
        groupByDayPart(props.slots).map(({ part, slots }) => (
          <div key={part} className={styles.part}>
            <h3 className={styles.name}>{t(`booking.when.part.${part}`)}</h3>
            <PartSlots {...props} slots={slots} group={group} />
          </div>
        ))
      }
    </RadioGroup>
  );
}

function PartSlots({
  group,
  slots,
  showPsychologistTime,
  value,
  onChange,
}: SlotGridProps & { group: string }): ReactElement {
  const format = useFormat();
  return (
    <div className={styles.slots}>
      {slots.map((slot) => (
        <RadioOption
          key={slot.startsAt}
          group={group}
          value={slot.startsAt}
          checked={slot.startsAt === value}
          onSelect={() => onChange(slot)}
          className={styles.slot}
        >
          {format.time(slot.startsAt)}
          {showPsychologistTime && <PsychologistTime slot={slot} />}
        </RadioOption>
      ))}
    </div>
  );
}

function PsychologistTime({ slot }: { slot: Slot }): ReactElement | null {
  const format = useFormat();
  const zone = slot.psychologists[0]?.timezone;
  if (!zone || format.zoneName(zone) === format.zoneName(localZone())) return null;
  const psychologistDay = format.weekday(slot.startsAt, zone);
  return (
    <span className={styles.otherZone}>
      {psychologistDay !== format.weekday(slot.startsAt) && `${psychologistDay} `}
      {format.time(slot.startsAt, zone)} {format.zoneName(zone, slot.startsAt)}
    </span>
  );
}
