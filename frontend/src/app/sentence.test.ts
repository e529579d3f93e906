import { afterEach, describe, expect, it } from 'vitest';
import german from './locales/backend/de.json';
import { ApiError } from '@/shared/api/error';
import { setSentences, tellSentence } from '@/shared/sentence';

afterEach(() => { setSentences({}); });

describe('sentences of the backend', () => {
  it('stay English without a table, and where nobody wrote them', () => {
    expect(tellSentence('The password is wrong.')).toBe('The password is wrong.');
    setSentences(german);
    expect(tellSentence('Something that nobody foresaw.')).toBe('Something that nobody foresaw.');
  });

  it('carry what differs', () => {
    setSentences(german);
    expect(tellSentence('There is a profile called ada already.')).toBe('Ein Profil namens ada gibt es schon.');
    expect(tellSentence('Must have at most 64 characters')).toBe('Darf höchstens 64 Zeichen haben');
    expect(tellSentence('my file.csv, line 3: its times have no time zone; say which one.')).toBe('my file.csv, Zeile 3: Seine Zeiten haben keine Zeitzone; sagen Sie, welche gilt.');
    expect(tellSentence('my file.csv, line 12, column Fee: 1.2.3 is no number')).toBe('my file.csv, Zeile 12, Spalte Fee: 1.2.3 ist keine Zahl');
    expect(tellSentence('my file.csv, line 1, column Fee: has no header of this source; missing are the columns Fee')).toBe('my file.csv, Zeile 1, Spalte Fee: hat keinen Kopf dieser Quelle; es fehlen die Spalten Fee');
    expect(tellSentence('a.csv, line 2, column Fee: a file of Koinly has the columns Fee, too; say what its columns hold.')).toBe('a.csv, Zeile 2, Spalte Fee: Eine Datei von Koinly hat auch die Spalten Fee; sagen Sie, was in ihren Spalten steht.');
    expect(tellSentence('my file.csv, line 12: something that nobody foresaw')).toBe('my file.csv, line 12: something that nobody foresaw');
    expect(tellSentence('Amount: 1.2.3 is no number')).toBe('Amount: 1.2.3 ist keine Zahl');
    expect(tellSentence('The program answered with status 502.')).toBe('Das Programm antwortete mit dem Status 502.');
    expect(tellSentence('$& is not a known asset')).toBe('$& ist kein bekannter Wert');
  });

  it('are those that the client itself says, too', () => {
    const sources = Object.values(import.meta.glob<string>(['../shared/api/*.ts', '!../shared/api/*.test.ts'], { query: '?raw', import: 'default', eager: true }));
    const own = sources.flatMap(source => [...source.matchAll(/new ApiError\('([^']+)'/g)].map(match => match[1] ?? ''));
    expect(own.length).toBeGreaterThan(3);
    setSentences(german);
    expect(own.filter(sentence => tellSentence(sentence) === sentence)).toEqual([]);
  });

  it('are those of errors, also of single fields', () => {
    setSentences(german);
    const one = new ApiError('name: there is a tag Cold already (letter case does not count)', 409, { params: { field: 'name' } });
    expect(one.message).toBe('Das Schlagwort Cold gibt es schon (Groß- und Kleinschreibung zählt nicht)');
    const several = new ApiError('two problems', 400, { params: { problems: { name: ['must not be empty', 'odd'], 'balances.0.amount': 'must not be negative' } } });
    expect(several.messageFor('name')).toBe('Darf nicht leer sein · Odd');
    expect(several.messageFor('amount')).toBe('Darf nicht negativ sein');
    const told = (message: string, field: string): string => new ApiError(message, 400, { params: { field } }).message;
    expect(told('name must not be empty', 'name')).toBe('Darf nicht leer sein'); // known without its subject
    expect(told('file: picture.png: odd', 'file')).toBe('picture.png: odd'); // a file's name keeps its letters
    expect(told('file: something odd', 'file')).toBe('Something odd');
    const named = new ApiError('file: my own trades.csv: odd', 400, { params: { field: 'file', file: 'my own trades.csv' } });
    expect(named.message).toBe('my own trades.csv: odd');
  });
});
