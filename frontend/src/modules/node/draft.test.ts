import { describe, expect, it } from 'vitest';
import { checkNode, isRpcAddress } from './draft';

const draft = { name: 'mine', endpoint: 'http://127.0.0.1:8545', weight: '20', owned: false, active: true };

describe('checkNode', () => {
  it('accepts a node and names what is wrong', () => {
    expect(checkNode(draft)).toEqual({});
    expect(checkNode({ ...draft, name: '', endpoint: 'localhost:8545' })).toEqual({ name: 'required', endpoint: 'url' });
    expect(checkNode({ ...draft, weight: '101' })).toEqual({ weight: 'weight' });
    expect(checkNode({ ...draft, weight: '' })).toEqual({ weight: 'weight' });
  });

  it('needs no weight of an own node', () => {
    expect(checkNode({ ...draft, owned: true, weight: '' })).toEqual({});
  });
});

describe('isRpcAddress', () => {
  it('takes http and websocket addresses only', () => {
    expect(['https://rpc.example', 'ws://10.0.0.1:8546/x'].every(isRpcAddress)).toBe(true);
    expect(['file:///etc', 'javascript:alert(1)', 'https://', 'rpc.example'].some(isRpcAddress)).toBe(false);
  });
});
