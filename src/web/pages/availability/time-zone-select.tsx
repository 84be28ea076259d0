import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { localZone } from '../../i18n/format';
import { useFormat } from '../../i18n/use-format';
import { Select } from '../../components/controls/select';
import styles from './time-zone-select.module.css';

/** Indonesia's own; a zone kept from before, and that of this device, are offered besides. */
const ZONES = ['Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura'];

interface TimeZoneSelectProps {
  zone: string;
  onChange: (zone: string) => void;
}

/** The clock on which the weekly hours are read. */
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
