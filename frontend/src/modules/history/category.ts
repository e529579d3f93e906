/** Categories: the words by which people choose what an event is. Each pair of type and subtype belongs to one. */
import { humanize } from '@/shared/format';
import type { Direction, HistoryEvent, TypeMappings } from './types';

export interface PairOption {
  /** `type/subtype`. */
  value: string;
  label: string;
  type: string;
  subtype: string;
  category: string;
  direction: Direction;
}

const pairKey = (type: string, subtype: string): string => `${type}/${subtype}`;

export class Categories {
  /** Every pair that is an event, with words that tell it from all others. */
  readonly options: readonly PairOption[];
  private readonly byPair: ReadonlyMap<string, PairOption>;

  /** @param nameOf words for a category, such as `swap_out` */
  constructor(mappings: TypeMappings | undefined, nameOf: (category: string) => string = humanize) {
    const details = mappings?.event_category_details ?? {};
    const found = Object.entries(mappings?.global_mappings ?? {}).flatMap(([type, subtypes]) => Object.entries(subtypes).map(([subtype, words]): PairOption => ({
      value: pairKey(type, subtype),
      label: nameOf(words.default),
      type,
      subtype,
      category: words.default,
      direction: details[words.default]?.direction ?? 'neutral',
    })));
    this.options = tellApart(found).sort((a, b) => a.label.localeCompare(b.label));
    this.byPair = new Map(found.map(option => [option.value, option]));
  }

  find(type: string, subtype: string): PairOption | null {
    return this.byPair.get(pairKey(type, subtype)) ?? null;
  }

  labelOf(event: Pick<HistoryEvent, 'event_type' | 'event_subtype'>): string {
    return this.byPair.get(pairKey(event.event_type, event.event_subtype))?.label
      ?? humanize(event.event_subtype === 'none' ? event.event_type : `${event.event_type} ${event.event_subtype}`);
  }

  /** Whether the asset came in or went out of what the user owns; neutral moves change hands of nothing. */
  directionOf(event: Pick<HistoryEvent, 'event_type' | 'event_subtype'>): Direction {
    return this.byPair.get(pairKey(event.event_type, event.event_subtype))?.direction ?? 'neutral';
  }
}

/** Labels that several pairs share get their pair's own words behind them. */
function tellApart(options: readonly PairOption[]): PairOption[] {
  const uses = new Map<string, number>();
  for (const { label } of options) uses.set(label, (uses.get(label) ?? 0) + 1);
  return options.map(option => (uses.get(option.label) === 1 ? option : { ...option, label: `${option.label} (${detailOf(option)})` }));
}

function detailOf({ type, subtype }: PairOption): string {
  return subtype === 'none' || subtype === type ? type : `${type}, ${subtype}`;
}
