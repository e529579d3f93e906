/** What must be right about a node before it is sent. */
import { compareDecimals, parseDecimal } from '@/shared/format';

export interface NodeDraft { name: string; endpoint: string; weight: string; owned: boolean; active: boolean }
export type NodeProblem = 'required' | 'url' | 'weight';

export function isRpcAddress(text: string): boolean {
  try {
    const url = new URL(text.trim());
    return ['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol) && url.hostname !== '';
  }
  catch {
    return false;
  }
}

export function checkNode(draft: NodeDraft): Partial<Record<'name' | 'endpoint' | 'weight', NodeProblem>> {
  const weight = parseDecimal(draft.weight);
  const inRange = weight !== null && compareDecimals(draft.weight, '0') >= 0 && compareDecimals(draft.weight, '100') <= 0;
  return {
    ...(draft.name.trim() === '' && { name: 'required' as const }),
    ...(draft.endpoint.trim() === '' ? { endpoint: 'required' as const } : !isRpcAddress(draft.endpoint) && { endpoint: 'url' as const }),
    ...(!draft.owned && !inRange && { weight: 'weight' as const }),
  };
}
