import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { localZone } from '../../i18n/format';
import { useFormat } from '../../i18n/use-format';
import { Select } from '../../components/controls/select';
import styles from './time-zone-select.module.css';

/** Indonesia's zones; the stored zone and the device's are added. */
const ZONES = ['Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura'];

interface TimeZoneSelectProps {
  zone: string;
  onChange: (zone: string) => void;
}

/** Time zone of the weekly hours. */
export function TimeZoneSelect({ zone, onChange }: TimeZoneSelectProps): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const zones = [...new Set([...ZONES, zone, localZone()])];
  const options = zones.map((value) => ({
    value,
    label: `${format.zoneName(value)} · ${value.replaceAll('_', ' ')}`,
  }));
  return (
    <div className={styles.choice}>
      <Select
        label={t('availability.week.zone')}
        options={options}
        value={zone}
        onChange={onChange}
      />
      <p className={styles.hint}>{t('availability.week.zoneHint')}</p>
    </div>
  );
}
