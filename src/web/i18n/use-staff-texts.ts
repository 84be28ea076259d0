import { useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { loadStaffTexts } from './i18n';
import type { Role } from '../../enums';

/** Loads the texts that only psychologists and the team need; `data` is set once they are loaded. */
export function useStaffTexts(role: Role | undefined): UseQueryResult<true> {
  return useQuery({
    queryKey: ['staff-texts'],
    queryFn: loadStaffTexts,
    enabled: role !== undefined && role !== 'client',
    staleTime: Infinity,
    retry: 2,
  });
}
