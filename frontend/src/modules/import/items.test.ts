import { computed } from 'vue';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TaskHandle } from '@/shared/api';
import { makeItems, type Item, type Items } from './items';
import { emptyMapping } from './mapping';
import type { FileChoice, ImportResult, Preview } from './types';

const preview = { needs: [], groups: 1, new_groups: 1, columns: ['When', 'Coin', 'Change'] } as unknown as Preview;
const mapping = { ...emptyMapping(), columns: { time: 'When', asset: 'Coin', amount: 'Change' } };
const file = new File(['When,Coin,Change\n'], 'table.csv');
const ended = <T>(result: T): TaskHandle<T> => ({ result: Promise.resolve(result), progress: computed(() => null), cancel: async () => undefined });

let looks: FileChoice[] = [];
/** Files that were looked at. */
async function opened(count: number): Promise<Items & { first: Item }> {
  const items = makeItems({
    look: (_, choice) => {
      looks.push(choice);
      return ended(preview);
    },
    run: () => ended({ imported: 1 } as unknown as ImportResult),
    imported: async () => undefined,
  });
  items.add(Array.from({ length: count }, () => file));
  await vi.waitFor(() => { expect(items.items.map(item => item.state)).toEqual(Array.from({ length: count }, () => 'open')); });
  const [first] = items.items;
  if (!first) throw new Error('there is none');
  return { ...items, first };
}

beforeEach(() => {
  looks = [];
  vi.useFakeTimers();
});
afterEach(() => { vi.useRealTimers(); });

describe('files that were chosen', () => {
  it('keep what was made of their columns, which is tried a moment later', async () => {
    const items = await opened(1);
    items.map(items.first, mapping);
    expect([items.first.draft, looks.length]).toEqual([mapping, 1]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(looks.map(choice => choice.mapping)).toEqual([null, mapping]);
  });

  it('are not tried with a mapping that lacks something, nor with one that was given up', async () => {
    const items = await opened(1);
    items.map(items.first, { ...mapping, columns: { time: 'When' } });
    await vi.advanceTimersByTimeAsync(1_000);
    items.map(items.first, mapping);
    items.readAs(items.first, 'koinly');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(looks.map(choice => [choice.source, choice.mapping])).toEqual([['', null], ['koinly', null]]);
    expect(items.first.draft).toBeNull();
  });

  it('go when they are imported and done with; the others wait', async () => {
    const items = await opened(2);
    await items.run(items.first);
    items.forgetDone();
    expect(items.items.map(item => item.state)).toEqual(['open']);
    items.clear();
    expect(items.items).toEqual([]);
  });
});
