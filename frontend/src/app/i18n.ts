/** Languages. English is in the bundle; another one is a file in `locales/` and is loaded when chosen. */
import { createI18n } from 'vue-i18n';
import en from './locales/en.json';

const loaders = import.meta.glob<{ default: typeof en }>(['./locales/*.json', '!./locales/en.json']);

/** Codes of all languages that there are, English first. */
export const languages: readonly string[] = ['en', ...Object.keys(loaders).map(path => path.replace(/^.*\/|\.json$/g, ''))];

export const i18n = createI18n({ legacy: false, locale: 'en', fallbackLocale: 'en', messages: { en }, warnHtmlMessage: false });

/** The language we have that fits a wish such as `de-AT` best. */
export function pickLanguage(wish: string): string {
  return languages.find(code => code === wish) ?? languages.find(code => code === wish.split('-')[0]) ?? 'en';
}

export async function setLanguage(wish: string): Promise<void> {
  const code = pickLanguage(wish);
  const load = loaders[`./locales/${code}.json`];
  if (load) i18n.global.setLocaleMessage(code as 'en', (await load()).default);
  i18n.global.locale.value = code as 'en';
  document.documentElement.lang = code;
}
