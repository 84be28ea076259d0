import { useSearchParams } from 'wouter';
import { AUDITED_ACTIONS } from '../../../audited-actions';
import type { AuditFilter } from '../../api/audit-queries';
import { isDay } from '../../i18n/is-day';

const ID = /^[1-9]\d{0,17}$/;
const NAMES = ['action', 'actorId', 'userId', 'from', 'to'] as const;

/** The filter, stored in the URL so that Back and a reload restore it. */
export function useAuditFilter(): [AuditFilter, (change: AuditFilter) => void] {
  const [params, setParams] = useSearchParams();
  const valid = (name: string, isValid: (value: string) => boolean): string | undefined => {
    const value = params.get(name) ?? '';
    return isValid(value) ? value : undefined;
  };
  const isId = (value: string): boolean => ID.test(value);
  const filter: AuditFilter = {
    action: AUDITED_ACTIONS.find((known) => known === params.get('action')),
    actorId: valid('actorId', isId),
    userId: valid('userId', isId),
    from: valid('from', isDay),
    to: valid('to', isDay),
  };
  const change = (changes: AuditFilter): void => {
    const next = { ...filter, ...changes };
    const entries = NAMES.flatMap((name) => (next[name] ? [[name, next[name]]] : []));
    setParams(new URLSearchParams(entries));
  };
  return [filter, change];
}
