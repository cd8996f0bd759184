const arrays = [Float32Array, Float64Array, Int32Array, Uint8Array];

/** Where a tree holds something that no file of a run can: a sentence; undefined if it holds nothing such. */
export function oddPart(value: unknown, place: string): string | undefined {
  if (value === null || ['undefined', 'string', 'number', 'boolean', 'bigint'].includes(typeof value)) return undefined;
  if (arrays.some((kind) => value instanceof kind)) return undefined;
  const parts = partsOf(value);
  if (parts === undefined) return `${place} is ${typeof value === 'object' ? value?.constructor?.name : typeof value}`;
  for (const [key, part] of parts) {
    const found = oddPart(part, `${place}/${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a list, a map, a set or a plain object holds; undefined for everything else. */
function partsOf(value: unknown): Iterable<readonly [unknown, unknown]> | undefined {
  if (Array.isArray(value)) return value.entries();
  if (value instanceof Map) return [...value].flatMap(([key, part]) => [['key', key] as const, [key, part] as const]);
  if (value instanceof Set) return [...value].map((part, i) => [i, part] as const);
  const prototype: unknown = typeof value === 'object' ? Object.getPrototypeOf(value) : undefined;
  return prototype === Object.prototype || prototype === null ? Object.entries(value as object) : undefined;
}
