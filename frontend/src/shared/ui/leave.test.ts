import { describe, expect, it } from 'vitest';
import { guardForm, mayLeaveForms } from './leave';

describe('mayLeaveForms', () => {
  it('asks the form opened last first and stops at the first no', async () => {
    const asked: string[] = [];
    let answer = false;
    const ends = ['list', 'detail'].map(name => guardForm(async () => {
      asked.push(name);
      return answer;
    }));
    expect(await mayLeaveForms()).toBe(false);
    expect(asked).toEqual(['detail']);
    answer = true;
    expect(await mayLeaveForms()).toBe(true);
    expect(asked).toEqual(['detail', 'detail', 'list']);
    for (const end of ends) end();
    answer = false;
    expect(await mayLeaveForms()).toBe(true);
  });
});
