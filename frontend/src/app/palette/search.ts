/** From what is typed to what is shown: ranked within each kind, and the kinds by their best entry. */
import { isAddress } from '@/shared/format';
import { rank } from './rank';
import { GROUPS, type Command, type CommandGroup } from './types';

export interface Section { group: CommandGroup; commands: Command[] }

const MOST: Record<CommandGroup, number> = { recent: 5, history: 3, page: 6, action: 7, account: 6, asset: 7, report: 5, setting: 6 };
const FIRST_ACTIONS = 6;

/** Without a text: what was used last, then actions and pages. */
function suggestions(commands: readonly Command[], recent: readonly string[]): Section[] {
  const byKey = new Map(commands.map(command => [command.key, command]));
  const last = recent.map(key => byKey.get(key)).filter(command => command !== undefined).slice(0, MOST.recent);
  const used = new Set(last.map(command => command.key));
  const of = (group: CommandGroup): Command[] => commands.filter(command => command.group === group && !used.has(command.key));
  return [
    { group: 'recent' as const, commands: last },
    { group: 'action' as const, commands: of('action').slice(0, FIRST_ACTIONS) },
    { group: 'page' as const, commands: of('page') },
  ].filter(section => section.commands.length > 0);
}

export function searchCommands(typed: string, commands: readonly Command[], recent: readonly string[] = []): Section[] {
  if (typed.trim() === '') return suggestions(commands, recent);
  return GROUPS
    .map(group => ({ group, found: rank(typed, commands.filter(command => command.group === group), MOST[group]) }))
    .filter(section => section.found.length > 0)
    .sort((a, b) => (b.found[0]?.score ?? 0) - (a.found[0]?.score ?? 0))
    .map(({ group, found }) => ({ group, commands: found.map(one => one.entry) }));
}

const HASH = /^0x[0-9a-fA-F]{64}$/;

/** The filter of the history that a text means, and how much it is one. Shorter texts find nothing of use. */
export function historyFilter(typed: string): { kind: 'tx' | 'address' | 'text'; filter: string } | null {
  const text = typed.trim();
  if (HASH.test(text)) return { kind: 'tx', filter: `tx:${text}` };
  if (isAddress(text)) return { kind: 'address', filter: `address:${text}` };
  return text.length < 3 ? null : { kind: 'text', filter: `text:${text}` };
}
