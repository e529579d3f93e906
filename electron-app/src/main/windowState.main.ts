/** Where the window stood, and where it may stand now: displays come and go between two starts. Pure. */

export interface Rectangle { x: number; y: number; width: number; height: number }

export interface WindowState {
  bounds: Rectangle | null;
  isMaximized: boolean;
}

const MIN = { width: 480, height: 400 };
const WANTED = { width: 1_280, height: 860 };
const MAX_COORDINATE = 100_000;
/** So much of the title bar must be reachable. */
const REACHABLE = { width: 120, height: 40 };

function isSane(value: unknown): value is Rectangle {
  if (typeof value !== 'object' || value === null) return false;
  const { x, y, width, height } = value as Record<string, unknown>;
  return [x, y, width, height].every(number => typeof number === 'number' && Number.isFinite(number) && Math.abs(number) <= MAX_COORDINATE);
}

export function parseWindowState(value: unknown): WindowState {
  const found = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  return { bounds: isSane(found['bounds']) ? roundAll(found['bounds']) : null, isMaximized: found['isMaximized'] === true };
}

function roundAll({ x, y, width, height }: Rectangle): Rectangle {
  return { x: Math.round(x), y: Math.round(y), width: Math.round(width), height: Math.round(height) };
}

function overlap(a: Rectangle, b: Rectangle): { width: number; height: number } {
  return {
    width: Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)),
    height: Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)),
  };
}

/** `areas`: what displays leave free, the main one first; never empty in practice, tolerated here. */
export function placeWindow(saved: Rectangle | null, areas: readonly Rectangle[]): Rectangle {
  const main = areas[0] ?? { x: 0, y: 0, ...WANTED };
  const titleBar = saved === null ? null : { ...saved, height: REACHABLE.height };
  const home = titleBar === null ? undefined : areas.find(area => {
    const seen = overlap(titleBar, area);
    return seen.width >= REACHABLE.width && seen.height >= REACHABLE.height / 2;
  });
  const area = home ?? main;
  const width = Math.min(Math.max(saved?.width ?? WANTED.width, MIN.width), area.width);
  const height = Math.min(Math.max(saved?.height ?? WANTED.height, MIN.height), area.height);
  if (saved === null || home === undefined) {
    return roundAll({ x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height });
  }
  const keep = (value: number, low: number, high: number) => Math.min(Math.max(value, low), Math.max(low, high));
  return roundAll({ x: keep(saved.x, area.x, area.x + area.width - width), y: keep(saved.y, area.y, area.y + area.height - height), width, height });
}

export const MIN_SIZE = MIN;
