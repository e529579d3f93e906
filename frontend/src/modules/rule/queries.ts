/** The rules of accounting, and changes of them; each change can be taken back. */
import { useQuery, useQueryClient, type UseQueryReturnType } from '@tanstack/vue-query';
import { api, keys, runTask, toApiError } from '@/shared/api';
import { showToast } from '@/shared/ui';
import { bodyOf } from './sentence';
import type { LinkableSettings, Rule, RuleBody, RuleConflict, RulePage } from './types';

const PAGE = 500;

async function fetchRules(signal: AbortSignal): Promise<Rule[]> {
  const rules: Rule[] = [];
  for (;;) {
    const page = await api.post<RulePage>('/accounting/rules', { limit: PAGE, offset: rules.length, custom_rule_handling: 'all' }, signal);
    rules.push(...page.entries);
    if (page.entries.length === 0 || rules.length >= page.entries_found) return rules;
  }
}

export function useRules(): UseQueryReturnType<Rule[], Error> {
  return useQuery({ queryKey: [keys.rules], queryFn: ({ signal }) => fetchRules(signal) });
}

export function useLinkable(): UseQueryReturnType<LinkableSettings, Error> {
  return useQuery({ queryKey: [keys.rules, 'info'], queryFn: () => api.get<LinkableSettings>('/accounting/rules/info') });
}

/** Rules of the user's for which another one is shipped since. */
export function useConflicts(): UseQueryReturnType<RuleConflict[], Error> {
  return useQuery({ queryKey: [keys.rules, 'conflicts'], queryFn: async ({ signal }) => (await api.post<{ entries: RuleConflict[] }>('/accounting/rules/conflicts', { limit: -1 }, signal)).entries });
}

type Undo = () => Promise<unknown>;

export interface RuleChanges {
  /** With `before` the rule is changed, else added. */
  save: (rule: RuleBody, before: Rule | null, done: string) => Promise<void>;
  remove: (rule: Rule, done: string) => Promise<void>;
  /** Back to what is shipped for its kind. */
  restore: (rule: Rule, done: string) => Promise<void>;
  /** Keeps the user's rule (`local`) or takes the shipped one, for one conflict or for all. */
  solve: (using: 'local' | 'remote', conflict: RuleConflict | null) => Promise<void>;
  reset: () => Promise<void>;
  importFile: (file: File) => Promise<void>;
  refresh: () => Promise<void>;
}

export function useRuleChanges(): RuleChanges {
  const client = useQueryClient();
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: [keys.rules] });
  async function told(done: string, undo: Undo): Promise<void> {
    await refresh();
    showToast(done, {
      undo: async () => {
        try {
          await undo();
        }
        catch (error) {
          showToast(toApiError(error).message, { tone: 'error' });
        }
        finally {
          await refresh();
        }
      },
    });
  }
  const sameAs = (one: Rule, body: RuleBody): boolean => one.event_type === body.event_type && one.event_subtype === body.event_subtype
    && (one.counterparty ?? null) === body.counterparty && JSON.stringify(one.event_ids ?? null) === JSON.stringify(body.event_ids ?? null);
  /** The identifier that a rule got: the API only says that it is there. */
  async function findId(body: RuleBody): Promise<number | null> {
    const rules = await fetchRules(new AbortController().signal);
    return rules.find(one => sameAs(one, body))?.identifier ?? null;
  }
  return {
    refresh,
    save: async (rule, before, done) => {
      const body = bodyOf(rule);
      if (before) {
        await api.patch('/accounting/rules', { ...body, identifier: before.identifier });
        const old = { ...bodyOf(before), identifier: before.identifier };
        await told(done, () => api.patch('/accounting/rules', old));
        return;
      }
      await api.put('/accounting/rules', body);
      await told(done, async () => {
        const identifier = await findId(body);
        if (identifier !== null) await api.delete('/accounting/rules', { identifier });
      });
    },
    remove: async (rule, done) => {
      await api.delete('/accounting/rules', { identifier: rule.identifier });
      await told(done, () => api.put('/accounting/rules', bodyOf(rule)));
    },
    restore: async (rule, done) => {
      await api.put('/accounting/rules/restore', { identifier: rule.identifier });
      await told(done, () => api.patch('/accounting/rules', { ...bodyOf(rule), identifier: rule.identifier }));
    },
    solve: async (using, conflict) => {
      await api.patch('/accounting/rules/conflicts', conflict === null ? { solve_all_using: using } : { conflicts: [{ local_id: conflict.local_id, solve_using: using }] });
      await refresh();
    },
    reset: async () => {
      await runTask('PUT', '/accounting/rules/reset').result;
      await refresh();
    },
    importFile: async file => {
      const form = new FormData();
      form.set('filepath', file);
      await runTask('PATCH', '/accounting/rules/import', { form }).result;
      await refresh();
    },
  };
}

/** All rules as a file that comes back in. */
export async function fetchExport(): Promise<Blob> {
  const answer = await runTask<unknown>('POST', '/accounting/rules/export').result;
  return new Blob([JSON.stringify(answer, null, 2)], { type: 'application/json' });
}
