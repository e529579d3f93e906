import { beforeEach, describe, expect, it } from 'vitest';
import { keepRunning, readRunning, workOf } from './running';

beforeEach(() => { localStorage.clear(); });

describe('work that runs', () => {
  const work = workOf({ id: 7, name: 'Importing 30,000 rows worth 12 EUR', route: 'POST /import/runs', progress: { done: 1, total: 2, step: '12 EUR' }, started: 1000 });

  it('is kept by profile, without what it works on', () => {
    keepRunning('anna', [work]);
    expect(readRunning('anna')).toEqual([{ id: 7, name: 'POST /import/runs', started: 1000 }]);
    expect(readRunning('berta')).toEqual([]);
    keepRunning('anna', []);
    expect(localStorage.length).toBe(0);
  });

  it('is nothing where what was kept cannot be read', () => {
    localStorage.setItem('running anna', '{');
    expect(readRunning('anna')).toEqual([]);
    localStorage.setItem('running anna', '[{"id":"7"},null]');
    expect(readRunning('anna')).toEqual([]);
  });
});
