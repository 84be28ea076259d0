import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { AuditEntry } from '../../api/api-types';
import { Fact, FactList } from '../../components/display/fact-list';
import { usePreciseFormat } from '../../i18n/precise-format';
import { useFormat } from '../../i18n/use-format';
import styles from './audit-entries.module.css';

/** Each name leads to what that person did, or to what concerned them. */
export function AuditEntries({ entries }: { entries: AuditEntry[] }): ReactElement {
  return (
    <ol className={styles.list}>
      {entries.map((entry) => (
        <Entry key={entry.id} entry={entry} />
      ))}
    </ol>
  );
}

function Entry({
  entry: { at, action, actor, operator, user, sessionId, reason, network },
}: {
  entry: AuditEntry;
}): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const precise = usePreciseFormat();
  return (
    <li className={styles.entry}>
      <time className={styles.time} dateTime={at}>
        {`${format.day(at)}, ${precise.clock(at)}`}
      </time>
      <p className={styles.action}>{t(`audit.actions.${action}`)}</p>
      <FactList inline>
        <Fact name={t('audit.by')}>
          {actor ? (
            <Person name={actor.fullName} href={`/team/audit?actorId=${actor.id}`} />
          ) : (
            t('audit.operator', { operator })
          )}
        </Fact>
        {user ? (
          <Fact name={t('audit.concerns')}>
            <Person name={user.fullName} href={`/team/audit?userId=${user.id}`} />
          </Fact>
        ) : null}
        <Fact name={t('audit.reason')}>{reason}</Fact>
        <Fact name={t('audit.network')}>{network}</Fact>
        {sessionId === null ? null : (
          <Fact name={t('audit.session')}>
            <Link href={`/team/sessions/${sessionId}`}>{t('audit.openSession')}</Link>
          </Fact>
        )}
      </FactList>
    </li>
  );
}

/** An account that was erased has no name. */
function Person({ name, href }: { name: string; href: string }): ReactElement {
  const { t } = useTranslation();
  return <Link href={href}>{name || t('audit.erasedPerson')}</Link>;
}
