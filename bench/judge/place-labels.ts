/** A dot with a name beside it, in pixels. */
export interface Labelled {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly label: string;
}

/** Where a label is written: its anchor point and which end of the text that is. */
export interface Placed {
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
  /** True: too far from its dot to be read as its name without a line to it. */
  readonly needsLine: boolean;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Layout {
  readonly places: readonly Placed[];
  readonly cost: number;
}

/** Pixels of one character and of one line at the size that labels are written in. */
const characterWidth = 6.8;
const lineHeight = 13;
/** A label that stands on something costs more than all others in far places. */
const collisionCost = 10_000;

/**
 * A place for each label that touches no dot, no other label, no line and no edge: beside its dot where there is room, else above or
 * below, else farther away with a line. Who chooses first leaves less to the others, so each dot in turn begins; the best layout counts.
 */
export function placeLabels(dots: readonly Labelled[], bounds: Box): readonly Placed[] {
  const orders = dots.flatMap((_, first) => {
    const turned = dots.map((__, index) => (first + index) % dots.length);
    return [turned, turned.toReversed()];
  });
  const layouts = orders.map((order) => layoutOf(dots, order, bounds));
  return layouts.reduce((best, layout) => (layout.cost < best.cost ? layout : best), layouts[0] ?? { places: [], cost: 0 }).places;
}

function layoutOf(dots: readonly Labelled[], order: readonly number[], bounds: Box): Layout {
  const taken = dots.map(({ x, y, radius }): Box => ({ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius }));
  const places: Placed[] = [];
  let cost = 0;
  for (const index of order) {
    const dot = dots[index];
    if (dot === undefined) continue;
    const choices = candidates(dot);
    const others = taken.filter((_, at) => at !== index);
    const isFree = (place: Placed) =>
      isWithin(boxOf(place, dot.label), bounds) && parts(dot, place).every((part) => !others.some((other) => overlaps(part, other)));
    const free = choices.findIndex(isFree);
    const place = choices[Math.max(0, free)];
    if (place === undefined) continue;
    cost += free < 0 ? collisionCost : free;
    places[index] = place;
    taken.push(...parts(dot, place));
  }
  return { places, cost };
}

/** Nearest first: the index of a place is what it costs. */
function candidates({ x, y, radius }: Labelled): readonly Placed[] {
  const gap = radius + 4;
  const beside = (dy: number, dx = 0): readonly Placed[] => [
    { x: x + gap + dx, y: y + 4 + dy, anchor: 'start', needsLine: dx > 0 },
    { x: x - gap - dx, y: y + 4 + dy, anchor: 'end', needsLine: dx > 0 },
  ];
  const above: readonly Placed[] = [
    { x, y: y - gap, anchor: 'middle', needsLine: false },
    { x, y: y + gap + 10, anchor: 'middle', needsLine: false },
  ];
  return [...beside(0), ...above, ...[-6, 6, -9, 9].flatMap((dy) => beside(dy)), ...farther.flatMap(([dy, dx]) => beside(dy, dx))];
}

/** Pixels down and aside of the places that need a line to their dot. */
const farther: readonly (readonly [number, number])[] = [14, 28, 60, 100].flatMap((dx) =>
  [0, -14, 14, -26, 26].map((dy) => [dy, dx] as const),
);

/** The label, and the line to it as small boxes. */
function parts({ x, y, radius, label }: Labelled, place: Placed): readonly Box[] {
  const box = boxOf(place, label);
  if (!place.needsLine) return [box];
  const [steps, endX, endY] = [24, place.x, place.y - 4];
  const dots = Array.from({ length: steps }, (_, index) => {
    const at = (index + 1) / (steps + 1);
    return { x: x + (endX - x) * at, y: y + (endY - y) * at };
  });
  const outside = dots.filter((dot) => Math.hypot(dot.x - x, dot.y - y) > radius);
  return [box, ...outside.map((dot) => ({ left: dot.x - 2, right: dot.x + 2, top: dot.y - 2, bottom: dot.y + 2 }))];
}

function boxOf({ x, y, anchor }: Placed, label: string): Box {
  const width = label.length * characterWidth;
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return { left, right: left + width, top: y - lineHeight + 3, bottom: y + 3 };
}

function isWithin(box: Box, bounds: Box): boolean {
  return box.left >= bounds.left && box.right <= bounds.right && box.top >= bounds.top && box.bottom <= bounds.bottom;
}

function overlaps(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}
