import { afterEach, describe, expect, it } from 'vitest';
import { allShortcuts, focusPageSearch, KeySequence, PAUSE_MS, registerShortcuts, takesText, type Shortcut } from './registry';

const of = (id: string, keys: readonly string[]): Shortcut => ({ id, keys, text: `keys.${id}`, place: 'everywhere', run: () => undefined });
const list = [of('balances', ['g', 'b']), of('history', ['g', 'h']), of('privacy', ['h']), of('bell', ['b']), of('help', ['?'])];
const begin = (): KeySequence => new KeySequence(() => list);

afterEach(() => { document.body.innerHTML = ''; });

describe('KeySequence', () => {
  it('knows single keys, whatever their case', () => {
    expect(begin().press('h', 0)?.id).toBe('privacy');
    expect(begin().press('H', 0)?.id).toBe('privacy');
    expect(begin().press('?', 0)?.id).toBe('help');
    expect(begin().press('q', 0)).toBeNull();
  });

  it('takes the second key of a sequence for nothing else', () => {
    const keys = begin();
    expect(keys.press('g', 0)).toBeNull();
    expect(keys.press('h', 300)?.id).toBe('history');
    expect(keys.press('h', 400)?.id).toBe('privacy');
  });

  it('forgets the first key after a pause', () => {
    const keys = begin();
    keys.press('g', 0);
    expect(keys.press('h', PAUSE_MS)?.id).toBe('privacy');
  });

  it('begins anew with a key that does not go on', () => {
    const keys = begin();
    keys.press('g', 0);
    expect(keys.press('?', 100)?.id).toBe('help');
    keys.press('g', 200);
    keys.press('g', 300);
    expect(keys.press('b', 400)?.id).toBe('balances');
  });

  it('leaves keys alone that a list listens to itself', () => {
    expect(new KeySequence(() => [{ id: 'move', keys: ['j', 'k'], text: 'keys.move', place: 'page' }]).press('j', 0)).toBeNull();
  });
});

describe('the registry', () => {
  it('has those of a page first, and only while they are registered', () => {
    const everywhere = registerShortcuts([of('help', ['?'])]);
    const page = registerShortcuts([of('new', ['n'])]);
    expect(allShortcuts().map(one => one.id)).toEqual(['new', 'help']);
    page();
    expect(allShortcuts().map(one => one.id)).toEqual(['help']);
    everywhere();
    expect(allShortcuts()).toEqual([]);
  });
});

describe('takesText', () => {
  it('says so of fields, menus and lists, and of nothing else', () => {
    document.body.innerHTML = '<input id="a"><textarea id="b"></textarea><select id="c"></select><div role="menu"><button id="d"></button></div><div role="listbox"><div id="e"></div></div><button id="f"></button>';
    const asked = (id: string): boolean => takesText(document.getElementById(id));
    expect(['a', 'b', 'c', 'd', 'e', 'f'].map(asked)).toEqual([true, true, true, true, true, false]);
    expect(takesText(window)).toBe(false);
  });
});

describe('focusPageSearch', () => {
  it('passes over fields that are not shown or not of the page', () => {
    document.body.innerHTML = '<input type="search" id="top"><main><input type="search" id="hidden"><div role="search"><input id="filter" value="old"></div></main>';
    const shown = document.getElementById('filter') as HTMLInputElement;
    for (const field of document.querySelectorAll('input')) field.getClientRects = () => (field === shown || field.id === 'top' ? [{}] : []) as unknown as DOMRectList;
    expect(focusPageSearch()).toBe(true);
    expect(document.activeElement).toBe(shown);
    shown.disabled = true;
    expect(focusPageSearch()).toBe(false);
  });
});
