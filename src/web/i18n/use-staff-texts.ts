import { useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { loadStaffTexts } from './i18n';
import type { Role } from '../../enums';

/** The words of a role that not everybody loads; `data` when all of them are there. */
export function useStaffTexts(role: Role | undefined): UseQueryResult<true> {
  return useQuery({
    queryKey: ['desk-words'],
    queryFn: loadStaffTexts,
    enabled: role !== undefined && role !== 'client',
    staleTime: Infinity,
    retry: 2,
  });
}
