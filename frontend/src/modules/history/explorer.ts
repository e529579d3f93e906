/** Links to the block explorer of a chain, when one is known. */
import { useChains } from '@/shared/chains';

export interface Explorer {
  ofTransaction: (location: string, txRef: string) => string | null;
  ofAddress: (location: string, address: string) => string | null;
}

/** Explorers share their paths; only web addresses become links. */
export function explorerLink(base: string | null | undefined, path: string): string | null {
  return base && /^https?:\/\//.test(base) ? `${base.replace(/\/+$/, '')}${path}` : null;
}

export function useExplorer(): Explorer {
  const chains = useChains();
  // Events name a chain by its words with blanks, such as `arbitrum one`.
  const baseOf = (location: string): string | null | undefined => {
    const name = location.replace(/ /g, '_');
    return chains.all.value.find(chain => chain.evm_chain_name === name || chain.id === location)?.explorer_url;
  };
  return {
    ofTransaction: (location, txRef) => explorerLink(baseOf(location), `/tx/${encodeURIComponent(txRef)}`),
    ofAddress: (location, address) => (/^0x[0-9a-fA-F]{40}$/.test(address) ? explorerLink(baseOf(location), `/address/${address}`) : null),
  };
}
