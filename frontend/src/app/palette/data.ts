/** What the palette finds besides pages and actions. It is read when the palette opens, under the keys that the pages use where they read the same. */
import { useQuery } from '@tanstack/vue-query';
import { computed, onScopeDispose, ref, watch, type ComputedRef, type Ref } from 'vue';
import { api, keys, type AssetSearchHit, type Report } from '@/shared/api';
import { assetDirectory } from '@/shared/assets';
import { nameDirectory } from '@/shared/names';

export interface KnownAddress { address: string; name: string; tags: string[]; own: boolean }

interface AccountAnswer { address: string; label: string | null; tags: string[] | null }
interface NameAnswer { address: string; name: string }

/** Own addresses with label or ENS name, and those of the address book. */
export function useAddresses(open: Ref<boolean>): ComputedRef<KnownAddress[]> {
  const accounts = useQuery({ queryKey: [keys.accounts, 'palette'], queryFn: () => api.get<AccountAnswer[]>('/blockchains/evm/accounts'), enabled: open });
  const own = computed(() => [...new Map((accounts.data.value ?? []).map(one => [one.address, one])).values()]);
  const book = useQuery({
    queryKey: [keys.names, 'palette'],
    queryFn: async () => (await api.post<{ entries: NameAnswer[] }>('/names/addressbook/private', { limit: 2000, offset: 0, strict_blockchain: false })).entries,
    enabled: open,
  });
  return computed(() => {
    const mine = new Set(own.value.map(one => one.address));
    return [
      ...own.value.map(({ address, label, tags }) => ({ address, name: [...new Set([label, nameDirectory.of(address)])].filter(Boolean).join(' · '), tags: tags ?? [], own: true })),
      ...(book.data.value ?? []).filter(one => !mine.has(one.address)).map(({ address, name }) => ({ address, name, tags: [], own: false })),
    ];
  });
}

export function useReportList(open: Ref<boolean>): ComputedRef<Report[]> {
  const query = useQuery({ queryKey: [keys.reports], queryFn: () => api.get<{ entries: Report[] }>('/reports'), enabled: open });
  return computed(() => query.data.value?.entries ?? []);
}

const WAIT_MS = 120;
const MIN_LETTERS = 2;

export interface AssetHits { hits: Ref<readonly AssetSearchHit[]>; isSearching: Ref<boolean>; failed: Ref<boolean> }

/** Assets of the database by a text. A question that nobody asks any more is dropped, and its answer never shown. */
export function useAssetSearch(text: Ref<string>): AssetHits {
  const hits = ref<readonly AssetSearchHit[]>([]);
  const isSearching = ref(false);
  const failed = ref(false);
  let timer: ReturnType<typeof setTimeout> | null = null;
  let asked: AbortController | null = null;
  const stop = (): void => {
    if (timer !== null) clearTimeout(timer);
    asked?.abort();
  };
  async function ask(value: string): Promise<void> {
    const control = new AbortController();
    asked = control;
    try {
      const found = await api.post<AssetSearchHit[]>('/assets/search/levenshtein', { ...(/^0x[0-9a-fA-F]{40}$/.test(value) ? { address: value } : { value }), limit: 8 }, control.signal);
      if (control.signal.aborted) return;
      for (const { identifier, ...info } of found) assetDirectory.remember(identifier, info);
      hits.value = found;
    }
    catch {
      if (control.signal.aborted) return;
      hits.value = [];
      failed.value = true;
    }
    isSearching.value = false;
  }
  watch(text, typed => {
    stop();
    const value = typed.trim();
    failed.value = false;
    isSearching.value = value.length >= MIN_LETTERS;
    if (!isSearching.value) hits.value = [];
    else timer = setTimeout(() => { void ask(value); }, WAIT_MS);
  });
  onScopeDispose(stop);
  return { hits, isSearching, failed };
}
