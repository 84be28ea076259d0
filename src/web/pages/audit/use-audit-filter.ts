import { useSearchParams } from 'wouter';
import { AUDITED_ACTIONS } from '../../../audited-actions';
import type { AuditFilter } from '../../api/audit-queries';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const ID = /^[1-9]\d{0,17}$/;
const NAMES = ['action', 'actorId', 'userId', 'from', 'to'] as const;

/** The filter, stored in the URL so that Back and a reload restore it. */
export function useAuditFilter(): [AuditFilter, (change: AuditFilter) => void] {
  const [params, setParams] = useSearchParams();
  const valid = (name: string, pattern: RegExp): string | undefined => {
    const value = params.get(name) ?? '';
    return pattern.test(value) ? value : undefined;
  };
  const day = (name: string): string | undefined => {
    const value = valid(name, DAY);
    return Number.isNaN(Date.parse(`${value}T12:00:00`)) ? undefined : value;
  };
  const filter: AuditFilter = {
    action: AUDITED_ACTIONS.find((known) => known === params.get('action')),
    actorId: valid('actorId', ID),
    userId: valid('userId', ID),
    from: day('from'),
    to: day('to'),
  };
  const change = (changes: AuditFilter): void => {
    const next = { ...filter, ...changes };
    const entries = NAMES.flatMap((name) => (next[name] ? [[name, next[name]]] : []));
    setParams(new URLSearchParams(entries));
  };
  return [filter, change];
}
