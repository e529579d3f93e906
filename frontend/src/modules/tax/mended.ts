/** What of a report's findings is mended by now. It is read from what is stored, so that an undo, here or elsewhere, brings a finding back. */
import { useQuery } from '@tanstack/vue-query';
import { computed, reactive, shallowRef, watch, type ComputedRef, type Ref } from 'vue';
import { fetchEntries } from '@/modules/history';
import { useRules } from '@/modules/rule';
import { api, keys, type HistoryEvent, type MatchLink } from '@/shared/api';
import { signOf } from '@/shared/format';
import type { Finding } from './types';

const MATCHES = ['asset_movements', 'bridges'].map(kind => `/history/events/match/${kind}`);
const ORDER = ['missing_price', 'missing_acquisition', 'giver_cost', 'unmatched_transfer', 'no_rule', 'missing_lot'];
const secondOf = (finding: Finding): number => Math.floor(finding.timestamp / 1000);

/** Nobody knows where it came from: an opening balance mends it. */
export const isOfOrigin = (kind: string): boolean => kind === 'missing_acquisition' || kind === 'missing_lot';

/** Tells findings apart; a price is wanted once for all lines of one second. */
export function keyOf(finding: Finding): string {
  if (finding.kind === 'missing_price') return `${finding.kind} ${finding.asset} ${String(secondOf(finding))}`;
  return `${finding.kind} ${String(finding.event_id)} ${finding.group_identifier} ${finding.asset} ${String(finding.timestamp)}`;
}

/** Findings by kind in the order in which they are shown, each once. */
export function groupFindings(findings: readonly Finding[]): Map<string, Finding[]> {
  const place = (kind: string): number => { const at = ORDER.indexOf(kind); return at < 0 ? ORDER.length : at; };
  const byKind = new Map<string, Finding[]>();
  const seen = new Set<string>();
  for (const finding of findings) {
    const key = keyOf(finding);
    if (seen.has(key)) continue;
    seen.add(key);
    const group = byKind.get(finding.kind);
    if (group) group.push(finding);
    else byKind.set(finding.kind, [finding]);
  }
  return new Map([...byKind].sort(([a], [b]) => place(a) - place(b)));
}

export interface Mended {
  isDone: (finding: Finding) => boolean;
  /** The price that was set by hand for it. */
  priceOf: (finding: Finding) => string | null;
  /** What the giver paid for it, as far as it was said. */
  costOf: (finding: Finding) => string | null;
  /** To be called when an opening balance was added for it. */
  noteOpening: (finding: Finding) => void;
}

/** @param events as far as they are known, of what no rule covers */
export function useMended(findings: Ref<readonly Finding[]>, currency: Ref<string>, events: Ref<ReadonlyMap<number, HistoryEvent>>): Mended {
  const has = (kind: string): ComputedRef<boolean> => computed(() => findings.value.some(finding => finding.kind === kind));
  const prices = useQuery({
    queryKey: computed(() => [keys.prices, 'historic', 'in', currency.value]),
    queryFn: ({ signal }) => api.get<{ from_asset: string; timestamp: number; price: string }[]>('/assets/prices/historical', { to_asset: currency.value }, signal),
    enabled: has('missing_price'),
  });
  const priceAt = computed(() => new Map((prices.data.value ?? []).filter(one => signOf(one.price) > 0).map(one => [`${one.from_asset} ${String(one.timestamp)}`, one.price])));
  const priceOf = (finding: Finding): string | null => priceAt.value.get(`${finding.asset} ${String(secondOf(finding))}`) ?? null;

  /** Both sides of links, and groups of which it was said that there is no other side. */
  const decided = useQuery({
    queryKey: [keys.history, 'decided'],
    queryFn: async ({ signal }) => {
      const [links, alone] = await Promise.all([
        Promise.all(MATCHES.map(path => api.get<MatchLink[]>(`${path}/links`, {}, signal))),
        Promise.all(MATCHES.map(path => api.get<string[]>(path, { only_ignored: true }, signal))),
      ]);
      return new Set<number | string | null>([...links.flat().flatMap(link => [link.outgoing, link.incoming]), ...alone.flat()]);
    },
    enabled: has('unmatched_transfer'),
  });
  // A link that was there before did not help: more arrived than was sent, for example.
  const before = shallowRef<ReadonlySet<number | string | null> | null>(null);
  watch(() => decided.data.value, now => { before.value ??= now ?? null; }, { immediate: true });
  const isNew = (mark: number | string | null): boolean => mark !== null && decided.data.value?.has(mark) === true && before.value?.has(mark) === false;

  const adjustments = useQuery({
    queryKey: [keys.history, 'adjustments'],
    queryFn: async ({ signal }) => (await fetchEntries({ event_types: ['adjustment'] }, signal)).map(({ entry }) => entry),
    enabled: computed(() => findings.value.some(finding => isOfOrigin(finding.kind))),
  });
  const openings = reactive(new Map<string, number>());
  const isOpened = (finding: Finding): boolean => {
    const opening = openings.get(keyOf(finding));
    return opening !== undefined && adjustments.data.value?.some(event => event.identifier === opening) === true;
  };

  const rules = useRules();
  const isCovered = (finding: Finding): boolean => (rules.data.value ?? []).some(rule => {
    if (rule.event_ids?.length) return finding.event_id !== null && rule.event_ids.includes(finding.event_id);
    const party = finding.event_id === null ? null : events.value.get(finding.event_id)?.counterparty ?? null;
    return rule.event_type === finding.params['type'] && rule.event_subtype === finding.params['subtype'] && (!rule.counterparty || rule.counterparty === party);
  });

  const costOf = (finding: Finding): string | null => {
    const said = finding.event_id === null ? undefined : events.value.get(finding.event_id)?.extra_data?.['accounting'] as { cost?: string } | undefined;
    return said?.cost ?? null;
  };

  return {
    priceOf,
    costOf,
    isDone: finding => {
      if (finding.kind === 'missing_price') return priceOf(finding) !== null;
      if (finding.kind === 'giver_cost') return costOf(finding) !== null;
      if (finding.kind === 'unmatched_transfer') return isNew(finding.event_id) || isNew(finding.group_identifier);
      return isOfOrigin(finding.kind) ? isOpened(finding) : finding.kind === 'no_rule' && isCovered(finding);
    },
    noteOpening: finding => {
      const newest = Math.max(...(adjustments.data.value ?? []).filter(event => event.asset === finding.asset).map(event => event.identifier));
      if (Number.isFinite(newest)) openings.set(keyOf(finding), newest);
    },
  };
}
