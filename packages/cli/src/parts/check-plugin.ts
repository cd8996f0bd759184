import { AltsparseError, type Plugin } from '@altsparse/core';
import { didYouMean } from '../config/suggest.ts';
import { allKinds } from './kinds.ts';

/**
 * Looks a plug-in over before any of its parts is used: types may have been ignored, or the plug-in written in JavaScript.
 *
 * @param place - Where it was found.
 * @throws AltsparseError `plugin-shape` where it is no plug-in, `plugin-part` naming the first part that is not complete.
 */
export function checkPlugin(plugin: unknown, place: string, exported: readonly string[]): Plugin {
  const { name, contributes } = fieldsOf(plugin);
  if (typeof name !== 'string' || name.trim() === '' || !isRecord(contributes))
    throw new AltsparseError('plugin-shape', 'This module holds no plug-in.', {
      place,
      found: exported,
      expected: 'a default export made with definePlugin({ name, contributes })',
    });
  for (const [kind, parts] of Object.entries(contributes)) checkKind(`plug-in '${name}', ${place}`, kind, parts);
  return plugin as Plugin;
}

function checkKind(place: string, kind: string, parts: unknown): void {
  const known = [...allKinds, 'presets'];
  if (!known.includes(kind)) {
    const hint = didYouMean(kind, known);
    throw new AltsparseError('plugin-part', 'A plug-in contributes parts of a kind that is not known.', {
      place,
      found: kind,
      expected: known.join(', '),
      ...(hint && { hint }),
    });
  }
  if (parts === undefined) return;
  if (!Array.isArray(parts)) throw incomplete(`${place}, ${kind}`, 'is a list', parts);
  for (const [i, part] of parts.entries()) checkPart(place, kind, i, part);
}

/** What each field of a contribution must be, and how to say it. */
const needs: readonly (readonly [string, (value: unknown) => boolean, string])[] = [
  ['name', (value) => typeof value === 'string' && value.trim() !== '', 'has a name'],
  ['summary', (value) => typeof value === 'string', 'has a summary, one line of text'],
  ['source', (value) => typeof value === 'string', 'has a source: a paper and equation, or where else it comes from'],
  ['options', isSchema, 'has options, a zod schema: z.strictObject({ … })'],
  ['create', (value) => typeof value === 'function', 'has create, a function that makes the part'],
];

const presetNeeds: typeof needs = [
  ...needs.slice(0, 2),
  ['values', isRecord, 'has values, an object as in a config'],
  ['sources', isRecord, 'has sources: config path to where the number comes from'],
];

function checkPart(place: string, kind: string, index: number, part: unknown): void {
  const fields = fieldsOf(part);
  const name = typeof fields.name === 'string' && fields.name !== '' ? `'${fields.name}'` : `number ${index}`;
  for (const [field, fits, expected] of kind === 'presets' ? presetNeeds : needs)
    if (!fits(fields[field])) throw incomplete(`${place}, ${kind} ${name}, ${field}`, expected, fields[field]);
}

function incomplete(place: string, expected: string, found: unknown): AltsparseError {
  return new AltsparseError('plugin-part', 'A part of a plug-in is not complete.', {
    place,
    found: found === undefined ? 'nothing' : typeof found === 'function' ? 'a function' : found,
    expected: `a part that ${expected}`,
    hint: 'Write it with contribute({ … }) and let TypeScript check it.',
  });
}

/** A schema is what can check a value: of this zod, or of another copy. */
function isSchema(value: unknown): boolean {
  return isRecord(value) && typeof value.safeParse === 'function';
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
