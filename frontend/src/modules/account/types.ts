/** Shapes of the account routes. */
export interface ChainAccount {
  address: string;
  label: string | null;
  tags: string[] | null;
}

export interface AddAnswer {
  added?: Record<string, string[]>;
  existed?: Record<string, string[]>;
  failed?: Record<string, string[]>;
  no_activity?: Record<string, string[]>;
}

/** An address with all chains on which it is tracked. */
export interface TrackedAddress {
  address: string;
  label: string | null;
  tags: string[];
  chains: string[];
}

export interface NewAccount {
  address: string;
  label?: string;
  tags?: string[];
}
