/** What is done to events. Each gives the function that takes it back, for the message that tells of it. */
import { api } from '@/shared/api';
import { bodiesOf, bodyOf, draftOf, isOwn, type EventDraft } from './body';
import { fetchGroups } from './queries';
import type { Entry, HistoryEvent } from './types';

export type Undo = () => Promise<void>;

const isEdited = (entry: Entry): boolean => entry.states?.includes('customized') === true;

export async function restore(groups: readonly string[], keys: readonly string[] | null = null): Promise<number> {
  return (await api.post<{ count: number }>('/history/events/restore', { group_identifiers: groups, keys })).count;
}

async function patch(event: HistoryEvent, draft: EventDraft): Promise<void> {
  await api.patch('/history/events', { ...bodyOf(event, draft), identifier: event.identifier, identifiers: [event.identifier] });
}

/** Back to what it was: the decoded version where that was shown, else the values of before. */
async function putBack(before: Entry): Promise<void> {
  const event = before.entry;
  if (!isOwn(event) && !isEdited(before) && event.key) await restore([event.group_identifier], [event.key]);
  else await patch(event, draftOf(event));
}

export async function changeEvent(before: Entry, draft: EventDraft): Promise<Undo> {
  await patch(before.entry, draft);
  return () => putBack(before);
}

/** What the giver of a gift paid for it in all, in the currency of the reports, and when (seconds); null takes it back. */
export async function sayCost({ entry: event }: Entry, said: { cost: string; acquired: number | null } | null): Promise<void> {
  const accounting = without((event.extra_data?.['accounting'] ?? {}) as Record<string, unknown>, ['cost', 'acquired']);
  if (said !== null) Object.assign(accounting, { cost: said.cost }, said.acquired !== null && { acquired: said.acquired * 1000 });
  const extra = without(event.extra_data ?? {}, ['accounting']);
  if (Object.keys(accounting).length > 0) extra['accounting'] = accounting;
  await api.patch('/history/events', {
    ...bodyOf(event, draftOf(event)), identifier: event.identifier, identifiers: [event.identifier], extra_data: Object.keys(extra).length > 0 ? extra : null,
  });
}
const without = (facts: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> => Object.fromEntries(Object.entries(facts).filter(([name]) => !names.includes(name)));

/** @param body an event, or a trade or movement whose legs are a group of their own */
export async function addEvent(body: Record<string, unknown>): Promise<Undo> {
  const { identifier } = await api.put<{ identifier: number }>('/history/events', body);
  return async () => {
    const identifiers = LEGGED.has(String(body['entry_type'])) ? await legsOf(identifier) : [identifier];
    await api.delete('/history/events', { identifiers, force_delete: true });
  };
}
const LEGGED: ReadonlySet<string> = new Set(['swap event', 'asset movement event']);

async function legsOf(identifier: number): Promise<number[]> {
  const { entry } = (await api.get<{ entry: Entry }>('/history/events/provenance', { identifier })).entry;
  return (await fetchGroups([entry.group_identifier])).flatMap(group => group.entries.map(one => one.entry.identifier));
}

/** The events by their groups, each group in its order. */
function byGroup(entries: readonly Entry[]): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const one of entries) groups.set(one.entry.group_identifier, [...groups.get(one.entry.group_identifier) ?? [], one]);
  return groups;
}

/** Makes many events the same kind of event. */
export async function changeKind(before: readonly Entry[], type: string, subtype: string): Promise<Undo> {
  const send = (entries: readonly Entry[], [event_type, event_subtype]: readonly [string, string]): Promise<unknown> =>
    api.patch('/history/events/bulk', { identifiers: entries.map(({ entry }) => entry.identifier), event_type, event_subtype });
  await send(before, [type, subtype]);
  return async () => {
    const decoded = before.filter(one => !isOwn(one.entry) && !isEdited(one));
    for (const [group, entries] of byGroup(decoded)) await restore([group], entries.map(({ entry }) => entry.key));
    const others = before.filter(one => !decoded.includes(one));
    for (const pair of new Set(others.map(({ entry }) => `${entry.event_type}/${entry.event_subtype}`))) {
      const same = others.filter(({ entry }) => `${entry.event_type}/${entry.event_subtype}` === pair);
      if (same[0]) await send(same, [same[0].entry.event_type, same[0].entry.event_subtype]);
    }
  };
}

export async function deleteEvents(entries: readonly Entry[]): Promise<Undo> {
  await api.delete('/history/events', { identifiers: entries.map(({ entry }) => entry.identifier), force_delete: true });
  return async () => {
    for (const [group, deleted] of byGroup(entries)) await bringBack(group, deleted);
  };
}

async function bringBack(group: string, entries: readonly Entry[]): Promise<void> {
  const decoded = entries.filter(({ entry }) => !isOwn(entry));
  if (decoded.length > 0) await restore([group], decoded.map(({ entry }) => entry.key));
  const edited = decoded.filter(isEdited);
  if (edited.length > 0) {
    // Restored events have new identifiers; their key is the same.
    const now = new Map((await fetchGroups([group])).flatMap(one => one.entries).map(({ entry }) => [entry.key, entry.identifier]));
    for (const { entry } of edited) {
      const identifier = now.get(entry.key);
      if (identifier !== undefined) await patch({ ...entry, identifier }, draftOf(entry));
    }
  }
  for (const body of bodiesOf(entries.filter(({ entry }) => isOwn(entry)))) await api.put('/history/events', body);
}

export async function restoreEvents(before: readonly Entry[]): Promise<Undo> {
  for (const [group, entries] of byGroup(before)) await restore([group], entries.map(({ entry }) => entry.key));
  return async () => { for (const { entry } of before) await patch(entry, draftOf(entry)); };
}

export async function splitEvent(before: Entry, amounts: readonly string[]): Promise<Undo> {
  const { identifiers } = await api.post<{ identifiers: number[] }>('/history/events/split', { identifier: before.entry.identifier, amounts });
  return async () => {
    await api.delete('/history/events', { identifiers: identifiers.filter(one => one !== before.entry.identifier), force_delete: true });
    await putBack(before);
  };
}

/** `sides`: which leg each event becomes. */
export async function mergeSwap(sides: readonly (readonly [Entry, 'spend' | 'receive' | 'fee'])[]): Promise<Undo> {
  const of = (side: string): number[] => sides.filter(([, name]) => name === side).map(([{ entry }]) => entry.identifier);
  await api.post('/history/events/merge', { spend: of('spend'), receive: of('receive'), fee: of('fee') });
  return async () => { for (const [entry] of sides) await putBack(entry); };
}

export async function setIgnored(groups: readonly string[], ignored: boolean): Promise<Undo> {
  const send = (on: boolean): Promise<unknown> => (on ? api.put('/actions/ignored', { data: groups }) : api.delete('/actions/ignored', { data: groups }));
  await send(ignored);
  return async () => { await send(!ignored); };
}

/** `shown` true or false is the user's word, which stands above what the rules think. */
export async function setShown(groups: readonly string[], shown: boolean): Promise<Undo> {
  const send = (value: boolean): Promise<unknown> => api.patch('/history/events/visibility', { group_identifiers: groups, shown: value });
  await send(shown);
  return async () => { await send(!shown); };
}
