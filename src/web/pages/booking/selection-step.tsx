import { MapPin, MessageCircle, Phone, Video } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format';
import { Button } from '../../components/controls/button';
import { RadioCards } from '../../components/controls/radio-cards';
import { Page } from '../../components/display/page';
import { DURATIONS } from './booking-draft';
import type { BookingDraft, BookingDraftProps } from './booking-draft';
import styles from './selection-step.module.css';
import { lazyComponent } from '../../components/overlays/lazy-component';
import { PsychologistPicker } from './psychologist-picker';
import { SlotPicker } from './slot-picker';
import { METHODS } from '../../../enums';
import type { Method } from '../../../enums';

/** For the demo only. */
const DemoOffer = lazyComponent(() => import('./demo-offer').then((m) => m.DemoOffer));

const ICONS: Record<Method, ReactElement> = {
  chat: <MessageCircle aria-hidden="true" size={22} />,
  video: <Video aria-hidden="true" size={22} />,
  call: <Phone aria-hidden="true" size={22} />,
  in_person: <MapPin aria-hidden="true" size={22} />,
};

interface SelectionBarProps {
  draft: BookingDraft;
  onDone: () => void;
}

/** Method, duration, psychologist and time. */
export function SelectionStep({
  draft,
  onChange,
  onDone,
}: BookingDraftProps & SelectionBarProps): ReactElement {
  const { t } = useTranslation();
  return (
    <Page title={t('booking.title')} intro={t('booking.intro')}>
      <DemoOffer />
      <section className={styles.section}>
        <h2>{t('booking.method.label')}</h2>
        <RadioCards
          label={t('booking.method.label')}
          options={METHODS.map((method) => ({
            value: method,
            label: t(`common.method.${method}`),
            hint: t(`booking.method.hint.${method}`),
            icon: ICONS[method],
          }))}
          value={draft.method}
          onChange={(method) => onChange({ ...draft, method, slot: undefined })}
        />
      </section>
      <DurationPicker draft={draft} onChange={onChange} />
      <PsychologistPicker draft={draft} onChange={onChange} />
      <SlotPicker draft={draft} onChange={onChange} />
      <SelectionBar draft={draft} onDone={onDone} />
    </Page>
  );
}

function DurationPicker({ draft, onChange }: BookingDraftProps): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <section className={styles.section}>
      <h2>{t('booking.duration.label')}</h2>
      <RadioCards
        label={t('booking.duration.label')}
        columns="row"
        options={DURATIONS.map((minutes) => ({
          value: String(minutes),
          label: format.minutes(minutes),
        }))}
        value={String(draft.duration)}
        onChange={(next) => onChange({ ...draft, duration: Number(next), slot: undefined })}
      />
    </section>
  );
}

/** Sticky below the slots: the selected time and the next step. */
function SelectionBar({ draft, onDone }: SelectionBarProps): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const { slot } = draft;
  return (
    <div className={styles.bar} data-bottom-bar={slot && true}>
      <p className={styles.summary}>
        {slot ? (
          <>
            <span>{format.shortDay(slot.startsAt)}</span>{' '}
            <strong>{format.timeRange(slot.startsAt, slot.endsAt)}</strong>
          </>
        ) : (
          t('booking.selection.none')
        )}
      </p>
      <Button disabled={!slot} onClick={onDone}>
        {t('common.next')}
      </Button>
    </div>
  );
}
