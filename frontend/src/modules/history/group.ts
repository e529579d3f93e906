/** A group of events as one row: what came, what went, what it cost, what it was worth. */
import { addDecimals, isKnown, negateDecimal, signOf } from '@/shared/format';
import { isOwn } from './body';
import type { Categories } from './category';
import type { Direction, Entry, Group, HistoryEvent, HistoryPage } from './types';

export interface Movement {
  asset: string;
  /** Without a sign; `direction` has it. */
  amount: string;
  direction: Direction;
}

export interface GroupRow {
  id: string;
  /** UTC seconds. */
  at: number;
  location: string;
  accounts: string[];
  txRef: string | null;
  /** The event that the row speaks of, see `chiefOf`. */
  main: Entry;
  counterparty: string | null;
  entries: readonly Entry[];
  isSwap: boolean;
  out: Movement[];
  in: Movement[];
  neutral: Movement[];
  fees: Movement[];
  /** Of what came in, else of what went out; null while a part of it has no price. */
  value: string | null;
  hidden: boolean;
  hiddenReason: string | null;
  ignored: boolean;
  /** Decoded, and changed by the user. */
  edited: boolean;
}

export const isFee = (event: HistoryEvent): boolean => event.event_subtype === 'fee';
/** An allowance, a vote: its amount is what it speaks of, however much there is of it, and nobody has it afterwards. */
export const movesNothing = (event: HistoryEvent): boolean => event.event_type === 'informational';
const SWAPS = new Set(['trade', 'multi trade']);
const RECEIPTS = new Set(['receive wrapped', 'return wrapped']);

function sum(entries: readonly Entry[], direction: Direction): Movement[] {
  const amounts = new Map<string, string[]>();
  for (const { entry } of entries) amounts.set(entry.asset, [...amounts.get(entry.asset) ?? [], entry.amount]);
  return [...amounts].map(([asset, parts]) => ({ asset, amount: addDecimals(parts), direction })).filter(({ amount }) => signOf(amount) !== 0);
}

/** What came in and went out of the same asset is one net amount. */
function net(ins: Movement[], outs: Movement[]): [Movement[], Movement[]] {
  const left: [Movement[], Movement[]] = [[], []];
  for (const asset of new Set([...ins, ...outs].map(movement => movement.asset))) {
    const came = ins.find(movement => movement.asset === asset)?.amount ?? '0';
    const went = outs.find(movement => movement.asset === asset)?.amount ?? '0';
    const amount = addDecimals([came, negateDecimal(went)]);
    const sign = signOf(amount);
    if (sign > 0) left[0].push({ asset, amount, direction: 'in' });
    if (sign < 0) left[1].push({ asset, amount: negateDecimal(amount), direction: 'out' });
  }
  return left;
}

const NOBODY = /^0x0{40}$/;
/** What stands for something else that moved: receipts, and what was minted or burnt beside it. */
const standsForOther = ({ entry }: Entry): boolean => RECEIPTS.has(entry.event_subtype) || (!entry.counterparty && NOBODY.test(entry.address ?? ''));

/** Coins before what stands for them. */
const coinsFirst = (entries: readonly Entry[]): Entry[] => [...entries.filter(one => !standsForOther(one)), ...entries.filter(standsForOther)];

/** Coins count, and what stands for something else where there is nothing else. */
function worth(entries: readonly Entry[]): string | null {
  const coins = entries.filter(one => !standsForOther(one));
  const moving = (coins.length > 0 ? coins : entries).filter(({ entry }) => signOf(entry.amount) !== 0);
  return moving.length > 0 && moving.every(({ entry }) => isKnown(entry.value)) ? addDecimals(moving.map(({ entry }) => entry.value)) : null;
}

function rankOf({ entry }: Entry): number {
  if (isFee(entry)) return 4;
  if (movesNothing(entry)) return 3;
  if (!entry.counterparty) return 2;
  return RECEIPTS.has(entry.event_subtype) ? 1 : 0;
}

/** What a transaction was about: what a protocol did rather than what else moved, coins rather than their receipts, fees last; the first of these. */
export function chiefOf(entries: readonly Entry[]): Entry | undefined {
  const best = Math.min(...entries.map(rankOf));
  return entries.find(one => rankOf(one) === best);
}

/** @param entries events of one group by position, at least one */
export function buildGroup(entries: readonly Entry[], categories: Categories): GroupRow {
  const told = entries.filter(({ entry }) => !isFee(entry));
  const main = chiefOf(entries);
  if (main === undefined) throw new Error('a group has events');
  const sided = (direction: Direction): Entry[] => told.filter(({ entry }) => categories.directionOf(entry) === direction && !movesNothing(entry));
  const [ins, outs, rest] = [coinsFirst(sided('in')), coinsFirst(sided('out')), sided('neutral')];
  const fees = entries.filter(({ entry }) => isFee(entry));
  const [gained, lost] = net(sum(ins, 'in'), sum(outs, 'out'));
  return {
    id: main.entry.group_identifier,
    at: Math.floor(main.entry.timestamp / 1000),
    location: main.entry.location,
    accounts: [...new Set(entries.flatMap(({ entry }) => entry.location_label ?? []))],
    txRef: entries.find(({ entry }) => entry.tx_ref)?.entry.tx_ref ?? null,
    main,
    counterparty: told.find(({ entry }) => entry.counterparty)?.entry.counterparty ?? null,
    entries,
    isSwap: told.length > 1 && told.every(({ entry }) => SWAPS.has(entry.event_type)) && gained.length > 0 && lost.length > 0,
    out: lost,
    in: gained,
    neutral: sum(rest, 'neutral'),
    fees: sum(fees, 'out'),
    value: worth(ins.length > 0 ? ins : outs.length > 0 ? outs : rest.length > 0 ? rest : fees),
    hidden: entries.some(entry => entry.hidden === true),
    hiddenReason: entries.find(entry => entry.hidden_reason)?.hidden_reason ?? null,
    ignored: entries.some(entry => entry.ignored_in_accounting === true),
    edited: entries.some(entry => entry.states?.includes('customized') === true && !isOwn(entry.entry)),
  };
}

/** The events of a page by their groups, in the order of `ids`. */
export function groupEntries(page: HistoryPage, ids: readonly string[]): Group[] {
  const groups = new Map<string, Entry[]>(ids.map(id => [id, []]));
  for (const entry of page.entries.flat()) groups.get(entry.entry.group_identifier)?.push(entry);
  return ids.map(id => ({ id, entries: (groups.get(id) ?? []).sort((a, b) => a.entry.sequence_index - b.entry.sequence_index || a.entry.identifier - b.entry.identifier) }));
}
