import { parseSync } from '@swc/core';
import { describe, expect, it } from 'vitest';
import { detectionPlot } from '../../../bench/judge/detection-plot.ts';
import { evidencePlot } from '../../../bench/judge/judge-plots.ts';
import { placeLabels } from '../../../bench/judge/place-labels.ts';
import { element, svgText } from '../../../bench/judge/svg.ts';

/** Throws where the text is not well-formed: a picture's elements are JSX without its declarations. */
const parse = (text: string) => parseSync(`(${text})`, { syntax: 'ecmascript', jsx: true });
const names = (text: string) => [...text.matchAll(/<text [^>]*>([^<]*)</g)].map(([, name]) => name);

const dots = [
  { label: 'this judge', of: 'sluice', falseRollbacks: 0.002, medianMinutes: 9 },
  { label: 'an alarm', of: 'alarm', falseRollbacks: 1, medianMinutes: 2 },
  { label: 'a slow test', of: 'test', falseRollbacks: 0, medianMinutes: undefined },
] as const;

describe('a picture', () => {
  it('is well-formed, with a ground of its own and a title for those who hear it', () => {
    const text = svgText({
      width: 10,
      height: 20,
      title: 'a < b & "c"',
      description: 'd',
      children: [element('circle', { cx: 1 / 3, r: 2 })],
    });
    expect(() => parse(text)).not.toThrow();
    expect(text).toContain('<title>a &lt; b &amp; &quot;c&quot;</title>');
    expect(text).toContain('<rect width="10" height="20" fill="#ffffff"/>');
    expect(text).toContain('<circle cx="0.33" r="2"/>');
  });

  it('is not well-formed when an element is left open', () => {
    expect(() => parse('<svg><rect></svg>')).toThrow();
  });

  it('of detections names every rule and draws a hollow dot for one that finds nothing', () => {
    const text = detectionPlot([{ title: 'a service', dots }]);
    expect(() => parse(text)).not.toThrow();
    expect(names(text)).toEqual(expect.arrayContaining(['a service', 'this judge', 'an alarm', 'a slow test', 'not found']));
    expect(text.match(/<circle [^>]*fill="#ffffff"[^>]*stroke=/g)).toHaveLength(1);
  });

  it('of evidence over time is the same for the same seed', () => {
    const text = evidencePlot(1);
    expect(() => parse(text)).not.toThrow();
    expect(text).toBe(evidencePlot(1));
    expect(text.match(/<polyline/g)).toHaveLength(62);
  });
});

describe('labels', () => {
  const bounds = { left: 0, right: 400, top: 0, bottom: 200 };

  it('stand to the right of their dots where there is room', () => {
    expect(placeLabels([{ x: 50, y: 100, radius: 5, label: 'here' }], bounds)).toEqual([
      { x: 59, y: 104, anchor: 'start', needsLine: false },
    ]);
  });

  it('go to the left at the right edge, and up where a neighbour is in the way', () => {
    const crowd = [
      { x: 390, y: 100, radius: 5, label: 'edge' },
      { x: 100, y: 100, radius: 5, label: 'first' },
      { x: 112, y: 100, radius: 5, label: 'second' },
    ];
    expect(placeLabels(crowd, bounds).map(({ anchor }) => anchor)).toEqual(['end', 'end', 'start']);
  });
});
