/** Names, symbols and pictures of assets: one request for names and one for pictures for what a screen shows together. */
import { computed, toValue, type ComputedRef, type MaybeRefOrGetter } from 'vue';
import { api, BatchedMap, type AssetInfo, type AssetMappings } from '@/shared/api';
import { shortAddress } from '@/shared/format';

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

/** Contract and number of a single collectible. */
const COLLECTIBLE = /\/erc(?:721|1155):(0x[0-9a-fA-F]{40})\/\d+$/;

/** Short text for an identifier without a known symbol. */
export function fallbackSymbol(identifier: string): string {
  const last = shortAddress(identifier.split(/[:/]/).pop() ?? identifier);
  return COLLECTIBLE.test(identifier) ? `NFT #${last}` : last;
}

/** A longer one: which collection the number is of. */
function fallbackName(identifier: string): string {
  const [, contract] = COLLECTIBLE.exec(identifier) ?? [];
  return contract === undefined ? fallbackSymbol(identifier) : shortAddress(contract);
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
    const symbol = (custom ? info.name : info?.symbol) ?? info?.name;
    return { symbol: symbol ?? fallbackSymbol(id), name: info?.name ?? symbol ?? fallbackName(id), chain: info?.evm_chain ?? null };
  });
}
