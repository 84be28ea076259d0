import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Counseling } from '../../api/api-types';
import { useNow } from '../../components/hooks/use-now';
import styles from './agenda-list.module.css';
import { AgendaItem } from './agenda-item';
import { splitAgenda } from './split-agenda';
import { Disclosure } from '../../components/display/disclosure';

interface AgendaListProps {
  booked: Counseling[];
  unread: ReadonlyMap<string, number>;
  onBoard: ReadonlySet<string>;
}

/** Upcoming sessions; past ones are collapsed above them. */
export function AgendaList({ booked, ...rest }: AgendaListProps): ReactElement {
  const { t } = useTranslation();
  const { past, upcoming } = splitAgenda(booked, useNow(30_000));
  return (
    <>
      {past.length > 0 && (
        <Disclosure
          title={t('today.agenda.past', { count: past.length })}
          open={upcoming.length === 0}
          key={`${upcoming.length === 0}`}
        >
          <Items booked={past} {...rest} />
        </Disclosure>
      )}
      {upcoming.length > 0 && <Items booked={upcoming} {...rest} />}
    </>
  );
}

function Items({ booked, unread, onBoard }: AgendaListProps): ReactElement {
  return (
    <ol className={styles.list}>
      {booked.map((counseling) => {
        const sessionId = counseling.chatSession?.sessionId ?? '';
        return (
          <AgendaItem
            key={counseling.id}
            counseling={counseling}
            unread={unread.get(sessionId) ?? 0}
            isOnBoard={onBoard.has(sessionId)}
          />
        );
      })}
    </ol>
  );
}
