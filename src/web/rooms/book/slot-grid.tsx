import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Slot } from '../../api/api-types';
import { localZone } from '../../i18n/format';
import { noonOf } from '../../i18n/local-day';
import { useFormat } from '../../i18n/use-format';
import { byDayPart } from './choosing';
import styles from './slot-grid.module.css';

/** The free starts of a day, by part of the day. */
export function SlotGrid({
  day,
  slots,
  showsWho,
  value,
  onChange,
}: {
  day: string;
  slots: Slot[];
  /** One psychologist was chosen: their time is shown where it differs from the reader's. */
  showsWho: boolean;
  value: string | undefined;
  onChange(slot: Slot): void;
}): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <RadioGroup
      aria-label={t('book.when.times', { day: format.day(noonOf(day)) })}
      className={styles['grid']}
      value={value ?? null}
      onValueChange={(startsAt) => {
        const slot = slots.find((one) => one.startsAt === startsAt);
        if (slot) onChange(slot);
      }}
    >
      {byDayPart(slots).map(({ part, slots: within }) => (
        <div key={part} className={styles['part']}>
          <h3 className={styles['name']}>{t(`book.when.part.${part}`)}</h3>
          <div className={styles['slots']}>
            {within.map((slot) => (
              <Radio.Root key={slot.startsAt} value={slot.startsAt} className={styles['slot']}>
                {format.time(slot.startsAt)}
                {showsWho && <TheirTime slot={slot} />}
              </Radio.Root>
            ))}
          </div>
        </div>
      ))}
    </RadioGroup>
  );
}

function TheirTime({ slot }: { slot: Slot }): ReactElement | null {
  const format = useFormat();
  const zone = slot.psychologists[0]?.timezone;
  if (!zone || format.zoneName(zone) === format.zoneName(localZone())) return null;
  return (
    <span className={styles['theirs']}>
      {format.time(slot.startsAt, zone)} {format.zoneName(zone, slot.startsAt)}
    </span>
  );
}
