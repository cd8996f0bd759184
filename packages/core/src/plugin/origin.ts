const origins = new WeakMap<object, string>();

/**
 * Notes which plug-in a part came from, so that errors can name it. The first note stays: a part that several plug-ins
 * hand out is the first one's.
 *
 * @param part - Whatever a contribution made; numbers, texts and the like are passed over.
 * @param plugin - The plug-in's name.
 */
export function noteOrigin(part: unknown, plugin: string): void {
  const holds = (typeof part === 'object' && part !== null) || typeof part === 'function';
  if (holds && !origins.has(part)) origins.set(part, plugin);
}

/** Name of the plug-in that a part came from; undefined for parts that were handed in as values. */
export function originOf(part: unknown): string | undefined {
  return typeof part === 'object' || typeof part === 'function' ? origins.get(part as object) : undefined;
}

/**
 * A part as errors name it: `plug-in 'x', move 'exchange' (apply)`.
 *
 * @param kind - What it is: `move`.
 * @param name - Its name; of a function the function's own, if it has one.
 * @param hook - What it was asked: `apply`.
 * @param owners - The part, then what it is a part of: the first whose plug-in is known names it.
 */
export function partPlace(kind: string, name: string, hook: string, ...owners: readonly unknown[]): string {
  const origin = owners.map(originOf).find((one) => one !== undefined);
  const part = `${kind}${name === '' ? '' : ` '${name}'`} (${hook})`;
  return origin === undefined ? part : `plug-in '${origin}', ${part}`;
}
