/** The form of a user's own asset: what must be there, and what is sent. */
import { isAddress } from '@/shared/format';
import type { AssetEntry } from './types';

export const EVM_TOKEN = 'evm token';

export interface AssetDraft {
  type: string;
  name: string;
  symbol: string;
  chain: string;
  address: string;
  decimals: string;
  coingecko: string;
  cryptocompare: string;
}

export type AssetProblem = 'required' | 'address' | 'decimals';

export function checkAsset(draft: AssetDraft): Partial<Record<'name' | 'symbol' | 'evm_chain' | 'address' | 'decimals', AssetProblem>> {
  const token = draft.type === EVM_TOKEN;
  const decimals = draft.decimals.trim();
  return {
    ...(draft.name.trim() === '' && { name: 'required' as const }),
    ...(draft.symbol.trim() === '' && { symbol: 'required' as const }),
    ...(token && draft.chain === '' && { evm_chain: 'required' as const }),
    ...(token && (draft.address.trim() === '' ? { address: 'required' as const } : !isAddress(draft.address.trim()) && { address: 'address' as const })),
    ...(token && !(/^\d{1,3}$/.test(decimals) && Number(decimals) <= 255) && { decimals: 'decimals' as const }),
  };
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** The body of a new or changed asset; with `edited` what the form does not show stays as it was. */
export function bodyOf(draft: AssetDraft, edited: AssetEntry | null): Record<string, unknown> {
  const token = draft.type === EVM_TOKEN;
  return {
    ...(edited && {
      identifier: edited.identifier, started: edited.started ?? null, swapped_for: edited.swapped_for ?? null,
      ...(token ? { protocol: edited.protocol ?? null, underlying_tokens: edited.underlying_tokens ?? null } : { forked: edited.forked ?? null }),
    }),
    asset_type: draft.type,
    name: draft.name.trim(),
    symbol: draft.symbol.trim(),
    coingecko: orNull(draft.coingecko),
    cryptocompare: orNull(draft.cryptocompare),
    ...(token && { evm_chain: draft.chain, address: draft.address.trim(), decimals: Number(draft.decimals), token_kind: 'erc20' }),
  };
}

export function draftOf(asset: AssetEntry | null): AssetDraft {
  return {
    type: asset?.asset_type ?? EVM_TOKEN, name: asset?.name ?? '', symbol: asset?.symbol ?? '', chain: asset?.evm_chain ?? '', address: asset?.address ?? '',
    decimals: asset?.decimals === null || asset?.decimals === undefined ? '18' : String(asset.decimals), coingecko: asset?.coingecko ?? '', cryptocompare: asset?.cryptocompare ?? '',
  };
}
