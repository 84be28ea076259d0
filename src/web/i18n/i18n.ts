import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { core } from './id/core';

export type Language = 'id' | 'en';

/** Texts are split by role and time of use, to keep the first load small. */
type TextBundle = 'core' | 'staff' | 'onDemand';

const LANGUAGE_KEY = 'ruang-diri.language';

const LOADERS: Record<Language, Record<TextBundle, () => Promise<object>>> = {
  id: {
    core: () => Promise.resolve(core),
    staff: () => import('./id/staff').then(({ staff }) => staff),
    onDemand: () => import('./id/on-demand').then(({ onDemand }) => onDemand),
  },
  en: {
    core: () => import('./en/core').then((module) => module.core),
    staff: () => import('./en/staff').then(({ staff }) => staff),
    onDemand: () => import('./en/on-demand').then(({ onDemand }) => onDemand),
  },
};

const loadedBundles = new Set<TextBundle>(['core']);

/** Starts in the stored language; Indonesian by default. */
export async function initI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    showSupportNotice: false,
    lng: 'id',
    fallbackLng: 'id',
    ns: ['app'],
    defaultNS: 'app',
    resources: { id: { app: core } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  if (document.documentElement.lang === 'en') await setLanguage('en');
}

/** Changes the language of the whole page and stores the choice. */
export async function changeLanguage(language: Language): Promise<void> {
  await setLanguage(language);
  document.documentElement.lang = language;
  try {
    localStorage.setItem(LANGUAGE_KEY, language);
  } catch {
    // Storage is unavailable: the choice applies to this visit only.
  }
}

/** Loads the texts for psychologists and the team, in the current language and any chosen later. */
export async function loadStaffTexts(): Promise<true> {
  await loadBundle('staff');
  return true;
}

/** Resolves a lazily loaded module once its texts are loaded as well. */
export async function withOnDemandTexts<Module>(module: Promise<Module>): Promise<Module> {
  const [loaded] = await Promise.all([module, loadBundle('onDemand')]);
  return loaded;
}

async function loadBundle(bundle: TextBundle): Promise<void> {
  loadedBundles.add(bundle);
  await loadBundles(i18next.language === 'en' ? 'en' : 'id');
}

async function setLanguage(language: Language): Promise<void> {
  await loadBundles(language);
  await i18next.changeLanguage(language);
}

async function loadBundles(language: Language): Promise<void> {
  const bundles = await Promise.all([...loadedBundles].map((name) => LOADERS[language][name]()));
  for (const texts of bundles) i18next.addResourceBundle(language, 'app', texts, true);
}
