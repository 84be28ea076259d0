import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { people } from './id/core';

export type Language = 'id' | 'en';

/** Words of clients, which everybody needs, of those who work here, and of what is opened later. */
type TextBundle = 'people' | 'desk' | 'opened';

const LANGUAGE_KEY = 'ruang-diri.language';

const LOADERS: Record<Language, Record<TextBundle, () => Promise<object>>> = {
  id: {
    people: () => Promise.resolve(people),
    desk: () => import('./id/staff').then(({ desk }) => desk),
    opened: () => import('./id/on-demand').then(({ opened }) => opened),
  },
  en: {
    people: () => import('./en/core').then(({ people: words }) => words),
    desk: () => import('./en/staff').then(({ desk }) => desk),
    opened: () => import('./en/on-demand').then(({ opened }) => opened),
  },
};

const loadedBundles = new Set<TextBundle>(['people']);

/** Readies the language chosen last; Indonesian for whoever has not chosen. */
export async function initI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    showSupportNotice: false,
    lng: 'id',
    fallbackLng: 'id',
    ns: ['words'],
    defaultNS: 'words',
    resources: { id: { words: people } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  if (document.documentElement.lang === 'en') await setLanguage('en');
}

/** Changes the language of everything at once, and remembers it. */
export async function changeLanguage(language: Language): Promise<void> {
  await setLanguage(language);
  document.documentElement.lang = language;
  try {
    localStorage.setItem(LANGUAGE_KEY, language);
  } catch {
    // Storage is closed to us: the choice holds for this visit.
  }
}

/** Loads the words of those who work here, in the language of the page and in any chosen later. */
export async function loadStaffTexts(): Promise<true> {
  await loadBundle('desk');
  return true;
}

/** Gives a part of the app that is loaded later once its words are there as well. */
export async function withOnDemandTexts<Part>(part: Promise<Part>): Promise<Part> {
  const [loaded] = await Promise.all([part, loadBundle('opened')]);
  return loaded;
}

async function loadBundle(part: TextBundle): Promise<void> {
  loadedBundles.add(part);
  await loadBundles(i18next.language === 'en' ? 'en' : 'id');
}

async function setLanguage(language: Language): Promise<void> {
  await loadBundles(language);
  await i18next.changeLanguage(language);
}

async function loadBundles(language: Language): Promise<void> {
  const words = await Promise.all([...loadedBundles].map((part) => LOADERS[language][part]()));
  for (const some of words) i18next.addResourceBundle(language, 'words', some, true);
}
