/**
 * Names, symbols and pictures of assets, asked for in batches: whatever a screen shows within a few milliseconds
 * becomes one request for names and one for pictures.
 */
import { computed, shallowReactive, toValue, type ComputedRef, type MaybeRefOrGetter } from 'vue';
import { api, type AssetInfo, type AssetMappings } from '@/shared/api';

const COLLECT_MS = 15;
const BATCH = 500;

type Fetch<T> = (identifiers: string[]) => Promise<Record<string, T | null | undefined>>;

export class BatchedMap<T> {
  private readonly found = shallowReactive(new Map<string, T | null>());
  private readonly asked = new Set<string>();
  private queue: string[] = [];
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly fetch: Fetch<T>) {}

  /** undefined while it is being asked for, null when there is none. Reading it inside a computed makes that reactive. */
  get(identifier: string): T | null | undefined {
    const value = this.found.get(identifier);
    if (value === undefined && !this.asked.has(identifier) && identifier !== '') this.enqueue(identifier);
    return value;
  }

  put(identifier: string, value: T): void {
    this.asked.add(identifier);
    this.found.set(identifier, value);
  }

  /** Forgets everything; what is on screen is asked for again. */
  clear(): void {
    this.asked.clear();
    this.found.clear();
  }

  private enqueue(identifier: string): void {
    this.asked.add(identifier);
    this.queue.push(identifier);
    this.timer ??= setTimeout(() => { void this.flush(); }, COLLECT_MS);
  }

  private async flush(): Promise<void> {
    this.timer = null;
    const batch = this.queue.splice(0, BATCH);
    if (this.queue.length > 0) this.timer = setTimeout(() => { void this.flush(); }, 0);
    try {
      const answer = await this.fetch(batch);
      for (const identifier of batch) this.found.set(identifier, answer[identifier] ?? null);
    }
    catch {
      // Asked again when something shows it next; until then the identifier itself is shown.
      for (const identifier of batch) this.asked.delete(identifier);
    }
  }
}

const infos = new BatchedMap<AssetInfo>(async identifiers =>
  (await api.post<AssetMappings>('/assets/mappings', { identifiers })).assets);

const icons = new BatchedMap<string>(async identifiers =>
  api.post<Record<string, string | null>>('/assets/icons', { identifiers }));

export const assetDirectory = {
  info: (identifier: string) => infos.get(identifier),
  icon: (identifier: string) => icons.get(identifier),
  remember: (identifier: string, info: AssetInfo) => { infos.put(identifier, info); },
  clear: () => { infos.clear(); icons.clear(); },
};

/** Short text for an identifier without a known symbol. */
export function fallbackSymbol(identifier: string): string {
  const last = identifier.split(/[:/]/).pop() ?? identifier;
  return last.length > 12 ? `${last.slice(0, 6)}…${last.slice(-4)}` : last;
}

export interface AssetText {
  symbol: string;
  name: string;
  chain: string | null;
}

export function useAsset(identifier: MaybeRefOrGetter<string>): ComputedRef<AssetText> {
  return computed(() => {
    const id = toValue(identifier);
    const info = assetDirectory.info(id);
    const custom = info?.is_custom_asset === true;
    const symbol = (custom ? info.name : info?.symbol) ?? info?.name ?? fallbackSymbol(id);
    return { symbol, name: info?.name ?? symbol, chain: info?.evm_chain ?? null };
  });
}
