/** The user's tags, one query for every chip and picker on the screen. */
import { useQuery } from '@tanstack/vue-query';
import { computed, type ComputedRef } from 'vue';
import { api, keys, type Tag } from '@/shared/api';

export function useTags(): { byName: ComputedRef<Record<string, Tag>>; names: ComputedRef<string[]>; isLoading: ComputedRef<boolean> } {
  const query = useQuery({ queryKey: [keys.tags], queryFn: () => api.get<Record<string, Tag>>('/tags') });
  return {
    byName: computed(() => query.data.value ?? {}),
    names: computed(() => Object.keys(query.data.value ?? {}).sort((a, b) => a.localeCompare(b))),
    isLoading: computed(() => query.isLoading.value),
  };
}
