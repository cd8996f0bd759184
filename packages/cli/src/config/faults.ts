import { AltsparseError } from '@altsparse/core';
import type { z } from 'zod';
import { alternatives, describeSchema, type JsonSchema, jsonSchemaOf, knownKeys, schemaAt } from './describe-schema.ts';
import { didYouMean, shortName } from './suggest.ts';

type Issue = z.core.$ZodIssue;

/** What a value is checked against, and what to call it. */
interface Subject {
  readonly schema: JsonSchema;
  readonly value: unknown;
  /** The key in the config under which the value stands, if any. */
  readonly under: string | undefined;
}

/** A value that a schema has accepted, or one error for each fault. */
export type Checked<T> = { readonly value: T } | { readonly faults: readonly AltsparseError[] };

/**
 * Checks a value: each fault says its path, what was found and what was expected, and for unknown keys which known one
 * is near.
 *
 * @param under - The key in the config under which the value stands; paths begin with it.
 */
export function check<T>(schema: z.ZodType<T>, value: unknown, under?: string): Checked<T> {
  const result = schema.safeParse(value);
  if (result.success) return { value: result.data };
  const subject = { schema: jsonSchemaOf(schema), value, under };
  return { faults: result.error.issues.flatMap((issue) => faultsOf(issue, subject)) };
}

/** Nothing, the one error, or one that holds them all. */
export function throwFaults(faults: readonly AltsparseError[], place?: string): void {
  const [first] = faults;
  if (first === undefined) return;
  if (faults.length === 1) throw first;
  throw new AltsparseError('config-invalid', `The config has ${faults.length} faults.`, {
    ...(place === undefined ? {} : { place }),
    cause: new AggregateError(faults),
  });
}

/** A path as people write it: `strategy.every`, `subnets[0].sparsity`. */
function pathText(path: readonly PropertyKey[]): string {
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${String(key)}`)).join('');
}

function faultsOf(issue: Issue, subject: Subject): readonly AltsparseError[] {
  const found = valueAt(subject.value, issue.path);
  const schema = schemaAt(subject.schema, issue.path) ?? {};
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, issue.path, schema, subject));
  if (issue.code === 'invalid_union') return unionFaults(issue, subject, schema, found);
  if (issue.code === 'custom' || Object.keys(subject.schema).length === 0)
    return [valueFault(issue.path, subject, { message: issue.message, found })];
  return [valueFault(issue.path, subject, { found, expected: describeSchema(schema) })];
}

/** None of several alternatives fits: an unknown key of an object says more than all their complaints. */
function unionFaults(
  issue: Issue & { readonly errors: readonly (readonly Issue[])[] },
  subject: Subject,
  schema: JsonSchema,
  found: unknown,
): readonly AltsparseError[] {
  if (isObject(found)) {
    const open = alternatives(schema).some(
      (one) => one.type === 'object' && typeof one.additionalProperties === 'object',
    );
    const known = knownKeys(schema);
    const unknown = open ? [] : Object.keys(found).filter((key) => known.length > 0 && !known.includes(key));
    if (unknown.length > 0) return unknown.map((key) => unknownKey(key, issue.path, schema, subject));
  }
  const deeper = (issue.errors ?? []).filter((branch) => branch.every((one) => one.path.length > 0));
  const [branch] = deeper;
  if (deeper.length === 1 && branch !== undefined)
    return branch.flatMap((one) => faultsOf({ ...one, path: [...issue.path, ...one.path] }, subject));
  return [valueFault(issue.path, subject, { found, expected: describeSchema(schema) })];
}

function unknownKey(key: string, path: readonly PropertyKey[], schema: JsonSchema, subject: Subject): AltsparseError {
  const known = knownKeys(schema);
  const hint = didYouMean(key, known);
  return new AltsparseError('config-unknown-key', `There is no option '${shortName(key)}' here.`, {
    place: placeOf(subject, [...path, key]),
    found: key,
    expected: known.length === 0 ? 'no options' : known.join(', '),
    ...(hint === undefined ? {} : { hint }),
  });
}

function valueFault(
  path: readonly PropertyKey[],
  subject: Subject,
  { message, found, expected }: { message?: string; found: unknown; expected?: string },
): AltsparseError {
  const missing = found === undefined;
  return new AltsparseError(
    'config-value',
    message ?? (missing ? 'A value is missing.' : 'This value cannot be used.'),
    {
      place: placeOf(subject, path),
      ...(missing || message !== undefined ? {} : { found }),
      ...(expected === undefined ? {} : { expected }),
    },
  );
}

function placeOf({ under }: Subject, path: readonly PropertyKey[]): string {
  return pathText(under === undefined ? path : [under, ...path]) || 'config';
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (isObject(at) || Array.isArray(at) ? Reflect.get(at, key) : undefined),
    value,
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
