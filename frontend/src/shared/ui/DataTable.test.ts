import type { VueWrapper } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { h } from 'vue';
import { ApiError } from '@/shared/api';
import { mountWithApp } from '@/testing/mount';
import DataTable from './DataTable.vue';
import type { Column } from './table';

interface Row { id: number; name: string; value?: string }

const columns: Column<Row>[] = [
  { key: 'name', label: 'Name', sortBy: row => row.name },
  { key: 'value', label: 'Value', align: 'right', numeric: true, sortBy: row => row.value },
];
function show(props: Record<string, unknown>, slots: Record<string, () => unknown> = {}): VueWrapper {
  return mountWithApp(DataTable, { columns, rowKey: (row: Row) => row.id, label: 'Things', rows: [], ...props }, slots);
}

const names = (table: VueWrapper): string[] => table.findAll('tbody tr td:first-child').map(cell => cell.text());

describe('DataTable', () => {
  it('shows a skeleton while loading and says so', () => {
    const table = show({ rows: undefined, loading: true });
    expect(table.find('table').attributes('aria-busy')).toBe('true');
    expect(table.findAll('.skeleton').length).toBeGreaterThan(0);
    expect(table.find('[role=status]').text()).toBeTruthy();
  });

  it('shows the empty slot with its action', () => {
    const table = show({ rows: [] }, { empty: () => h('button', 'Add one') });
    expect(table.find('button').text()).toBe('Add one');
  });

  it('shows the error with a retry, and old rows rather than the error', async () => {
    const error = new ApiError('chain is down', 502);
    const table = show({ rows: [], error });
    expect(table.find('[role=alert]').text()).toContain('chain is down');
    await table.find('[role=alert] button').trigger('click');
    expect(table.emitted('retry')).toHaveLength(1);
    await table.setProps({ rows: [{ id: 1, name: 'a' }] } as never);
    expect(table.find('[role=alert]').exists()).toBe(false);
    expect(names(table)).toEqual(['a']);
  });

  it('sorts numbers exactly, both ways, unknown last', async () => {
    const rows = [{ id: 1, name: 'b', value: '9007199254740993' }, { id: 2, name: 'a' }, { id: 3, name: 'c', value: '9007199254740992' }];
    const table = show({ rows });
    const [byName, byValue] = table.findAll('th button');
    await byValue?.trigger('click');
    expect(names(table)).toEqual(['b', 'c', 'a']);
    expect(table.findAll('th')[1]?.attributes('aria-sort')).toBe('descending');
    await byValue?.trigger('click');
    expect(names(table)).toEqual(['c', 'b', 'a']);
    await byName?.trigger('click');
    expect(names(table)).toEqual(['a', 'b', 'c']);
  });

  it('opens rows by click and by Enter, and moves by arrow keys', async () => {
    const rows = [{ id: 1, name: 'a' }, { id: 2, name: 'b' }];
    const table = show({ rows, clickable: true });
    const [first, second] = table.findAll('tbody tr');
    expect([first?.attributes('tabindex'), second?.attributes('tabindex')]).toEqual(['0', '-1']);
    await first?.trigger('keydown', { key: 'ArrowDown' });
    expect(second?.attributes('tabindex')).toBe('0');
    await second?.trigger('keydown', { key: 'Enter' });
    await first?.trigger('click');
    expect(table.emitted('open')).toEqual([[rows[1]], [rows[0]]]);
  });

  it('does not put a thousand rows into the page', () => {
    const rows = Array.from({ length: 1000 }, (_value, id) => ({ id, name: `row ${String(id)}` }));
    const table = show({ rows });
    expect(table.findAll('tbody tr').length).toBeLessThan(100);
    expect(table.find('table').attributes('aria-rowcount')).toBe('1001');
  });
});
