import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Dictionary } from './dictionary';
import { core } from './id/core';

export type Language = 'id' | 'en';

/** Texts are split by role and time of use, to keep the first load small. */
type TextBundle = 'core' | 'staff' | 'onDemand' | 'apiErrors';

const LANGUAGE_KEY = 'ruang-diri.language';

const LOADERS: Record<Language, Record<TextBundle, () => Promise<object>>> = {
  id: {
    core: () => Promise.resolve(core),
    staff: () => import('./id/staff').then(({ staff }) => staff),
    onDemand: () => import('./id/on-demand').then(({ onDemand }) => onDemand),
    apiErrors: () => import('./id/api-errors').then(({ apiErrors }) => ({ errors: apiErrors })),
  },
  en: {
    core: () => import('./en/core').then((module) => module.core),
    staff: () => import('./en/staff').then(({ staff }) => staff),
    onDemand: () => import('./en/on-demand').then(({ onDemand }) => onDemand),
    apiErrors: () => import('./en/api-errors').then(({ apiErrors }) => ({ errors: apiErrors })),
  },
};

/** An error is shown with a general text rather than late. */
const ERROR_TEXT_LIMIT_MS = 3_000;

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
    // Texts of errors may arrive after a component showed one.
    react: { bindI18nStore: 'added' },
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

/** Resolves once the text of an error code of the API can be shown, or cannot be loaded in time. */
export async function loadErrorText(code: string): Promise<void> {
  if (hasErrorText(code)) return;
  const limit = new Promise((resolve) => setTimeout(resolve, ERROR_TEXT_LIMIT_MS));
  await Promise.race([loadBundle('apiErrors').catch(() => undefined), limit]);
}

/** The key of an error's text; a newer server may use a code this page does not know. */
export function errorTextKey(code: string): `errors.${keyof Dictionary['errors']}` {
  return hasErrorText(code) ? `errors.${code}` : 'errors.unknown';
}

const hasErrorText = (code: string): code is keyof Dictionary['errors'] =>
  i18next.exists(`errors.${code}`);

async function loadBundle(bundle: TextBundle): Promise<void> {
  loadedBundles.add(bundle);
  await addTexts(i18next.language === 'en' ? 'en' : 'id', bundle);
}

async function setLanguage(language: Language): Promise<void> {
  await Promise.all([...loadedBundles].map((bundle) => addTexts(language, bundle)));
  await i18next.changeLanguage(language);
}

async function addTexts(language: Language, bundle: TextBundle): Promise<void> {
  i18next.addResourceBundle(language, 'app', await LOADERS[language][bundle](), true);
}
