/** Shapes of the node routes, and of chains that the user added. */
export interface ChainNode {
  identifier: number;
  name: string;
  endpoint: string;
  weight: string;
  owned: boolean;
  active: boolean;
  blockchain: string;
  runtime_status?: string | null;
  ready?: boolean | null;
  cooldown_until?: number | null;
  last_error?: number | string | null;
  last_error_kind?: string | null;
  last_success_timestamp?: number | null;
}

export interface OwnChain {
  id?: string;
  chain_id?: number;
  name?: string;
  rpc_url?: string;
  native_symbol?: string;
}
