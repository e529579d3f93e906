/** The files of one visit to the import page, each on its way from being looked at to being imported. One is worked on at a time. */
import { onScopeDispose, ref, shallowReactive, type Ref } from 'vue';
import { toApiError, type ApiError, type TaskHandle } from '@/shared/api';
import { emptyChoice, readinessOf } from './file';
import { startImport, startPreview, useImportChanges } from './queries';
import type { FileChoice, ImportResult, Preview } from './types';

export type ItemState = 'waiting' | 'looking' | 'open' | 'failed' | 'importing' | 'done' | 'undone';

export interface Item {
  id: number;
  file: File;
  state: ItemState;
  choice: FileChoice;
  preview: Preview | null;
  error: ApiError | null;
  result: ImportResult | null;
  handle: TaskHandle<unknown> | null;
}

export interface Items {
  items: Item[];
  add: (files: readonly File[]) => void;
  /** Looks at a file again, after the user said something of it. */
  look: (item: Item, choice?: Partial<FileChoice>) => void;
  run: (item: Item) => Promise<void>;
  runAll: () => Promise<void>;
  remove: (item: Item) => void;
  busy: Ref<boolean>;
}

export function useItems(): Items {
  const items = shallowReactive<Item[]>([]);
  const changes = useImportChanges();
  const busy = ref(false);
  let next = 1;
  let turn: Promise<void> = Promise.resolve();
  /** Counts what was asked of a file, so that an answer to an older question is not shown. */
  const asked = new Map<number, number>();

  async function lookNow(item: Item, number: number): Promise<void> {
    if (asked.get(item.id) !== number || !items.includes(item)) return;
    item.state = 'looking';
    item.error = null;
    const handle = startPreview(item.file, item.choice);
    item.handle = handle;
    try {
      const preview = await handle.result;
      if (asked.get(item.id) !== number) return;
      item.preview = preview;
      item.state = 'open';
    }
    catch (reason) {
      if (asked.get(item.id) !== number) return;
      item.error = toApiError(reason);
      item.state = 'failed';
    }
    finally {
      if (asked.get(item.id) === number) item.handle = null;
    }
  }

  function look(item: Item, choice: Partial<FileChoice> = {}): void {
    item.choice = { ...item.choice, ...choice };
    const number = (asked.get(item.id) ?? 0) + 1;
    asked.set(item.id, number);
    void item.handle?.cancel();
    if (item.state !== 'open') item.state = 'waiting';
    turn = turn.then(() => lookNow(item, number));
  }

  async function run(item: Item): Promise<void> {
    if (item.state !== 'open') return;
    item.state = 'importing';
    item.error = null;
    busy.value = true;
    const handle = startImport(item.file, item.choice);
    item.handle = handle;
    try {
      item.result = await handle.result;
      item.state = 'done';
    }
    catch (reason) {
      const error = toApiError(reason);
      item.state = 'open';
      item.error = error.code === 'task_cancelled' ? null : error;
    }
    finally {
      item.handle = null;
      busy.value = false;
      await changes.imported();
    }
  }

  onScopeDispose(() => {
    for (const item of items) if (item.state === 'looking') void item.handle?.cancel();
  });
  return {
    items,
    busy,
    look,
    run,
    add: files => {
      for (const file of files) {
        const item = shallowReactive<Item>({ id: next, file, state: 'waiting', choice: emptyChoice(), preview: null, error: null, result: null, handle: null });
        next += 1;
        items.push(item);
        look(item);
      }
    },
    runAll: async () => {
      for (const item of items) if (item.state === 'open' && item.preview && readinessOf(item.preview, item.choice) === 'ready') await run(item);
    },
    remove: item => {
      asked.delete(item.id);
      void item.handle?.cancel();
      items.splice(items.indexOf(item), 1);
    },
  };
}
