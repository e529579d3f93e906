/** What is asked for in batches: whatever a screen shows within a few milliseconds becomes one request. */
import { shallowReactive } from 'vue';

const COLLECT_MS = 15;
const BATCH = 500;

type Fetch<T> = (identifiers: string[]) => Promise<Record<string, T | null | undefined>>;

export class BatchedMap<T> {
  private readonly found = shallowReactive(new Map<string, T | null>());
  private readonly asked = new Set<string>();
  private queue: string[] = [];
  private timer: ReturnType<typeof setTimeout> | null = null;
  private round = 0;

  constructor(private readonly fetch: Fetch<T>) {}

  /** undefined while it is being asked for, null when there is none. Reading it inside a computed makes that reactive. */
  get(identifier: string): T | null | undefined {
    const value = this.found.get(identifier);
    if (value === undefined && !this.asked.has(identifier) && identifier !== '') this.enqueue(identifier);
    return value;
  }

  put(identifier: string, value: T): void {
    this.asked.add(identifier);
    this.found.set(identifier, value);
  }

  /** Forgets everything; what is on screen is asked for again. */
  clear(): void {
    this.round += 1;
    this.asked.clear();
    this.found.clear();
  }

  private enqueue(identifier: string): void {
    this.asked.add(identifier);
    this.queue.push(identifier);
    this.timer ??= setTimeout(() => { void this.flush(); }, COLLECT_MS);
  }

  private async flush(): Promise<void> {
    this.timer = null;
    const batch = this.queue.splice(0, BATCH);
    const { round } = this;
    if (this.queue.length > 0) this.timer = setTimeout(() => { void this.flush(); }, 0);
    try {
      const answer = await this.fetch(batch);
      if (round !== this.round) { // of before it was cleared
        batch.filter(identifier => !this.asked.has(identifier)).forEach(identifier => { this.enqueue(identifier); });
        return;
      }
      for (const identifier of batch) this.found.set(identifier, answer[identifier] ?? null);
    }
    catch {
      // Asked again when something shows it next; until then the identifier itself is shown.
      for (const identifier of batch) this.asked.delete(identifier);
    }
  }
}
