import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format';

const MEGABYTE = 1024 * 1024;

/** Formats a file size: "1,2 MB", "34 kB". */
export function useFileSizeText(): (bytes: number) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (bytes) => {
    if (bytes >= MEGABYTE / 10) {
      const size = format.number(bytes / MEGABYTE, { maximumFractionDigits: 1 });
      return t('files.size', { size });
    }
    return t('files.sizeSmall', { size: format.number(Math.max(1, Math.round(bytes / 1024))) });
  };
}
