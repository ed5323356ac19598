import { type Axis, grid, linearAxis } from './axis.ts';
import { element, type SvgElement, svgText } from './svg.ts';

/** Log e-values of one release, one for each minute from the first. */
export interface EvidencePath {
  readonly logE: readonly number[];
  /** Minutes until it was rolled back; undefined: it was not. */
  readonly minutes: number | undefined;
}

/** A release to look at, and others of the same kind behind it. */
export interface PathGroup {
  readonly label: string;
  readonly shown: EvidencePath;
  readonly others: readonly EvidencePath[];
}

const [width, height, left, right, top, bottom] = [860, 470, 78, 676, 66, 404];
/** Powers of ten that the picture holds. */
const [lowest, highest] = [-4, 4];
const ground = '#ffffff';
const subtitle = 'Each thin line is one release. The chance that a healthy one ever reaches 100 is at most 1 %.';

/** The picture of e-values over time: healthy releases stay below the threshold, bad ones cross it. */
export function pathPlot({ healthy, bad }: { readonly healthy: PathGroup; readonly bad: PathGroup }, alpha: number): string {
  const x = linearAxis({ first: 0, last: 60, start: left, end: right });
  const y = linearAxis({ first: lowest, last: highest, start: bottom, end: top });
  const threshold = y.at(-Math.log10(alpha));
  return svgText({
    width,
    height,
    title: 'Evidence against a healthy and a bad release over time',
    description: `E-values of a healthy and a bad release minute by minute, with the line at ${1 / alpha} where a release is rolled back.`,
    children: [
      element('text', { x: 24, y: 32, 'font-size': 18, 'font-weight': 'bold' }, 'Evidence against a release, minute by minute'),
      element('text', { x: 24, y: 52, fill: '#57606a' }, subtitle),
      ...grid(x, y, { x: [0, 10, 20, 30, 40, 50, 60].map((value) => ({ value, label: String(value) })), y: powers }),
      element('rect', { x: left, y: top, width: right - left, height: threshold - top, fill: '#ffebe9', 'fill-opacity': 0.8 }),
      ...drawGroup(healthy, x, y, '#1a7f37'),
      ...drawGroup(bad, x, y, '#cf222e'),
      element('line', {
        x1: left,
        y1: threshold,
        x2: right,
        y2: threshold,
        stroke: '#1f2328',
        'stroke-width': 2,
        'stroke-dasharray': '7 4',
      }),
      element('rect', { x: left, y: top, width: right - left, height: bottom - top, fill: 'none', stroke: '#8c959f' }),
      note(right + 10, threshold + 4, [`${1 / alpha}: rolled back`], '#1f2328'),
      ...drawEnd(bad, x, y, threshold),
      ...drawEnd(healthy, x, y, threshold),
      element(
        'text',
        { x: (left + right) / 2, y: height - 18, 'text-anchor': 'middle', 'font-weight': 'bold' },
        'minutes since the first users',
      ),
      element(
        'text',
        { transform: `rotate(-90 22 ${(top + bottom) / 2})`, x: 22, y: (top + bottom) / 2, 'text-anchor': 'middle', 'font-weight': 'bold' },
        'e-value (log scale)',
      ),
    ],
  });
}

function drawGroup({ shown, others }: PathGroup, x: Axis, y: Axis, stroke: string): readonly SvgElement[] {
  const faint = others.map((path) => element('polyline', { ...line(path, x, y), stroke, 'stroke-width': 1, 'stroke-opacity': 0.16 }));
  return [...faint, element('polyline', { ...line(shown, x, y), stroke, 'stroke-width': 3, 'stroke-linejoin': 'round' })];
}

/** A path ends where its release is rolled back: nothing is served after that. */
function line(path: EvidencePath, x: Axis, y: Axis) {
  const points = [0, ...path.logE.slice(0, path.minutes)].map((logE, minute) => `${round(x.at(minute))},${round(yOf(logE, y))}`);
  return { points: points.join(' '), fill: 'none' };
}

/** Log10 of the e-value, kept within the picture. */
function yOf(logE: number, y: Axis): number {
  return y.at(Math.min(highest, Math.max(lowest, logE / Math.LN10)));
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

/** A dot where the bad release ends, and a name at the right end of the healthy one. */
function drawEnd({ label, shown }: PathGroup, x: Axis, y: Axis, threshold: number): readonly SvgElement[] {
  const minutes = shown.minutes ?? shown.logE.length;
  const [atX, atY] = [x.at(minutes), yOf(shown.logE[minutes - 1] ?? 0, y)];
  if (shown.minutes === undefined) return [note(right + 10, atY - 4, label.split('\n'), '#1a7f37')];
  return [
    element('circle', { cx: atX, cy: atY, r: 7, fill: '#cf222e', stroke: ground, 'stroke-width': 2 }),
    // Above the threshold's line, which would run through the letters.
    note(atX + 16, Math.min(atY, threshold - 12) - 18, label.split('\n'), '#cf222e'),
  ];
}

function note(x: number, y: number, lines: readonly string[], fill: string): SvgElement {
  const halo = { stroke: ground, 'stroke-width': 4, 'stroke-linejoin': 'round', 'paint-order': 'stroke' };
  const spans = lines.map((text, index) => element('tspan', { x, dy: index === 0 ? 0 : 17 }, text));
  return element('text', { x, y, fill, 'font-weight': 'bold', ...halo }, ...spans);
}

const powers = [
  { value: -4, label: '0.0001' },
  { value: -2, label: '0.01' },
  { value: 0, label: '1' },
  { value: 2, label: '100' },
  { value: 4, label: '10,000' },
];
