import { z } from 'zod';

/** The few words of JSON Schema that are read here. */
export interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly minItems?: number;
  readonly default?: unknown;
  readonly description?: string;
}

/**
 * A zod schema's input as JSON Schema; what that cannot say is left open, and so is the whole of a schema that an older
 * zod made.
 */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  try {
    return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  } catch {
    return {};
  }
}

/** A schema's alternatives, nested ones included. */
export function alternatives(schema: JsonSchema): readonly JsonSchema[] {
  const inner = schema.anyOf ?? schema.oneOf;
  return inner === undefined ? [schema] : inner.flatMap(alternatives);
}

/** What a schema says at a path; undefined where it says nothing. */
export function schemaAt(schema: JsonSchema, path: readonly PropertyKey[]): JsonSchema | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return schema;
  const found = alternatives(schema).flatMap((one) => stepInto(one, key) ?? []);
  const deeper = found.flatMap((one) => schemaAt(one, rest) ?? []);
  return deeper.length > 1 ? { anyOf: deeper } : deeper[0];
}

function stepInto(schema: JsonSchema, key: PropertyKey): JsonSchema | undefined {
  if (typeof key === 'number') return schema.prefixItems?.[key] ?? schema.items;
  const { properties, additionalProperties } = schema;
  return properties?.[String(key)] ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
}

/** Every key that a schema knows, in any of its alternatives. */
export function knownKeys(schema: JsonSchema): readonly string[] {
  return [...new Set(alternatives(schema).flatMap((one) => Object.keys(one.properties ?? {})))];
}

/** A schema in a few words: `number from 0 below 1`, `"epoch" | "step"`. */
export function describeSchema(schema: JsonSchema): string {
  const options = alternatives(schema);
  if (isDuration(options)) return 'number of steps | { steps } | { epochs } | { share }';
  if (options.length > 1) return [...new Set(options.map(describeSchema))].join(' | ');
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.type === 'object') return describeObject(schema);
  if (schema.type === 'array') return `[${describeSchema(schema.items ?? {})}, …]`;
  if (schema.type === 'number' || schema.type === 'integer') return describeNumber(schema);
  if (schema.type === 'boolean') return 'true | false';
  return schema.type ?? 'any';
}

/** Durations are everywhere; written out they would hide all else. */
function isDuration(options: readonly JsonSchema[]): boolean {
  const keys = options.flatMap(({ properties = {} }) => Object.keys(properties));
  return keys.join() === 'steps,epochs,share' && options.some(({ type }) => type === 'number');
}

function describeObject({ properties = {}, required = [] }: JsonSchema): string {
  const keys = Object.entries(properties).map(([key, value]) => {
    const mark = required.includes(key) ? '' : '?';
    return `${key}${mark}: ${describeSchema(value)}`;
  });
  return `{ ${[...keys, ...(keys.length === 0 ? ['…'] : [])].join(', ')} }`;
}

function describeNumber(schema: JsonSchema): string {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } = schema;
  const real = (limit: number | undefined): limit is number =>
    limit !== undefined && Math.abs(limit) < Number.MAX_SAFE_INTEGER;
  const parts = [
    ...(real(minimum) ? [`from ${minimum}`] : []),
    ...(real(exclusiveMinimum) ? [`above ${exclusiveMinimum}`] : []),
    ...(real(maximum) ? [`to ${maximum}`] : []),
    ...(real(exclusiveMaximum) ? [`below ${exclusiveMaximum}`] : []),
  ];
  return [schema.type === 'integer' ? 'whole number' : 'number', ...parts].join(' ');
}
