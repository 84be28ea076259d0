import { useMemo } from 'react';
import type { ReactElement } from 'react';
import { useFormat } from '../../i18n/use-format';
import type { Format } from '../../i18n/format';
import { Select } from '../../components/controls/select';
import type { Option } from '../../components/controls/select';
import { quarterHourOptions } from './quarter-hours';
import styles from './time-field.module.css';

interface TimeFieldProps {
  /** For screen readers only. */
  label: string;
  /** HH:mm; as an end also 24:00. */
  value: string;
  kind: 'start' | 'end';
  aria: { 'aria-invalid'?: true; 'aria-describedby'?: string };
  onChange: (value: string) => void;
}

/** A time of day in quarter-hour steps. */
export function TimeField({ label, value, kind, aria, onChange }: TimeFieldProps): ReactElement {
  const format = useFormat();
  const options = useMemo(
    () => quarterHourOptions(value, kind).map((time) => timeOption(time, format)),
    [value, kind, format],
  );
  return (
    <div className={styles.field}>
      <Select
        hiddenLabel
        label={label}
        options={options}
        value={value}
        aria={aria}
        onChange={onChange}
      />
    </div>
  );
}

function timeOption(value: string, format: Format): Option<string> {
  return { value, label: timeLabel(value, format) };
}

/** Also formats `24:00`, which a `Date` cannot represent. */
export function timeLabel(time: string, format: Format): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const text = format.time(new Date(2024, 0, 1, hour % 24, minute));
  return hour === 24 ? text.replace('00', '24') : text;
}
