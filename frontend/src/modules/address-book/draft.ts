/** What must be right about an entry of the address book. */
export interface NameDraft { address: string; name: string; chain: string }

/** EVM addresses are told apart here; what other chains call an address is for the backend to say. */
export function checkName(draft: NameDraft): Partial<Record<'address' | 'name', 'required' | 'address'>> {
  const address = draft.address.trim();
  return {
    ...(address === '' ? { address: 'required' as const } : address.startsWith('0x') && !/^0x[0-9a-fA-F]{40}$/.test(address) && { address: 'address' as const }),
    ...(draft.name.trim() === '' && { name: 'required' as const }),
  };
}
