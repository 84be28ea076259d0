import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { id } from './id';

export type Language = 'id' | 'en';

const REMEMBERED = 'ruang-diri.language';

/** Readies the language chosen last; Indonesian for whoever has not chosen. */
export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'id',
    fallbackLng: 'id',
    ns: ['words'],
    defaultNS: 'words',
    resources: { id: { words: id } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  if (document.documentElement.lang === 'en') await load('en');
}

/** Changes the language of everything at once, and remembers it. */
export async function changeLanguage(language: Language): Promise<void> {
  await load(language);
  document.documentElement.lang = language;
  try {
    localStorage.setItem(REMEMBERED, language);
  } catch {
    // Storage is closed to us: the choice holds for this visit.
  }
}

async function load(language: Language): Promise<void> {
  if (language === 'en' && !i18next.hasResourceBundle('en', 'words')) {
    const { en } = await import('./en');
    i18next.addResourceBundle('en', 'words', en);
  }
  await i18next.changeLanguage(language);
}
