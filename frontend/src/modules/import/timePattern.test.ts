import { expect, it } from 'vitest';
import { fittingPatterns, readTime } from './timePattern';

it('knows how times are written, and where day and month may be either', () => {
  expect(fittingPatterns(['03.01.2023 10:15', '29.10.2023 02:30', ''])).toEqual(['%d.%m.%Y %H:%M']);
  expect(fittingPatterns(['3/4/2023 1:05 PM'])).toEqual(['%d/%m/%Y %I:%M %p', '%m/%d/%Y %I:%M %p']);
  expect(fittingPatterns(['3/4/2023 1:05 PM', '3/14/2023 11:05 AM'])).toEqual(['%m/%d/%Y %I:%M %p']);
  expect(fittingPatterns(['May 3, 2021, 14:00:01', 'Jun 13, 2021, 4:00:01'])).toEqual(['%b %d, %Y, %H:%M:%S']);
  expect(fittingPatterns(['31.02.2023'])).toEqual([]);
});

it('asks nothing where times are read as they stand, and proposes nothing where nothing fits', () => {
  expect(fittingPatterns(['2023-01-03T10:15:00Z', '2023-01-03'])).toEqual([]);
  expect(fittingPatterns(['1672740900', '1672740900123'])).toEqual([]);
  expect(fittingPatterns(['yesterday', '03.01.2023'])).toEqual([]);
  expect(fittingPatterns([])).toEqual([]);
});

it('reads the figures of the clock', () => {
  expect(readTime('3/4/2023 12:05 AM', '%m/%d/%Y %I:%M %p')?.toISOString()).toBe('2023-03-04T00:05:00.000Z');
  expect(readTime('03.04.23', '%d.%m.%y')?.toISOString()).toBe('2023-04-03T00:00:00.000Z');
  expect(readTime('13 March 2022', '%d %B %Y')?.toISOString()).toBe('2022-03-13T00:00:00.000Z');
  expect(readTime('x', '%d %B %Y')).toBeNull();
});
