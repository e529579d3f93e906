/** What a row of the history says about its group: one text, what went out and what came in. */
import { addDecimals } from '@/shared/format';
import type { Direction, Entry, EventPage, Group, HistoryEvent, TypeMappings } from './types';

export interface Amount { asset: string; amount: string }

export interface Summary {
  main: HistoryEvent;
  category: string;
  direction: Direction;
  out: Amount[];
  in: Amount[];
  fees: Amount[];
  /** Of what came in, or where nothing did, of what went out, in the main currency; null where a price is missing. */
  value: string | null;
  account: string | null;
  edited: boolean;
  matched: boolean;
  ignored: boolean;
  hidden: boolean;
}

const ASIDE: ReadonlySet<string> = new Set(['fee', 'approve']);

export function categoryOf(event: HistoryEvent, mappings: TypeMappings | undefined): string {
  return mappings?.global_mappings[event.event_type]?.[event.event_subtype]?.default ?? '';
}

export function directionOf(event: HistoryEvent, mappings: TypeMappings | undefined): Direction {
  return mappings?.event_category_details[categoryOf(event, mappings)]?.direction ?? 'neutral';
}

function add(amounts: Amount[], event: HistoryEvent): void {
  const known = amounts.find(one => one.asset === event.asset);
  if (known) known.amount = addDecimals([known.amount, event.amount]);
  else amounts.push({ asset: event.asset, amount: event.amount });
}

function sumOfValues(events: readonly HistoryEvent[]): string | null {
  let sum = '0';
  for (const event of events) {
    if (event.value === null) return null;
    sum = addDecimals([sum, event.value]);
  }
  return events.length === 0 ? null : sum;
}

export function summarise(group: Group, mappings: TypeMappings | undefined): Summary | null {
  const events = group.entries.map(one => one.entry);
  const main = events.find(event => !ASIDE.has(event.event_subtype)) ?? events.find(event => event.event_subtype !== 'fee') ?? events[0];
  if (main === undefined) return null;
  const moved: Record<'in' | 'out', HistoryEvent[]> = { in: [], out: [] };
  const result: Summary = {
    main, category: categoryOf(main, mappings), direction: directionOf(main, mappings), out: [], in: [], fees: [], value: null,
    account: events.find(event => event.location_label !== null)?.location_label ?? null,
    edited: group.entries.some(one => one.states?.includes('customized')), matched: group.entries.some(one => one.states?.includes('matched')),
    ignored: group.entries.some(one => one.ignored_in_accounting), hidden: group.entries.some(one => one.hidden),
  };
  for (const event of events) {
    const direction = directionOf(event, mappings);
    if (event.event_subtype === 'fee') add(result.fees, event);
    else if (direction !== 'neutral' && !/^0(\.0*)?$/.test(event.amount)) {
      add(result[direction], event);
      moved[direction].push(event);
    }
  }
  result.value = sumOfValues(moved.in.length > 0 ? moved.in : moved.out);
  return result;
}

/** The events of a page by their groups, in the order of `ids`. */
export function groupEntries(page: EventPage, ids: readonly string[]): Group[] {
  const groups = new Map<string, Entry[]>(ids.map(id => [id, []]));
  for (const entry of page.entries.flat()) groups.get(entry.entry.group_identifier)?.push(entry);
  return ids.map(id => ({ id, entries: (groups.get(id) ?? []).sort((a, b) => a.entry.sequence_index - b.entry.sequence_index) }));
}
