import { useQuery } from '@tanstack/vue-query';
import { computed, type ComputedRef } from 'vue';
import { api, keys } from '@/shared/api';

/** What the user ignores: it is in no total, and in no list of what is owned. */
export function useIgnored(): ComputedRef<ReadonlySet<string>> {
  const query = useQuery({ queryKey: [keys.assets, 'ignored'], queryFn: () => api.get<string[]>('/assets/ignored') });
  return computed(() => new Set(query.data.value ?? []));
}
