/**
 * Where rows are, of a list that is too long to be drawn: all of one height, but for a few that are open. What is asked costs as
 * much as there are open rows, whatever the number of rows.
 */
export class RowLayout {
  private readonly open: readonly (readonly [index: number, extra: number])[];

  /** @param extras what open rows are higher than the others, by index */
  constructor(readonly count: number, readonly rowHeight: number, extras: ReadonlyMap<number, number> = new Map()) {
    this.open = [...extras].filter(([index, extra]) => index < count && extra > 0).sort((a, b) => a[0] - b[0]);
  }

  get height(): number {
    return this.topOf(this.count);
  }

  topOf(index: number): number {
    let top = index * this.rowHeight;
    for (const [at, extra] of this.open) {
      if (at >= index) break;
      top += extra;
    }
    return top;
  }

  /** The row at a distance from the top; the nearest one beyond the ends. */
  indexAt(y: number): number {
    let above = 0;
    for (const [at, extra] of this.open) {
      const top = at * this.rowHeight + above;
      if (y < top + this.rowHeight) break;
      if (y < top + this.rowHeight + extra) return at;
      above += extra;
    }
    return Math.max(0, Math.min(this.count - 1, Math.floor((y - above) / this.rowHeight)));
  }

  /** First and last row of a view, with some beyond both ends. */
  range(top: number, height: number, overscan: number): [number, number] {
    if (this.count === 0) return [0, -1];
    return [Math.max(0, this.indexAt(top) - overscan), Math.min(this.count - 1, this.indexAt(top + height) + overscan)];
  }
}
