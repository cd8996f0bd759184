import { describe, expect, it } from 'vitest';
import { barPanels, linePanels } from './picture.mjs';

const points = (picture) => [...picture.matchAll(/<polyline points="([^"]*)"/g)].map(([, text]) => text.split(' '));

describe('a picture', () => {
  it('puts equal ratios at equal heights, and leaves out what was not measured', () => {
    const series = [
      { name: 'ours', values: [1000, 100, 10] },
      { name: 'theirs', values: [1000, undefined, 1000] },
    ];
    const [ours, theirs] = points(
      linePanels({ title: 't', unit: 'ms', panels: [{ title: 'p', places: ['0 %', '90 %', '98 %'], series }] }),
    );
    const heights = ours.map((point) => Number(point.split(',')[1]));
    expect(heights[1] - heights[0]).toBeCloseTo(heights[2] - heights[1], 0);
    expect(heights[2]).toBeGreaterThan(heights[0]);
    expect(theirs).toEqual([ours[0], `${ours[2].split(',')[0]},${ours[0].split(',')[1]}`]);
  });

  it('gives bars widths in proportion, one after the other', () => {
    const parts = [
      { name: 'a', value: 1 },
      { name: 'b', value: 3 },
    ];
    const picture = barPanels({ title: 't', unit: 's', panels: [{ title: 'p', bars: [{ name: 'run', parts }] }] });
    const rects = [...picture.matchAll(/<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="26"/g)];
    const [[, x1, w1], [, x2, w2]] = rects.map((one) => one.map(Number));
    expect(w2 / w1).toBeCloseTo(3, 1);
    expect(x2).toBeCloseTo(x1 + w1, 1);
  });

  it('writes names as text', () => {
    const picture = linePanels({
      title: 'a < b & "c"',
      unit: 'ms',
      panels: [{ title: 'p', places: ['0'], series: [{ name: 's', values: [1] }] }],
    });
    expect(picture).toContain('a &lt; b &amp; &quot;c&quot;');
  });
});
