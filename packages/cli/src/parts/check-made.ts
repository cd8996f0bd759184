import { AltsparseError } from '@altsparse/core';
import { type Kind, kindNames } from './kinds.ts';

/** What a field of a part must be. */
type Need = 'function' | 'string' | 'number' | 'object' | 'list';

/** What a contribution of each kind must make: a function, or an object with these fields. */
const needs: Readonly<Record<Kind, 'function' | Readonly<Record<string, Need>>>> = {
  data: { shape: 'list', classes: 'number', trainImages: 'number', testImages: 'number', batches: 'function' },
  models: 'function',
  strategies: { name: 'string', initialSparsity: 'number', initial: 'object', moves: 'list' },
  schedulers: { name: 'string', turn: 'function' },
  surgery: {
    name: 'string',
    scope: 'string',
    against: 'string',
    remember: 'string',
    support: 'string',
    coefficients: 'function',
  },
  optimizers: { name: 'string', slots: 'list', update: 'function' },
  learningRates: 'function',
  losses: { name: 'string', evaluate: 'function' },
  augmentations: { name: 'string', prepare: 'function' },
  moves: { name: 'string', apply: 'function' },
  scores: { name: 'string', score: 'function' },
  ramps: 'function',
  decays: 'function',
  distributions: 'function',
  observers: 'function',
};

/**
 * Looks over what a contribution made, as far as it can be told without using it.
 *
 * @throws AltsparseError `plugin-part` with the first field that is not as it must be.
 */
export function checkMade(kind: Kind, made: unknown): void {
  const need = needs[kind];
  if (need === 'function') {
    if (kind === 'models' && isOwnModel(made)) return;
    if (typeof made !== 'function') throw wrong(kind, '', made, 'function');
    return;
  }
  if (kindOf(made) !== 'object') throw wrong(kind, '', made, 'object');
  for (const [field, wanted] of Object.entries(need)) {
    const value: unknown = Reflect.get(made as object, field);
    if (kindOf(value) !== wanted) throw wrong(kind, field, value, wanted);
  }
}

/** The command's own `file` names where the builder lies. */
function isOwnModel(made: unknown): boolean {
  return typeof made === 'object' && made !== null && 'file' in made;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  return value === null ? 'null' : typeof value;
}

function wrong(kind: Kind, field: string, found: unknown, expected: string): AltsparseError {
  const what =
    field === '' ? `What create of this ${kindNames[kind]} gives back` : `'${field}' of this ${kindNames[kind]}`;
  return new AltsparseError('plugin-part', `${what} is something else than it must.`, {
    found: kindOf(found),
    expected,
  });
}
