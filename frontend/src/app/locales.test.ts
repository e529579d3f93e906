import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const folder = join(import.meta.dirname, 'locales');

type Tree = { [key: string]: string | Tree };

function flatten(tree: Tree, prefix = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [`${prefix}${key}`] : flatten(value, `${prefix}${key}.`)));
}

function load(name: string): string[] {
  return flatten(JSON.parse(readFileSync(join(folder, name), 'utf8')) as Tree);
}

const english = new Set(load('en.json'));

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

  it('have only keys that English has', () => {
    for (const name of readdirSync(folder).filter(file => file.endsWith('.json') && file !== 'en.json'))
      expect(load(name).filter(key => !english.has(key)), name).toEqual([]);
  });
});
