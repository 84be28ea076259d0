import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Counseling } from '../../api/api-types';
import { localZone } from '../../i18n/format';
import { useFormat } from '../../i18n/use-format';
import { Badge } from '../../components/display/badge';
import { Card } from '../../components/display/card';
import { classNames } from '../../components/class-names';
import styles from './agenda-item.module.css';
import { Disclosure } from '../../components/display/disclosure';
import { AgendaItemActions } from './agenda-item-actions';
import { AgendaItemStatus } from './agenda-item-status';

interface AgendaItemProps {
  counseling: Counseling;
  unread: number;
  /** The session's chat is on the page already, so no link to it is shown. */
  isOnBoard: boolean;
}

export function AgendaItem({ counseling, unread, isOnBoard }: AgendaItemProps): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const { scheduledAt, endsAt, client, method, notes, cancelReason } = counseling;
  const isLive = counseling.chatSession?.isActive ?? false;
  const isCancelled = counseling.status === 'cancelled';
  return (
    <Card
      as="li"
      className={classNames(styles.item, isLive && styles.live, isCancelled && styles.cancelled)}
    >
      <p className={styles.when}>
        <time dateTime={scheduledAt}>{format.time(scheduledAt)}</time>
        <span className={styles.until}>–{format.time(endsAt)}</span>
      </p>
      <div className={styles.details}>
        <ClientName name={client.fullName} unread={isOnBoard ? 0 : unread} />
        <p className={styles.method}>
          {t(`common.method.${method}`)}
          <ClientTime counseling={counseling} />
        </p>
        <AgendaItemStatus counseling={counseling} />
        {notes && (
          <Disclosure title={t('today.agenda.note')}>
            <p className={styles.note}>{notes}</p>
          </Disclosure>
        )}
        {cancelReason && (
          <p className={styles.reason}>{t('today.agenda.reason', { reason: cancelReason })}</p>
        )}
      </div>
      {!isOnBoard && <AgendaItemActions counseling={counseling} />}
    </Card>
  );
}

function ClientName({ name, unread }: { name: string; unread: number }): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={styles.client}>
      <h3 className={styles.name}>
        <bdi>{name}</bdi>
      </h3>
      {unread > 0 && <Badge tone="accent">{t('today.agenda.unread', { count: unread })}</Badge>}
    </div>
  );
}

/** The client's local time, where it differs. */
function ClientTime({ counseling }: { counseling: Counseling }): ReactElement | null {
  const { t } = useTranslation();
  const format = useFormat();
  const { scheduledAt, timezone } = counseling;
  const time = format.time(scheduledAt, timezone);
  if (time === format.time(scheduledAt, localZone())) return null;
  const zone = format.zoneName(timezone, scheduledAt);
  return <> · {t('today.agenda.otherZone', { time, zone })}</>;
}
