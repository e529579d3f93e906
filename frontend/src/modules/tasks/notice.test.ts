import { describe, expect, it } from 'vitest';
import type { EndedTask } from '@/shared/api';
import { addNotice, changesHistory, noticeOfEnd, placeOf } from './notice';

const ended = (name: string, more: Partial<EndedTask> = {}): EndedTask => ({ id: 7, name, status: 'completed', started: 1000, ...more });

describe('noticeOfEnd', () => {
  it('tells of what was asked for, and leads to it', () => {
    const report = noticeOfEnd(ended('PUT /reports', { result: 12 }), 1001);
    expect(report).toMatchObject({ tone: 'good', state: 'completed', read: false, at: 1001 });
    expect(report && placeOf(report)).toBe('/taxes/reports/12');
    const imported = noticeOfEnd(ended('POST /import'), 1001);
    expect(imported && placeOf(imported)).toBe('/import');
  });

  it('tells of work in passing only when it was long or failed', () => {
    expect(noticeOfEnd(ended('GET /balances'), 1002)).toBeNull();
    expect(noticeOfEnd(ended('GET /balances'), 1030)).toMatchObject({ state: 'completed' });
    expect(noticeOfEnd(ended('GET /balances', { status: 'failed', message: 'No node answers.' }), 1001)).toMatchObject({ tone: 'error', detail: 'No node answers.' });
    expect(noticeOfEnd(ended('GET /balances', { status: 'interrupted' }), 1001)).toMatchObject({ tone: 'warning', state: 'interrupted' });
  });

  it('keeps quiet about a cancel, a login, and tables of a report', () => {
    expect(noticeOfEnd(ended('PUT /reports', { status: 'cancelled' }), 1100)).toBeNull();
    expect(noticeOfEnd(ended('POST /users/anna', { status: 'failed', message: 'wrong' }), 1100)).toBeNull();
    expect(noticeOfEnd(ended('GET /reports/1/forms'), 1100)).toBeNull();
    expect(noticeOfEnd(ended('something else'), 1100)).toBeNull();
  });
});

describe('addNotice', () => {
  const first = noticeOfEnd(ended('POST /blockchains/transactions'), 2000);
  it('replaces the same within a minute, and keeps an end', () => {
    if (first === null) throw new Error('no notice');
    expect(addNotice([first], { ...first, id: 'task 8', at: 2030 }).map(one => one.id)).toEqual(['task 8']);
    expect(addNotice([first], { ...first, id: 'task 8', at: 2100 }).map(one => one.id)).toEqual(['task 8', 'task 7']);
    let list = [first];
    for (let at = 0; at < 100; at += 1) list = addNotice(list, { ...first, id: `t${String(at)}`, at: 3000 + at * 100 });
    expect(list).toHaveLength(60);
    expect(list[0]?.id).toBe('t99');
  });
});

describe('changesHistory', () => {
  it('knows what may leave movements without another side', () => {
    expect(changesHistory(ended('POST /blockchains/transactions'))).toBe(true);
    expect(changesHistory(ended('POST /blockchains/transactions', { status: 'failed' }))).toBe(false);
    expect(changesHistory(ended('GET /balances'))).toBe(false);
  });
});
