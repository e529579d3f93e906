import { describe, expect, it } from 'vitest';
import { emptyChoice, formOf, leftOutRows, openQuestions, readinessOf, zoneOptions } from './file';
import { emptyMapping } from './mapping';
import type { Preview } from './types';

const preview = (extra: Partial<Preview> = {}): Preview => ({
  format: 'koinly', candidates: ['koinly'], needs: [], notices: [], encoding: 'utf-8', delimiter: ',', header_line: 1, columns: [], nearest: '', missing_columns: [], samples: [], rows: 3, groups: 2, events: 4,
  skipped_count: 0, problem_count: 0, skipped: [], problems: [], unknown_assets: [], unknown_places: {}, new_groups: 2, preview: [], ...extra,
});
const file = new File(['a,b'], 'a.csv');

describe('what may happen with a file', () => {
  it('waits for answers, and is done when nothing is new', () => {
    expect(readinessOf(preview({ needs: ['timezone'] }), emptyChoice())).toBe('asks');
    expect(readinessOf(preview({ needs: ['timezone'] }), { ...emptyChoice(), timezone: 'UTC' })).toBe('ready');
    expect(readinessOf(preview({ groups: 0, new_groups: 0 }), emptyChoice())).toBe('nothing');
    expect(readinessOf(preview({ new_groups: 0 }), emptyChoice())).toBe('nothingNew');
    expect(openQuestions(preview({ needs: ['mapping', 'decimal'] }), { ...emptyChoice(), decimal: 'comma' })).toEqual(['mapping']);
    expect(openQuestions(preview({ needs: ['time_format'] }), emptyChoice())).toEqual(['time_format']);
    expect(openQuestions(preview({ needs: ['time_format'] }), { ...emptyChoice(), timestampFormat: '%d/%m/%Y' })).toEqual([]);
  });

  it('sends only what was said', () => {
    expect([...formOf(file, emptyChoice()).keys()]).toEqual(['file', 'source']);
    const form = formOf(file, { ...emptyChoice(), timezone: 'Europe/Vienna', decimal: 'comma', timestampFormat: ' %d.%m.%Y ', mapping: { ...emptyMapping(), columns: { time: 'T' } } });
    expect(form.get('timestamp_format')).toBe('%d.%m.%Y');
    expect(form.has('source')).toBe(false);
    expect(JSON.parse(String(form.get('mapping')))).toMatchObject({ columns: { time: 'T' } });
  });
});

it('lists problems before what was left out on purpose', () => {
  expect(leftOutRows({ skipped: [{ line: 2, reason: 'duplicate', message: 'twice' }], problems: [{ line: 9, code: 'bad_time', column: 'Date', params: {}, message: 'no time' }] }))
    .toEqual([{ line: 9, message: 'no time', column: 'Date', isProblem: true }, { line: 2, message: 'twice', column: null, isProblem: false }]);
});

it('offers the own time zone first, each zone once', () => {
  expect(zoneOptions('Europe/Vienna', ['America/New_York', 'Europe/Vienna', 'UTC']).map(one => one.value)).toEqual(['UTC', 'Europe/Vienna', 'America/New_York']);
  expect(zoneOptions('UTC', ['UTC'])).toEqual([{ value: 'UTC', label: 'UTC' }]);
});
