/** The chains that the backend knows: one query for the whole client. */
import { useQuery } from '@tanstack/vue-query';
import { computed, type ComputedRef, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { api, keys, type SupportedBlockchain } from '@/shared/api';
import { humanize } from '@/shared/format';

export interface Chains {
  all: ComputedRef<readonly SupportedBlockchain[]>;
  /** Chains with EVM addresses, in the backend's order. */
  evm: ComputedRef<readonly SupportedBlockchain[]>;
  isLoading: ComputedRef<boolean>;
  error: ComputedRef<unknown>;
  retry: () => void;
  nameOf: (id: string) => string;
  /** The identifier of the chain that events call by its words, such as `arbitrum one`; undefined where it is no chain. */
  idOf: (place: string | undefined) => string | undefined;
  /** Its picture as a data URL, or null when it has none. */
  logoOf: (id: string) => string | null;
}

/** The backend's name with a capital letter, or the identifier made readable. */
export function chainLabel(chain: SupportedBlockchain | undefined, id: string): string {
  return humanize(chain?.name ?? id);
}

/** `enabled`: for what is always there and rarely shown. */
export function useChains(enabled: Ref<boolean> | boolean = true): Chains {
  const { t, te } = useI18n();
  const query = useQuery({ queryKey: [keys.chains], queryFn: () => api.get<SupportedBlockchain[]>('/blockchains/supported'), enabled });
  // All pictures in one answer: an <img> could not send the launch token.
  const logos = useQuery({ queryKey: [keys.chains, 'logos'], queryFn: () => api.get<Record<string, string>>('/blockchains/logos'), staleTime: Infinity, enabled });
  const all = computed(() => query.data.value ?? []);
  const byId = computed(() => new Map(all.value.flatMap(chain => [[chain.id, chain], ...(chain.evm_chain_name ? [[chain.evm_chain_name, chain] as const] : [])] as [string, SupportedBlockchain][])));
  return {
    all,
    evm: computed(() => all.value.filter(chain => chain.type === 'evm')),
    isLoading: computed(() => query.isLoading.value),
    error: computed(() => query.error.value),
    retry: () => { void query.refetch(); },
    nameOf: id => (te(`chain.${id}`) ? t(`chain.${id}`) : chainLabel(byId.value.get(id), id)),
    idOf: place => byId.value.get((place ?? '').replaceAll(' ', '_'))?.id,
    logoOf: id => logos.data.value?.[byId.value.get(id)?.id ?? id] ?? null,
  };
}
