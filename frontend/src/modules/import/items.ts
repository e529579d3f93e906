/**
 * The files on the import page, each on its way from being looked at to being imported. One is worked on at a time. They and what was said of
 * them stay while other pages are shown, as long as the profile is open.
 */
import { defineStore } from 'pinia';
import { ref, shallowReactive, watch, type Ref, type ShallowReactive } from 'vue';
import { useSession } from '@/modules/session';
import { toApiError, type ApiError, type TaskHandle } from '@/shared/api';
import { emptyChoice, readinessOf } from './file';
import { checkMapping } from './mapping';
import { startImport, startPreview, useImportChanges } from './queries';
import type { FileChoice, ImportResult, Mapping, Preview } from './types';

/** How long typing pauses before a mapping is tried. */
const TYPING_MS = 400;

export type ItemState = 'waiting' | 'looking' | 'open' | 'failed' | 'importing' | 'done' | 'undone';

export interface Item {
  id: number;
  file: File;
  state: ItemState;
  choice: FileChoice;
  /** What the user makes of the columns; as soon as it can be tried, it is. */
  draft: Mapping | null;
  preview: Preview | null;
  error: ApiError | null;
  result: ImportResult | null;
  handle: TaskHandle<unknown> | null;
}

export interface Work {
  look: (file: File, choice: FileChoice) => TaskHandle<Preview>;
  run: (file: File, choice: FileChoice) => TaskHandle<ImportResult>;
  /** What was imported is to be seen elsewhere. */
  imported: () => Promise<void>;
}

export interface Items {
  items: ShallowReactive<Item[]>;
  /** An import runs. */
  busy: Ref<boolean>;
  add: (files: readonly File[]) => void;
  /** Looks at a file again, after the user said something of it. */
  look: (item: Item, choice?: Partial<FileChoice>) => void;
  /** Takes the user's reading of the columns, and tries it a moment after the last change. */
  map: (item: Item, mapping: Mapping, pause?: number) => void;
  /** Reads the file as one of `source`, rather than by the user's own reading. */
  readAs: (item: Item, source: string) => void;
  run: (item: Item) => Promise<void>;
  runAll: () => Promise<void>;
  remove: (item: Item) => void;
  /** What was imported is in the list of imports from then on. */
  forgetDone: () => void;
  clear: () => void;
}

export function makeItems(work: Work): Items {
  const items = shallowReactive<Item[]>([]);
  const busy = ref(false);
  let next = 1;
  let turn: Promise<void> = Promise.resolve();
  /** Counts what was asked of a file, so that an answer to an older question is not shown. */
  const asked = new Map<number, number>();
  const timers = new Map<number, ReturnType<typeof setTimeout>>();

  async function lookNow(item: Item, number: number): Promise<void> {
    if (asked.get(item.id) !== number || !items.includes(item)) return;
    item.state = 'looking';
    item.error = null;
    const handle = work.look(item.file, item.choice);
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
    const handle = work.run(item.file, item.choice);
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
      await work.imported();
    }
  }

  function add(files: readonly File[]): void {
    for (const file of files) {
      const item = shallowReactive<Item>({ id: next, file, state: 'waiting', choice: emptyChoice(), draft: null, preview: null, error: null, result: null, handle: null });
      next += 1;
      items.push(item);
      look(item);
    }
  }

  function map(item: Item, mapping: Mapping, pause = TYPING_MS): void {
    item.draft = mapping;
    clearTimeout(timers.get(item.id));
    timers.set(item.id, setTimeout(() => { if (Object.keys(checkMapping(mapping)).length === 0) look(item, { mapping }); }, pause));
  }

  function readAs(item: Item, source: string): void {
    item.draft = null;
    clearTimeout(timers.get(item.id));
    look(item, { source, mapping: null });
  }

  async function runAll(): Promise<void> {
    for (const item of items) if (item.state === 'open' && item.preview && readinessOf(item.preview, item.choice) === 'ready') await run(item);
  }

  function remove(item: Item): void {
    asked.delete(item.id);
    clearTimeout(timers.get(item.id));
    void item.handle?.cancel();
    items.splice(items.indexOf(item), 1);
  }

  return {
    items,
    busy,
    add,
    look,
    map,
    readAs,
    run,
    runAll,
    remove,
    forgetDone: () => { items.filter(one => one.state === 'done').forEach(remove); },
    clear: () => { [...items].forEach(remove); },
  };
}

export const useItems = defineStore('import', () => {
  const items = makeItems({ look: startPreview, run: startImport, imported: useImportChanges().imported });
  const session = useSession();
  watch(() => session.user, items.clear);
  return items;
});
