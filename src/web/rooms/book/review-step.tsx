import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useBook, usePsychologists } from '../../api/counseling-queries';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { TextAreaField } from '../../ui/field';
import { Page } from '../../ui/page';
import { showToast } from '../../ui/toast';
import { toBooking } from './choosing';
import type { Choosing, ChosenSlot, ReadyChoosing } from './choosing';
import { Facts } from './facts';
import styles from './review-step.module.css';
import { SlotRefusal } from './slot-refusal';

const NOTE_LIMIT = 5_000;

interface ReviewStepProps {
  choosing: ReadyChoosing;
  onChange: (choosing: Choosing) => void;
}

/** All of it once more, a note, and the word that books it. */
export function ReviewStep({ choosing, onChange }: ReviewStepProps): ReactElement {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const { data: everybody = [] } = usePsychologists();
  const book = useBook();
  const { slot, psychologistId, method, note } = choosing;
  const psychologists = everybody.filter(({ id }) =>
    psychologistId ? id === psychologistId : slot.psychologistIds.includes(id),
  );
  const confirm = (): void =>
    book.mutate(toBooking(choosing), {
      onSuccess: ({ id, ambiguousTimes }) => {
        if (ambiguousTimes)
          showToast({ title: t('book.done.title'), text: t('book.review.ambiguous') });
        onChange({ ...choosing, slot: undefined, note: '' });
        navigate(`/book?booked=${id}`, { replace: true });
      },
    });
  const chooseInstead = (next: ChosenSlot): void => {
    book.reset();
    onChange({ ...choosing, slot: next, day: next.date });
  };
  return (
    <Page title={t('book.review.title')}>
      <Card>
        <Facts {...slot} method={method} psychologists={psychologists} />
      </Card>
      <TextAreaField
        label={`${t('book.review.note')} (${t('common.optional')})`}
        description={t('book.review.noteHint')}
        maxLength={NOTE_LIMIT}
        value={note}
        onChange={(next) => onChange({ ...choosing, note: next })}
      />
      {book.error && <SlotRefusal error={book.error} onChoose={chooseInstead} />}
      <p className={styles['rule']}>{t('book.review.cancelRule')}</p>
      <ReviewActions busy={book.isPending} onConfirm={confirm} onBack={() => navigate('/book')} />
    </Page>
  );
}

function ReviewActions({
  busy,
  onConfirm,
  onBack,
}: {
  busy: boolean;
  onConfirm: () => void;
  onBack: () => void;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={styles['actions']}>
      <Button busy={busy} onClick={onConfirm}>
        {t('book.review.confirm')}
      </Button>
      <Button kind="secondary" onClick={onBack}>
        {t('book.review.change')}
      </Button>
    </div>
  );
}
