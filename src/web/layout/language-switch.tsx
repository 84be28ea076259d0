import { Languages } from 'lucide-react';
import type { ReactElement } from 'react';
import { changeLanguage } from '../i18n/i18n';
import { useLanguage } from '../i18n/use-language';
import { Button } from '../components/controls/button';

/** Offers the other language in its own name. */
export function LanguageSwitch(): ReactElement {
  const other = useLanguage() === 'id' ? 'en' : 'id';
  return (
    <Button
      kind="quiet"
      size="small"
      lang={other}
      icon={<Languages aria-hidden="true" size={18} />}
      onClick={() => void changeLanguage(other)}
    >
      {other === 'en' ? 'English' : 'Bahasa Indonesia'}
    </Button>
  );
}
