import { describe, expect, it } from 'vitest';
import { bodiesOf, bodyOf, draftOf, isOwn } from './body';
import { checkNew, emptyDraft, newBody } from './newEvent';
import { entryOf } from './sample';
import { maskText } from './told';
import { takeMissing } from './value';

describe('bodyOf', () => {
  it('keeps everything of an event of a transaction that the form does not show', () => {
    const { entry } = entryOf({ counterparty: 'aave-v3', address: '0xB', product: 'pool', extra_data: { tick: 3 }, user_notes: 'mine', entry_type: 'evm swap event' });
    expect(bodyOf(entry, { ...draftOf(entry), amount: '2.5' })).toEqual({
      entry_type: 'evm event', timestamp: 1_700_000_000_500, group_identifier: 'g', sequence_index: entry.sequence_index, event_type: 'spend', event_subtype: 'none', asset: 'ETH', amount: '2.5',
      location: 'ethereum', location_label: '0xA', user_notes: 'mine', tx_ref: '0x1', counterparty: 'aave-v3', address: '0xB', product: 'pool', extra_data: { tick: 3 },
    });
  });

  it('takes empty text for nothing', () => {
    const { entry } = entryOf({ user_notes: 'x' });
    expect(bodyOf(entry, { ...draftOf(entry), notes: '', account: '', counterparty: '' })).toMatchObject({ user_notes: null, location_label: null, counterparty: null });
  });

  it('changes what a validator did by its own body', () => {
    const { entry } = entryOf({ entry_type: 'eth withdrawal event', validator_index: 7, is_exit: true });
    expect(bodyOf(entry, draftOf(entry))).toEqual({
      entry_type: 'eth withdrawal event', timestamp: 1_700_000_000_500, group_identifier: 'g', amount: '1', validator_index: 7, is_exit: true, withdrawal_address: '0xA',
    });
  });

  it('keeps the reference of a movement', () => {
    const { entry } = entryOf({ entry_type: 'asset movement event', event_type: 'deposit', event_subtype: 'deposit asset', extra_data: { reference: 'r1', transaction_id: '0x9' }, location: 'kraken' });
    expect(bodyOf(entry, draftOf(entry))).toMatchObject({ entry_type: 'asset movement event', unique_id: 'r1', transaction_id: '0x9', event_subtype: 'deposit asset' });
  });
});

describe('bodiesOf', () => {
  it('brings a trade back as a trade, and other events beside it', () => {
    const leg = (subtype: string, asset: string): ReturnType<typeof entryOf> => entryOf({ entry_type: 'swap event', event_type: 'trade', event_subtype: subtype, asset });
    const bodies = bodiesOf([leg('spend', 'EUR'), leg('receive', 'ETH'), leg('fee', 'BTC'), entryOf({ entry_type: 'history event', tx_ref: '' })]);
    expect(bodies.map(body => body['entry_type'])).toEqual(['swap event', 'history event']);
    expect(bodies[0]).toMatchObject({ spend_asset: 'EUR', receive_asset: 'ETH', fees: [{ asset: 'BTC', amount: '1' }] });
  });

  it('gives a leg that stands alone by itself', () => {
    expect(bodiesOf([entryOf({ entry_type: 'evm swap event', event_type: 'trade', event_subtype: 'spend' })]).map(body => body['entry_type'])).toEqual(['evm event']);
    expect(bodiesOf([])).toEqual([]);
  });
});

describe('a new event', () => {
  it('says what is missing, by the names of the backend', () => {
    expect(checkNew(emptyDraft())).toEqual({ asset: 'required', amount: 'required', timestamp: 'time' });
    expect(checkNew({ ...emptyDraft(), kind: 'swap', timestamp: 5 })).toEqual({ spend_asset: 'required', spend_amount: 'required', receive_asset: 'required', receive_amount: 'required' });
    expect(checkNew({ ...emptyDraft(), asset: 'ETH', amount: '1', timestamp: 5, tx: '0x12' })).toEqual({ tx_ref: 'hash' });
    const trade = { ...emptyDraft(), kind: 'swap' as const, asset: 'ETH', amount: '0', receiveAsset: 'EUR', receiveAmount: '0.0', timestamp: 5 };
    expect(checkNew(trade)).toEqual({ spend_amount: 'positive', receive_amount: 'positive' });
    expect(checkNew({ ...trade, amount: '1', receiveAmount: '2', timestamp: Date.now() + 60_000 })).toEqual({ timestamp: 'future' });
    expect(checkNew({ ...trade, amount: '1', receiveAmount: '2', timestamp: -1000 })).toEqual({ timestamp: 'early' });
    const onChain = { ...emptyDraft(), asset: 'ETH', amount: '1', timestamp: 5, tx: `0x${'ab'.repeat(32)}` };
    expect(checkNew(onChain)).toEqual({ location: 'chain' });
    expect(checkNew({ ...onChain, location: 'ethereum' })).toEqual({});
  });

  it('stands alone, joins a transaction, or joins the group of another', () => {
    const draft = { ...emptyDraft(), asset: 'ETH', amount: '1', timestamp: 5 };
    expect(newBody(draft, null, () => 'made')).toMatchObject({ entry_type: 'history event', group_identifier: 'made', event_type: 'receive', event_subtype: 'none' });
    expect(newBody({ ...draft, tx: '0x1' }, null)).toMatchObject({ entry_type: 'evm event', tx_ref: '0x1', group_identifier: null });
    const { entry } = entryOf({ sequence_index: 9 });
    expect(newBody(draft, entry, () => 'made')).toMatchObject({ group_identifier: 'g', sequence_index: 10 });
  });
});

describe('small things', () => {
  it('tells what the user made from what was decoded', () => {
    expect([isOwn(entryOf({ key: 'user:3' }).entry), isOwn(entryOf({ key: 'import:3' }).entry), isOwn(entryOf({ key: 'log:3' }).entry)]).toEqual([true, true, false]);
  });

  it('asks once for each missing value', () => {
    const known = new Set<string>();
    const entries = [entryOf(), entryOf(), entryOf({ value: '3' }), entryOf({ amount: '0' }), entryOf({ asset: 'BTC' })];
    expect(takeMissing(entries, 'EUR', known)).toEqual([['ETH', 1_700_000_000], ['BTC', 1_700_000_000]]);
    expect(takeMissing(entries, 'EUR', known)).toEqual([]);
    expect(takeMissing(entries, 'USD', known)).toHaveLength(2);
  });

  it('hides amounts and addresses in words, and leaves names', () => {
    expect(maskText('Swap 1,234.5 ETH on Uniswap V3')).toBe('Swap •••• ETH on Uniswap V3');
    expect(maskText('Send 5 USDC to 0x70997970C51812dc3A010C7d01b50e0d17dc79C8')).toBe('Send •••• USDC to 0x••••');
    expect(maskText('Receive 0.00000001 1INCH')).toBe('Receive •••• 1INCH');
  });
});
