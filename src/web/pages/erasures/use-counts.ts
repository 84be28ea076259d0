import { useTranslation } from 'react-i18next';
import type { ErasureRequest } from '../../api/api-types';
import { useFormat } from '../../i18n/use-format';

/** "2 conversations, 14 messages and 1 file" */
export function useCounts(): (destroyed: ErasureRequest['destroyed']) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return ({ conversations, messages, files }) =>
    format.list([
      t('erasures.counts.conversations', { count: conversations }),
      t('erasures.counts.messages', { count: messages }),
      t('erasures.counts.files', { count: files }),
    ]);
}
