import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { afterEach, expect, test } from 'vitest';
import german from '../../../frontend/src/words/de.json';
import spanish from '../../../frontend/src/words/es.json';
import { choose, languageOf, say, speak } from '../../../frontend/src/words/words';

const SOURCE = join(__dirname, '../../../frontend/src');
const catalogues: Record<string, Record<string, string>> = { de: german, es: spanish };
const sentences = Object.keys(german);

/** The names of a message's {places}, those inside of plurals too. */
function places(message: string, language: string): string[] {
  const found = new Set<string>();
  const walk = (node: unknown): void => {
    if (!node || typeof node !== 'object') return;
    if (Array.isArray(node)) {
      for (const inner of node) walk(inner);
      return;
    }
    const { type, value, options } = node as { type: number; value?: string; options?: Record<string, unknown> };
    if (type !== 0 && type !== 7 && value) found.add(value);
    for (const option of Object.values(options ?? {})) walk((option as { value: unknown }).value);
  };
  walk(new IntlMessageFormat(message, language).getAst());
  return [...found].sort();
}

afterEach(() => speak('en'));

test('German and Spanish say the same sentences, in the order of the alphabet', () => {
  const ordered = [...sentences].sort((a, b) => (a < b ? -1 : 1));
  expect(sentences).toEqual(ordered);
  expect(Object.keys(spanish)).toEqual(ordered);
});

test.each(Object.keys(catalogues))('every sentence in %s has the places of the English one', (language) => {
  const wrong = sentences.filter((english) => {
    const translated = catalogues[language]?.[english] ?? '';
    return !translated.trim() || String(places(english, 'en')) !== String(places(translated, language));
  });
  expect(wrong).toEqual([]);
});

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));

test('the catalogue holds nothing that the interface does not say', () => {
  const source = files.map((name) => readFileSync(join(SOURCE, name), 'utf8')).join('\n');
  const unsaid = sentences.filter((it) => !source.includes(`'${it}'`) && !source.includes(`"${it}"`));
  expect(unsaid).toEqual([]);
});

// text between tags is the linter's to find, by noJsxLiterals
test('no attribute that people read or hear, and no message or undo name, is plain English', () => {
  const attributes =
    /\b(?:aria-label|aria-description|aria-valuetext|title|placeholder|alt)=(?:\{)?["'`][^"'`]*[a-z]{2}[^"'`]*["'`]/g;
  const messages = /(?:\btoast\(|\blabel: )["'`][^"'`]*[a-z]{2}[^"'`]*["'`]/g;
  const plain = files.flatMap((name) => {
    const source = readFileSync(join(SOURCE, name), 'utf8');
    return [attributes, messages].flatMap((kind) => (source.match(kind) ?? []).map((found) => `${name}: ${found}`));
  });
  expect(plain).toEqual([]);
});

test('a page speaks the language that it is told to, and English again', async () => {
  expect(say('Language')).toBe('Language');
  await speak('de');
  expect([languageOf(), say('Language')]).toEqual(['de', 'Sprache']);
  await speak('es');
  expect(say('Language')).toBe('Idioma');
  await speak('en');
  expect(say('Language')).toBe('Language');
});

test('the first language wanted that there is, is chosen, and English where none is', () => {
  expect(choose(['fr-CA', 'de-CH', 'en'])).toBe('de');
  expect(choose(['es-419'])).toBe('es');
  expect(choose(['zz', 'constructor'])).toBe('en');
  expect(choose([])).toBe('en');
});
