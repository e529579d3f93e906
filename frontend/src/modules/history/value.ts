/**
 * Values of events at their time. The backend tells those that it knows; prices of what is on screen and has none are looked up, each
 * once while the page is open.
 */
import { useQueryClient } from '@tanstack/vue-query';
import { onScopeDispose, watch } from 'vue';
import { keys, runTask } from '@/shared/api';
import { signOf } from '@/shared/format';
import { useSettings } from '@/shared/settings';
import type { GroupList } from './queries';
import type { Entry } from './types';

const PAUSE_MS = 1_200;
const MOST = 200;
const asked = new Set<string>();

/** Assets and UTC seconds of events without a value, those that were not asked for before. Marks them as asked. */
export function takeMissing(entries: readonly Entry[], currency: string, known = asked): [string, number][] {
  const missing: [string, number][] = [];
  for (const { entry } of entries) {
    if (entry.value !== null || signOf(entry.amount) === 0 || missing.length >= MOST) continue;
    const seconds = Math.floor(entry.timestamp / 1000);
    const key = `${currency} ${entry.asset} ${String(seconds)}`;
    if (known.has(key)) continue;
    known.add(key);
    missing.push([entry.asset, seconds]);
  }
  return missing;
}

export function useMissingValues(list: GroupList): void {
  const client = useQueryClient();
  const settings = useSettings();
  let timer: ReturnType<typeof setTimeout> | null = null;
  let busy = false;

  async function lookUp(): Promise<void> {
    const missing = takeMissing(list.inView().flatMap(group => group.entries), settings.currency);
    if (missing.length === 0 || busy) return;
    busy = true;
    try {
      const { assets } = await runTask<{ assets: Record<string, Record<string, string>> }>('POST', '/assets/prices/historical', { body: { assets_timestamp: missing, target_asset: settings.currency } }).result;
      if (Object.keys(assets).length > 0) await client.invalidateQueries({ queryKey: [keys.history, 'groups'] });
    }
    catch {
      // A value that nobody knows stays a dash; it is looked up again when the page is opened next.
    }
    finally {
      busy = false;
    }
  }
  watch(() => list.inView(), () => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => { void lookUp(); }, PAUSE_MS);
  });
  onScopeDispose(() => { if (timer !== null) clearTimeout(timer); });
}
