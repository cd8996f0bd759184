// Pictures as SVG, written without any library: panels of lines over a few values, and of stacked bars.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Colours that stay apart for those who see few of them (Okabe and Ito). */
const colours = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#cc79a7',
  '#e69f00',
  '#56b4e9',
  '#000000',
  '#999999',
  '#7f4f24',
  '#f0e442',
];
const panel = { width: 460, height: 330, left: 62, right: 16, top: 34, bottom: 42 };
const lineHeight = 17;
const columns = 2;

const escaped = (text) =>
  `${text}`.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const round = (value) => Number(value.toFixed(1));

function text(x, y, words, attributes = '') {
  return `<text x="${round(x)}" y="${round(y)}" ${attributes}>${escaped(words)}</text>`;
}

/** The colour of each name: the same in every panel. */
const colourOf = (names) => new Map(names.map((name, index) => [name, colours[index % colours.length]]));

/**
 * Panels of lines: one value of y for each of a few named places along x, on a logarithmic axis.
 *
 * @param title - Over all panels.
 * @param unit - What y is.
 * @param panels - `{ title, places: string[], series: { name, values: (number | undefined)[] }[] }`; a value that is undefined has no point.
 * @returns The whole file.
 */
export function linePanels({ title, unit, panels }) {
  const names = [...new Set(panels.flatMap(({ series }) => series.map(({ name }) => name)))];
  const colour = colourOf(names);
  const draw = (one) => lines(one, unit, colour);
  return page(
    title,
    panels.map((one) => ({ title: one.title, draw: () => draw(one) })),
    colour,
  );
}

/**
 * Panels of bars from left to right, each of parts.
 *
 * @param panels - `{ title, bars: { name, parts: { name, value }[] }[] }`.
 * @returns The whole file.
 */
export function barPanels({ title, unit, panels }) {
  const names = [...new Set(panels.flatMap(({ bars }) => bars.flatMap(({ parts }) => parts.map(({ name }) => name))))];
  const colour = colourOf(names);
  return page(
    title,
    panels.map((one) => ({ title: one.title, draw: () => bars(one, unit, colour) })),
    colour,
  );
}

/** Writes a picture, its folder too; gives its absolute path. */
export function writePicture(path, picture) {
  const place = resolve(path);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, picture);
  return place;
}

function page(title, panels, colour) {
  const rows = Math.ceil(panels.length / columns);
  const width = Math.min(columns, panels.length) * panel.width;
  const legendAt = 44 + rows * panel.height;
  const height = legendAt + colour.size * lineHeight + 10;
  const placed = panels.map(({ title: own, draw }, index) => {
    const [x, y] = [(index % columns) * panel.width, 34 + Math.floor(index / columns) * panel.height];
    const heading = text(panel.left, 20, own, 'font-weight="bold"');
    return `<g transform="translate(${x} ${y})">${heading}${draw()}</g>`;
  });
  const legend = [...colour].map(([name, fill], index) => {
    const y = legendAt + index * lineHeight;
    return `<rect x="${panel.left}" y="${y}" width="12" height="12" fill="${fill}"/>${text(panel.left + 18, y + 10, name)}`;
  });
  const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`;
  const ground = `<rect width="${width}" height="${height}" fill="#fff"/>`;
  return [open, ground, text(12, 20, title, 'font-size="15"'), ...placed, ...legend, '</svg>', ''].join('\n');
}

const inner = { width: panel.width - panel.left - panel.right, height: panel.height - panel.top - panel.bottom };

function lines({ places, series }, unit, colour) {
  const all = series.flatMap(({ values }) => values.filter((value) => value !== undefined));
  const [low, high] = [Math.min(...all) / 1.15, Math.max(...all) * 1.15];
  const x = (index) => panel.left + (inner.width * (index + 0.5)) / places.length;
  const y = (value) => panel.top + inner.height * (1 - Math.log(value / low) / Math.log(high / low));
  const across = places.map((name, index) => text(x(index), panel.height - 22, name, 'text-anchor="middle"'));
  const marks = steps(low, high).map((value) => grid(y(value), value));
  const drawn = series.map(({ name, values }) => lineOf(values, { x, y }, colour.get(name)));
  return [...across, ...marks, label(unit), ...drawn].join('');
}

function lineOf(values, { x, y }, stroke) {
  const points = [...values.entries()].filter(([, value]) => value !== undefined);
  const at = points.map(([index, value]) => `${round(x(index))},${round(y(value))}`);
  const dots = at.map(
    (point) => `<circle cx="${point.split(',')[0]}" cy="${point.split(',')[1]}" r="3" fill="${stroke}"/>`,
  );
  return `<polyline points="${at.join(' ')}" fill="none" stroke="${stroke}" stroke-width="2"/>${dots.join('')}`;
}

/** Round numbers on a logarithmic axis: 1, 2 and 5 of each power of ten; all whole multiples where the axis is short. */
function steps(low, high) {
  const first = Math.floor(Math.log10(low));
  const powers = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, index) => 10 ** (first + index));
  const multiples = high / low < 8 ? [1, 2, 3, 4, 5, 6, 7, 8, 9] : [1, 2, 5];
  const all = powers.flatMap((power) => multiples.map((one) => one * power));
  return all.filter((value) => value >= low && value <= high);
}

function grid(y, value) {
  const line = `<line x1="${panel.left}" x2="${panel.width - panel.right}" y1="${round(y)}" y2="${round(y)}" stroke="#ddd"/>`;
  return `${line}${text(panel.left - 6, y + 4, Number(value.toPrecision(3)), 'text-anchor="end"')}`;
}

const label = (unit) =>
  text(0, 0, unit, `text-anchor="middle" transform="translate(14 ${panel.top + inner.height / 2}) rotate(-90)"`);

function bars({ bars: all }, unit, colour) {
  const total = ({ parts }) => parts.reduce((sum, { value }) => sum + value, 0);
  const most = Math.max(...all.map(total)) || 1;
  const step = inner.height / all.length;
  const drawn = all.map((bar, index) => {
    const y = panel.top + index * step;
    const scale = inner.width / most;
    const rects = rectangles(bar.parts, {
      y: y + lineHeight,
      height: Math.min(26, step - lineHeight - 4),
      scale,
      colour,
    });
    return `${text(panel.left, y + 12, `${bar.name}: ${Number(total(bar).toPrecision(3))} ${unit}`)}${rects}`;
  });
  return drawn.join('');
}

function rectangles(parts, { y, height, scale, colour }) {
  let x = panel.left;
  const drawn = parts.map(({ name, value }) => {
    const rect = `<rect x="${round(x)}" y="${round(y)}" width="${round(value * scale)}" height="${round(Math.max(2, height))}" fill="${colour.get(name)}"/>`;
    x += value * scale;
    return rect;
  });
  return drawn.join('');
}
