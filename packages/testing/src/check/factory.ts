import type { Contribution } from '@altsparse/core';

/** Where parts come from: a function that makes a fresh one at each call, or a contribution of a plug-in. */
export type Factory<Part> = (() => Part) | Contribution<Part>;

/** What a factory is told. */
export interface FactoryOptions {
  /** Options of a contribution, as a config has them. Default: none. A function is not given any. */
  readonly options?: unknown;
}

/** A fresh part of a factory; options are checked by the contribution's schema. */
export function makePart<Part>(factory: Factory<Part>, { options = {} }: FactoryOptions = {}): Part {
  return typeof factory === 'function' ? factory() : factory.create(factory.options.parse(options) as never);
}

/** What to call a factory's part. */
export function partName<Part extends { readonly name: string }>(
  factory: Factory<Part>,
  options: FactoryOptions = {},
): string {
  return typeof factory === 'function' ? makePart(factory, options).name : factory.name;
}

/**
 * What is wrong with a contribution's options: they must come back from JSON as they went, unknown ones must be refused,
 * and `create` must leave them alone. Nothing for a function.
 */
export function optionFaults<Part>(factory: Factory<Part>, { options = {} }: FactoryOptions = {}): string[] {
  if (typeof factory === 'function') return [];
  const once = JSON.stringify(factory.options.parse(options));
  const values: unknown = JSON.parse(once);
  const twice = factory.options.safeParse(values);
  const faults: string[] = [];
  if (!twice.success) faults.push(`Its schema refuses what it gave itself: ${once}.`);
  else if (JSON.stringify(twice.data) !== once)
    faults.push(`Options change when they are read again: ${once} becomes ${JSON.stringify(twice.data)}.`);
  if (factory.options.safeParse({ ...(options as object), 'no such option': 1 }).success)
    faults.push('An option that does not exist is not refused. Use z.strictObject.');
  const given = factory.options.parse(options);
  factory.create(given as never);
  if (JSON.stringify(given) !== once) faults.push('create changes the options that it is given.');
  return faults;
}
