import { element, type SvgElement } from './svg.ts';

/** A straight part of a picture: values from `first` to `last` over pixels from `start` to `end`. */
export interface Axis {
  readonly at: (value: number) => number;
  readonly start: number;
  readonly end: number;
}

/** Where a tick is, and what it says. */
export interface Tick {
  readonly value: number;
  readonly label: string;
}

interface Range {
  readonly first: number;
  readonly last: number;
  readonly start: number;
  readonly end: number;
}

/** Equal differences are equally far apart. */
export function linearAxis({ first, last, start, end }: Range): Axis {
  return { at: (value) => start + ((value - first) / (last - first)) * (end - start), start, end };
}

/** Equal ratios are equally far apart. All values are above 0. */
export function logAxis(range: Range): Axis {
  const straight = linearAxis({ ...range, first: Math.log(range.first), last: Math.log(range.last) });
  return { ...straight, at: (value) => straight.at(Math.log(value)) };
}

/** Grid lines and labels of both axes. */
export function grid(x: Axis, y: Axis, ticks: { readonly x: readonly Tick[]; readonly y: readonly Tick[] }): readonly SvgElement[] {
  const line = { stroke: '#d8dee4', 'stroke-width': 1 };
  const label = { fill: '#57606a', 'font-size': 12 };
  return [
    ...ticks.x.flatMap(({ value, label: text }) => [
      element('line', { x1: x.at(value), y1: y.start, x2: x.at(value), y2: y.end, ...line }),
      element('text', { x: x.at(value), y: y.start + 17, 'text-anchor': 'middle', ...label }, text),
    ]),
    ...ticks.y.flatMap(({ value, label: text }) => [
      element('line', { x1: x.start, y1: y.at(value), x2: x.end, y2: y.at(value), ...line }),
      element('text', { x: x.start - 8, y: y.at(value) + 4, 'text-anchor': 'end', ...label }, text),
    ]),
  ];
}
