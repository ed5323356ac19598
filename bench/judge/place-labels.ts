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

/** Pixels of one character and of one line at the size that labels are written in. */
const characterWidth = 6.3;
const lineHeight = 13;

/**
 * A place for each label that touches no dot, no other label and no edge: beside its dot where there is room, else above or below, else
 * farther away. In the order of the dots; the last choice is taken when nothing is free.
 */
export function placeLabels(dots: readonly Labelled[], bounds: Box): readonly Placed[] {
  const taken: Box[] = dots.map(({ x, y, radius }) => ({ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius }));
  return dots.map((dot) => {
    const places = candidates(dot);
    const free = places.find((place) => {
      const box = boxOf(place, dot.label);
      return isWithin(box, bounds) && !taken.some((other) => overlaps(box, other));
    });
    const place = free ?? places[0] ?? { x: dot.x, y: dot.y, anchor: 'start', needsLine: false };
    taken.push(boxOf(place, dot.label));
    return place;
  });
}

function candidates({ x, y, radius }: Labelled): readonly Placed[] {
  const gap = radius + 4;
  const beside = (dy: number, dx = 0): readonly Placed[] => [
    { x: x + gap + dx, y: y + 4 + dy, anchor: 'start', needsLine: dx > 0 },
    { x: x - gap - dx, y: y + 4 + dy, anchor: 'end', needsLine: dx > 0 },
  ];
  const above = (dy: number): readonly Placed[] => [
    { x, y: y - gap - dy, anchor: 'middle', needsLine: dy > 0 },
    { x, y: y + gap + 10 + dy, anchor: 'middle', needsLine: dy > 0 },
  ];
  return [
    ...beside(0),
    ...above(0),
    ...[-9, 9].flatMap((dy) => beside(dy)),
    ...farther.flatMap(([dy, dx]) => beside(dy, dx)),
    ...above(14),
  ];
}

/** Pixels down and aside of the places that need a line to their dot. */
const farther: readonly (readonly [number, number])[] = [0, -14, 14, -24, 24].flatMap((dy) =>
  [24, 48, 96, 128].map((dx) => [dy, dx] as const),
);

function boxOf({ x, y, anchor }: Omit<Placed, 'needsLine'>, label: string): Box {
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
