import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { people } from './id/people';

export type Language = 'id' | 'en';

/** Words of clients, which everybody needs, of those who work here, and of what is opened later. */
type Part = 'people' | 'desk' | 'opened';

const REMEMBERED = 'ruang-diri.language';

const LOADERS: Record<Language, Record<Part, () => Promise<object>>> = {
  id: {
    people: () => Promise.resolve(people),
    desk: () => import('./id/desk').then(({ desk }) => desk),
    opened: () => import('./id/opened').then(({ opened }) => opened),
  },
  en: {
    people: () => import('./en/people').then(({ people: words }) => words),
    desk: () => import('./en/desk').then(({ desk }) => desk),
    opened: () => import('./en/opened').then(({ opened }) => opened),
  },
};

const parts = new Set<Part>(['people']);

/** Readies the language chosen last; Indonesian for whoever has not chosen. */
export async function startI18n(): Promise<void> {
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
  if (document.documentElement.lang === 'en') await show('en');
}

/** Changes the language of everything at once, and remembers it. */
export async function changeLanguage(language: Language): Promise<void> {
  await show(language);
  document.documentElement.lang = language;
  try {
    localStorage.setItem(REMEMBERED, language);
  } catch {
    // Storage is closed to us: the choice holds for this visit.
  }
}

/** Loads the words of those who work here, in the language of the page and in any chosen later. */
export async function loadDeskWords(): Promise<true> {
  await loadAlso('desk');
  return true;
}

/** Gives a part of the app that is loaded later once its words are there as well. */
export async function withItsWords<Part>(part: Promise<Part>): Promise<Part> {
  const [loaded] = await Promise.all([part, loadAlso('opened')]);
  return loaded;
}

async function loadAlso(part: Part): Promise<void> {
  parts.add(part);
  await loadParts(i18next.language === 'en' ? 'en' : 'id');
}

async function show(language: Language): Promise<void> {
  await loadParts(language);
  await i18next.changeLanguage(language);
}

async function loadParts(language: Language): Promise<void> {
  const words = await Promise.all([...parts].map((part) => LOADERS[language][part]()));
  for (const some of words) i18next.addResourceBundle(language, 'words', some, true);
}
