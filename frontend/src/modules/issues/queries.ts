/** Open issues of the profile. The backend pushes changes, so the list is fetched once. */
import { useQuery, useQueryClient, type UseQueryReturnType } from '@tanstack/vue-query';
import { computed, type ComputedRef } from 'vue';
import { api, keys, type Issue } from '@/shared/api';

interface IssueAnswer { entries: Issue[] }

const order: Record<string, number> = { error: 0, warning: 1, info: 2 };

export interface Issues {
  issues: ComputedRef<Issue[]>;
  query: UseQueryReturnType<IssueAnswer, Error>;
}

export function useIssues(): Issues {
  const query = useQuery({ queryKey: [keys.issues], queryFn: () => api.get<IssueAnswer>('/issues') });
  const issues = computed(() => [...query.data.value?.entries ?? []].sort((a, b) => (order[a.severity] ?? 3) - (order[b.severity] ?? 3) || b.time - a.time));
  return { issues, query };
}

/** Takes an issue off the list at once; it comes back when the backend refuses. */
export function useDismissIssue(): (issue: Issue) => Promise<void> {
  const client = useQueryClient();
  return async issue => {
    const before = client.getQueryData<IssueAnswer>([keys.issues]);
    client.setQueryData<IssueAnswer>([keys.issues], old => ({ entries: (old?.entries ?? []).filter(entry => entry.identifier !== issue.identifier) }));
    try {
      await api.delete(`/issues/${encodeURIComponent(String(issue.identifier))}`);
    }
    catch (error) {
      client.setQueryData([keys.issues], before);
      throw error;
    }
  };
}
