/** Languages. English is in the bundle; another one is a file in `locales/` and is loaded when chosen. */
import { createI18n } from 'vue-i18n';
import { setSentences } from '@/shared/sentence';
import en from './locales/en.json';

const loaders = import.meta.glob<{ default: typeof en }>(['./locales/*.json', '!./locales/en.json']);

const sentenceLoaders = import.meta.glob<{ default: Record<string, string> }>('./locales/backend/*.json');

/** Codes of all languages that there are, English first. */
export const languages: readonly string[] = ['en', ...Object.keys(loaders).map(path => path.replace(/^.*\/|\.json$/g, ''))];

// An empty one says that there is such a language; its texts come when it is chosen.
const messages = { en, ...Object.fromEntries(languages.slice(1).map(code => [code, {}])) } as { en: typeof en };
export const i18n = createI18n({ legacy: false, locale: 'en', fallbackLocale: 'en', messages, warnHtmlMessage: false });

/** The language we have that fits a wish such as `de-AT` best. */
export function pickLanguage(wish: string): string {
  return languages.find(code => code === wish) ?? languages.find(code => code === wish.split('-')[0]) ?? 'en';
}

let wanted = '';

/** True when what is shown is now in another language than before. */
export async function setLanguage(wish: string): Promise<boolean> {
  wanted = wish;
  const code = pickLanguage(wish);
  const load = loaders[`./locales/${code}.json`];
  const [texts, sentences] = await Promise.all([load?.(), sentenceLoaders[`./locales/backend/${code}.json`]?.()]);
  if (texts) i18n.global.setLocaleMessage(code as 'en', texts.default);
  if (pickLanguage(wanted) !== code || i18n.global.locale.value === code) return false; // another one was chosen while this one came, or the same again
  i18n.global.locale.value = code as 'en';
  setSentences(sentences?.default ?? {});
  document.documentElement.lang = code;
  return true;
}
