/**
 * What the interface says, in the person's language.
 *
 * The English sentence in ICU message syntax is the key, so that code reads as the page does; `de.json` and `es.json` are the
 * catalogue, and a sentence that they lack does not compile. The language is loaded before anything else is imported
 * (`main.tsx`), so `say` may stand in constants; another language is a new page. Parsing and plurals are intl-messageformat's.
 * A word that is two elsewhere says which after a bar, which is not shown: `say('Slide|transition')`.
 */
import { IntlMessageFormat } from 'intl-messageformat';
import type german from './de.json';

export type Sentence = keyof typeof german;
export type Values = Record<string, string | number>;
type Catalogue = Partial<Record<string, string>>;

/** How each language calls itself. */
export const LANGUAGES = { en: 'English', de: 'Deutsch', es: 'Español' } as const;
export type Language = keyof typeof LANGUAGES;

const CATALOGUES: Record<Language, () => Promise<Catalogue>> = {
  en: async () => ({}),
  de: async () => (await import('./de.json')).default,
  es: async () => (await import('./es.json')).default,
};

/** Django's own cookie, so that the server's pages and sentences follow. */
const COOKIE = 'django_language';

let language: Language = 'en';
let catalogue: Catalogue = {};
const SENSE = /\|[a-z ]+$/;
const formats = new Map<string, IntlMessageFormat>();

/** The sentence in the person's language. `values` fill its {places}. */
export function say(english: Sentence, values?: Values): string {
  const message = catalogue[english] ?? english.replace(SENSE, '');
  if (!values) return message;
  let format = formats.get(message);
  if (!format) {
    format = new IntlMessageFormat(message, language);
    formats.set(message, format);
  }
  return String(format.format(values));
}

/** For Intl's formatters and collators. */
export const languageOf = (): Language => language;

/** The first language wanted that there is; English where none is. */
export function choose(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split('-')[0] ?? '';
    if (Object.hasOwn(LANGUAGES, base)) return base as Language;
  }
  return 'en';
}

/** Makes `wanted` the language of all that is said from now on. A catalogue that cannot be loaded leaves English. */
export async function speak(wanted: Language): Promise<void> {
  const loaded = await CATALOGUES[wanted]().catch(() => null);
  language = loaded ? wanted : 'en';
  catalogue = loaded ?? {};
  formats.clear();
}

/** The language chosen in this browser, or else the one that the browser asks for. */
export function wantedHere(): Language {
  const chosen = document.cookie.match(`(?:^|; )${COOKIE}=([\\w-]+)`)?.[1];
  return choose(chosen ? [chosen, ...navigator.languages] : navigator.languages);
}

/** Keeps the choice for a year and shows the page anew in it; nothing is lost, since edits are stored as they are made. */
export function choosePageLanguage(wanted: Language): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser
  document.cookie = `${COOKIE}=${wanted}; path=/; max-age=31536000; samesite=lax`;
  location.reload();
}
