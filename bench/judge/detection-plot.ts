import { type Axis, grid, logAxis } from './axis.ts';
import { type Placed, placeLabels } from './place-labels.ts';
import type { Rule } from './rule.ts';
import { element, type SvgElement, svgText } from './svg.ts';

/** One rule on one service: how often it takes back a healthy release, and how soon a bad one. */
export interface DetectionDot {
  readonly label: string;
  readonly of: Rule['of'];
  /** Share of healthy hours, 0..1. */
  readonly falseRollbacks: number;
  /** Undefined: it finds fewer than half of the bad releases within the hour. */
  readonly medianMinutes: number | undefined;
}

/** One service: its traffic, what goes wrong, and the rules that watch it. */
export interface DetectionPanel {
  readonly title: string;
  readonly dots: readonly DetectionDot[];
}

const [width, left, right] = [860, 92, 836];
const [headHeight, panelHeight, panelGap, footHeight] = [92, 196, 54, 62];
/** The left end of the axis stands for "never seen". */
const neverShare = 0.0001;
/** Where a rule is drawn that does not find the bad release within the hour. */
const notFoundMinutes = 95;
const colours = { alarm: '#bc4c00', controller: '#8250df', test: '#6e7781', sluice: '#0969da' } as const;
const families = [
  ['sluice', 'Sluice', 32],
  ['alarm', 'alarms', 116],
  ['controller', 'Kubernetes controllers', 200],
  ['test', 'tests made for one look', 382],
] as const;

/** The picture of detection time against false rollbacks: one panel for each service, one dot for each rule. */
export function detectionPlot(panels: readonly DetectionPanel[]): string {
  const height = headHeight + panels.length * (panelHeight + panelGap) - panelGap + footHeight;
  const x = logAxis({ first: neverShare, last: 1.4, start: left, end: right });
  return svgText({
    width,
    height,
    title: 'Detection time against false rollbacks',
    description:
      'For three services: how many minutes each rule takes to roll a bad release back, against how often it rolls back a healthy one.',
    children: [
      ...head(),
      ...panels.flatMap((panel, index) => drawPanel(panel, x, headHeight + index * (panelHeight + panelGap))),
      element(
        'text',
        { x: (left + right) / 2, y: height - 16, 'text-anchor': 'middle', 'font-weight': 'bold' },
        'healthy releases rolled back within an hour (log scale)',
      ),
    ],
  });
}

function head(): readonly SvgElement[] {
  return [
    element('text', { x: 24, y: 30, 'font-size': 18, 'font-weight': 'bold' }, 'Fast and quiet is the lower left corner'),
    ...families.flatMap(([family, label, x]) => [
      element('circle', { cx: x, cy: 51, r: 6, fill: colours[family] }),
      element('text', { x: x + 11, y: 55.5 }, label),
    ]),
  ];
}

function drawPanel({ title, dots }: DetectionPanel, x: Axis, top: number): readonly SvgElement[] {
  const bottom = top + panelHeight;
  const y = logAxis({ first: 1, last: 120, start: bottom - 8, end: top });
  const quietEnd = x.at(0.01);
  return [
    element('text', { x: left, y: top - 9, 'font-weight': 'bold', 'font-size': 14 }, title),
    element('rect', { x: left, y: top, width: quietEnd - left, height: panelHeight, fill: '#ddf4ff' }),
    ...grid(x, { ...y, start: bottom }, { x: shareTicks, y: minuteTicks }),
    element('rect', { x: left, y: top, width: right - left, height: panelHeight, fill: 'none', stroke: '#8c959f' }),
    axisTitle(top + panelHeight / 2),
    element('text', { x: quietEnd - 6, y: bottom - 8, 'text-anchor': 'end', fill: '#0550ae', 'font-size': 12 }, '1 % or less'),
    ...drawDots(dots, x, y, { top, bottom }),
  ];
}

function axisTitle(y: number): SvgElement {
  const turned = { transform: `rotate(-90 22 ${y})`, x: 22, y, 'text-anchor': 'middle', 'font-weight': 'bold' };
  return element('text', turned, 'median minutes to find');
}

function drawDots(dots: readonly DetectionDot[], x: Axis, y: Axis, { top, bottom }: { readonly top: number; readonly bottom: number }) {
  // This project's own labels choose first, so that they are where one looks for them.
  const ordered = [...dots].sort((one, other) => rank(one) - rank(other));
  const placedAt = ordered.map(({ of, label, falseRollbacks, medianMinutes = notFoundMinutes }) => ({
    x: x.at(Math.max(neverShare, falseRollbacks)),
    y: y.at(medianMinutes),
    radius: of === 'sluice' ? 7 : 5,
    label,
  }));
  const labels = placeLabels(placedAt, { left: left + 2, right: right - 2, top: top + 1, bottom: bottom - 1 });
  return ordered.flatMap((dot, index) => {
    const [at, label] = [placedAt[index], labels[index]];
    if (at === undefined || label === undefined) return [];
    return [...(label.needsLine ? [drawLine(dot, at, label)] : []), drawDot(dot, at), drawLabel(dot, label)];
  });
}

function drawLine({ of }: DetectionDot, { x, y }: { readonly x: number; readonly y: number }, label: Placed) {
  const aside = label.anchor === 'start' ? -3 : label.anchor === 'end' ? 3 : 0;
  return element('line', { x1: x, y1: y, x2: label.x + aside, y2: label.y - 4, stroke: colours[of], 'stroke-width': 1 });
}

function rank({ of }: DetectionDot): number {
  return of === 'sluice' ? 0 : 1;
}

function drawDot(
  { of, medianMinutes }: DetectionDot,
  { x, y, radius }: { readonly x: number; readonly y: number; readonly radius: number },
) {
  const look = medianMinutes === undefined ? { fill: '#ffffff', stroke: colours[of], 'stroke-width': 2 } : { fill: colours[of] };
  return element('circle', { cx: x, cy: y, r: radius, ...look });
}

function drawLabel({ of, label }: DetectionDot, { x, y, anchor }: Placed) {
  const weight = of === 'sluice' ? 'bold' : 'normal';
  // The halo keeps grid lines out of the letters.
  const halo = { stroke: '#ffffff', 'stroke-width': 3, 'stroke-linejoin': 'round', 'paint-order': 'stroke' };
  return element('text', { x, y, 'text-anchor': anchor, 'font-size': 12, 'font-weight': weight, fill: colours[of], ...halo }, label);
}

const shareTicks = [
  { value: neverShare, label: 'never' },
  { value: 0.001, label: '0.1 %' },
  { value: 0.01, label: '1 %' },
  { value: 0.1, label: '10 %' },
  { value: 1, label: '100 %' },
];

const minuteTicks = [
  { value: 1, label: '1' },
  { value: 3, label: '3' },
  { value: 10, label: '10' },
  { value: 30, label: '30' },
  { value: notFoundMinutes, label: 'not found' },
];
