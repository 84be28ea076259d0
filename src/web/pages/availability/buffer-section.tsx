import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useSetBuffer } from '../../api/availability-queries';
import type { Psychologist } from '../../api/api-types';
import { useFormat } from '../../i18n/use-format';
import { Select } from '../../components/controls/select';
import { Card } from '../../components/display/card';
import { ErrorNotice } from '../../components/display/error-notice';
import { showToast } from '../../components/overlays/toast';
import styles from './buffer-section.module.css';

const CHOICES = [0, 5, 10, 15, 20, 30, 45, 60, 90, 120];

/** Free time between sessions; saved as soon as it is chosen. */
export function BufferSection({ own }: { own: Psychologist }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const save = useSetBuffer();
  const current = save.isPending ? save.variables : own.bufferMinutes;
  const choices = CHOICES.includes(current) ? CHOICES : [...CHOICES, current];
  const options = choices
    .toSorted((a, b) => a - b)
    .map((minutes) => ({
      value: String(minutes),
      label: minutes === 0 ? t('availability.buffer.none') : format.minutes(minutes),
    }));
  return (
    <section aria-labelledby="buffer-title">
      <Card className={styles.section}>
        <h2 id="buffer-title">{t('availability.buffer.title')}</h2>
        <div className={styles.choice}>
          <Select
            label={t('availability.buffer.label')}
            options={options}
            value={String(current)}
            onChange={(minutes) =>
              save.mutate(Number(minutes), {
                onSuccess: () => showToast({ title: t('availability.buffer.saved') }),
              })
            }
          />
        </div>
        <p className={styles.hint}>{t('availability.buffer.hint')}</p>
        {save.error && <ErrorNotice error={save.error} />}
      </Card>
    </section>
  );
}
