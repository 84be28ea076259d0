import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { changeLanguage } from '../i18n/i18n';
import type { Language } from '../i18n/i18n';
import { useLanguage } from '../i18n/use-language';
import { THEMES, setTheme, useTheme } from '../theme/theme';
import { MenuRadioGroup } from '../components/overlays/menu';
import type { Option } from '../components/controls/select';

/** Each language in its own name, for users who cannot read the current one. */
const LANGUAGE_OPTIONS: Option<Language>[] = [
  { value: 'id', label: 'Bahasa Indonesia' },
  { value: 'en', label: 'English' },
];

export function LanguageMenu(): ReactElement {
  const { t } = useTranslation();
  return (
    <MenuRadioGroup
      label={t('layout.language')}
      options={LANGUAGE_OPTIONS}
      value={useLanguage()}
      onChange={(language) => void changeLanguage(language)}
    />
  );
}

export function ThemeMenu(): ReactElement {
  const { t } = useTranslation();
  return (
    <MenuRadioGroup
      label={t('layout.theme')}
      options={THEMES.map((theme) => ({ value: theme, label: t(`layout.themes.${theme}`) }))}
      value={useTheme()}
      onChange={setTheme}
    />
  );
}
