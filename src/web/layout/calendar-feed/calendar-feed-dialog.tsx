import { CalendarPlus, Copy } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import {
  useCalendarFeed,
  useRenewCalendarFeed,
  useRevokeCalendarFeed,
} from '../../api/calendar-feed-queries';
import type { NewCalendarFeed } from '../../api/api-types';
import { Button, ButtonAnchor } from '../../components/controls/button';
import { TextField } from '../../components/controls/field';
import { ErrorNotice } from '../../components/display/error-notice';
import { Skeleton } from '../../components/display/skeleton';
import { DialogSheet } from '../../components/overlays/dialog-sheet';
import { showToast } from '../../components/overlays/toast';
import { useFormat } from '../../i18n/use-format';
import { useLanguage } from '../../i18n/use-language';
import styles from './calendar-feed-dialog.module.css';

/** The user's private calendar address: create, copy, revoke. */
export function CalendarFeedDialog({ onClose }: { onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <DialogSheet
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t('calendar.title')}
      description={t('calendar.text')}
      actions={
        <Button kind="secondary" onClick={onClose}>
          {t('calendar.done')}
        </Button>
      }
    >
      <Feed />
    </DialogSheet>
  );
}

function Feed(): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const feed = useCalendarFeed();
  const renew = useRenewCalendarFeed();
  const revoke = useRevokeCalendarFeed();
  const error = renew.error ?? revoke.error ?? feed.error;
  const createdAt = feed.data?.createdAt;
  const showRevoked = (): void => showToast({ title: t('calendar.revoked') });
  const revokeFeed = (): void => {
    renew.reset();
    revoke.mutate(undefined, { onSuccess: showRevoked });
  };
  return (
    <div className={styles.feed}>
      {createdAt && <Address createdAt={createdAt} created={renew.data} />}
      {feed.isPending && <Skeleton lines={2} />}
      {error && <ErrorNotice error={error} />}
      {!feed.isPending && (
        <div className={styles.actions}>
          <Button
            kind={createdAt ? 'secondary' : 'primary'}
            busy={renew.isPending}
            onClick={() => renew.mutate(language)}
          >
            {t(createdAt ? 'calendar.renew' : 'calendar.create')}
          </Button>
          {createdAt && (
            <Button kind="quiet" busy={revoke.isPending} onClick={revokeFeed}>
              {t('calendar.revoke')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

/** The address, or when it was created: it is shown once only. */
function Address({
  createdAt,
  created,
}: {
  createdAt: string;
  created: NewCalendarFeed | undefined;
}): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  if (created) return <NewAddress feed={created} />;
  return <p>{t('calendar.exists', { date: format.day(createdAt) })}</p>;
}

function NewAddress({ feed: { url, webcalUrl } }: { feed: NewCalendarFeed }): ReactElement {
  const { t } = useTranslation();
  const copy = async (): Promise<void> => {
    const isCopied = await navigator.clipboard.writeText(url).then(
      () => true,
      () => false,
    );
    showToast({ title: t(isCopied ? 'calendar.copied' : 'calendar.notCopied') });
  };
  return (
    <>
      <TextField
        label={t('calendar.address')}
        description={t('calendar.keep')}
        value={url}
        readOnly
        onChange={() => undefined}
        onFocus={({ target }) => target.select()}
      />
      <div className={styles.actions}>
        <Button icon={<Copy aria-hidden="true" size={20} />} onClick={() => void copy()}>
          {t('calendar.copy')}
        </Button>
        <ButtonAnchor href={webcalUrl} icon={<CalendarPlus aria-hidden="true" size={20} />}>
          {t('calendar.subscribe')}
        </ButtonAnchor>
      </div>
    </>
  );
}
