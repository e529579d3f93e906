import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/* A new text goes into every file of `locales/` at once: English first, the others in the words of docs/translating.md. */

const root = join(import.meta.dirname, '..');
const folder = join(import.meta.dirname, 'locales');

type Tree = { [key: string]: string | Tree };

function flatten(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] => (typeof value === 'string' ? [[`${prefix}${key}`, value]] : flatten(value, `${prefix}${key}.`)));
}

function load(name: string): Map<string, string> {
  return new Map(flatten(JSON.parse(readFileSync(join(folder, name), 'utf8')) as Tree));
}

const english = load('en.json');
const others = readdirSync(folder).filter(file => file.endsWith('.json') && file !== 'en.json');
const placeholders = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([found]) => found).sort();
const branches = (text: string): number => text.split(' | ').length;
/** Texts that are the same words in both languages: names, and words that German has taken over. */
const SAME = /^(app\.name|chain\..*|setting\.service\..*|.*\.(asset|assets|name|text|symbol|version|chain|tag|filter|spam|lot|pool|airdrop|fork|mining|cashback|import|liquidation|api|host|other|nodes|blockchain|bridges|position|staking|index|status|json|csv|pdf)|.*\{\w+\}: \{\w+\}.*|tax\.periodName)$/;

describe('language files', () => {
  it('have every key that the sources use', () => {
    const missing: string[] = [];
    for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
      if (!/\.(vue|ts)$/.test(file) || file.endsWith('.test.ts')) continue;
      const source = readFileSync(join(root, file), 'utf8');
      for (const [, key = ''] of source.matchAll(/\bt\(\s*'([A-Za-z0-9_.-]+)'/g))
        if (!english.has(key)) missing.push(`${file}: ${key}`);
    }
    expect(missing).toEqual([]);
  });

  it('are German, beside English', () => { expect(others).toEqual(['de.json']); });

  it.each(others)('%s has the keys of English, their placeholders and their plurals', name => {
    const texts = load(name);
    expect([...texts.keys()].filter(key => !english.has(key)), 'too many').toEqual([]);
    expect([...english.keys()].filter(key => !texts.has(key)), 'missing').toEqual([]);
    const different = [...english].filter(([key, text]) => {
      const own = texts.get(key) ?? '';
      return placeholders(own).join() !== placeholders(text).join() || branches(own) !== branches(text) || (own === '') !== (text === '');
    });
    expect(different).toEqual([]);
  });

  it.each(others)('%s left no sentence in English', name => {
    const texts = load(name);
    expect([...english].filter(([key, text]) => texts.get(key) === text && text.split(' ').length > 2 && /[a-z]{3}/.test(text.replace(/\{\w+\}/g, '')) && !SAME.test(key))).toEqual([]);
    const suspicious = /\b(the|and|with|your|this|that|from|which)\b/i;
    expect([...texts].filter(([key, text]) => suspicious.test(text) && !SAME.test(key) && !/The Graph/.test(text))).toEqual([]);
  });

  it.each(others)('%s has no key twice and no straight quotes', name => {
    const source = readFileSync(join(folder, name), 'utf8');
    expect(JSON.stringify(JSON.parse(source), null, 2)).toBe(source.trimEnd());
    expect([...load(name)].filter(([, text]) => text.includes('"'))).toEqual([]);
  });
});
