import { useTranslation } from 'react-i18next';
import type { ErasureRequest } from '../../api/api-types';
import { useFormat } from '../../i18n/use-format';

/** Replaces the name of a removed user. */
const REMOVED_NAME = '—';

/** Whose data a request concerns, in words. */
export function useSubject(): (erasure: ErasureRequest) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return ({ user, conversation }) => {
    if (user) {
      const { id, fullName: name } = user;
      return name === REMOVED_NAME
        ? t('erasures.subject.removedUser', { id })
        : t('erasures.subject.user', { name });
    }
    const { kind = 'direct', members = [] } = conversation ?? {};
    const names = format.list(members.map(({ fullName }) => fullName));
    return t(`erasures.subject.${kind}`, { names });
  };
}
