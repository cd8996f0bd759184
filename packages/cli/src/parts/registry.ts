import { AltsparseError, attempt, type Contribution, noteOrigin, type Plugin, type Preset } from '@altsparse/core';
import type { ResolvedPart } from '../config/experiment.ts';
import { type Checked, check } from '../config/faults.ts';
import { didYouMean, shortName } from '../config/suggest.ts';
import { checkMade } from './check-made.ts';
import { allKinds, type Kind, type Kinds, kindNames } from './kinds.ts';

/** A part and where it comes from. */
export interface Entry<K extends Kind = Kind> {
  /** Its kind. */
  readonly kind: K;
  /** The part itself. */
  readonly part: Contribution<Kinds[K]>;
  /** Name of the plug-in. */
  readonly plugin: string;
  /** How the plug-in was found: `with altsparse`, a path, or a package with its version. */
  readonly from: string;
}

/** All parts that configs can name. */
export interface Registry {
  /** Every part, kind by kind, in the order of plug-ins. */
  readonly entries: readonly Entry[];
  /** Every preset. */
  readonly presets: readonly (Preset & { readonly plugin: string; readonly from: string })[];
  /** The part of a name. Throws `config-part-unknown`, with what is near. */
  find<K extends Kind>(kind: K, name: string, place?: string): Entry<K>;
  /** The preset of a name. Throws `config-part-unknown`. */
  preset(name: string): Preset;
  /** A choice with its options checked and filled in. */
  check(kind: Kind, choice: ResolvedPart, place: string): Checked<ResolvedPart>;
  /** Makes the part of a checked choice. */
  create<K extends Kind>(kind: K, choice: ResolvedPart): Kinds[K];
}

/** A plug-in, or parts of kinds that plug-ins do not have, and where it was found. */
export interface Source {
  /** Name. */
  readonly plugin: string;
  /** How it was found. */
  readonly from: string;
  /** Its parts. */
  readonly contributes: { readonly [K in Kind]?: readonly Contribution<Kinds[K]>[] };
  /** Its presets. */
  readonly presets?: readonly Preset[];
}

/** A plug-in as a source of parts. */
export function sourceOf({ name, contributes: { presets, ...contributes } }: Plugin, from: string): Source {
  return { plugin: name, from, contributes, ...(presets && { presets }) };
}

/**
 * Puts the parts of several sources together.
 *
 * @throws AltsparseError `plugin-clash` when two parts of a kind, or two presets, have the same name.
 */
export function createRegistry(sources: readonly Source[]): Registry {
  const entries = allKinds.flatMap((kind) => sources.flatMap((source) => entriesOf(kind, source)));
  const presets = sources.flatMap(({ plugin, from, presets: own = [] }) =>
    own.map((preset) => ({ ...preset, plugin, from })),
  );
  refuseClashes([
    ...entries.map(({ kind, part, plugin, from }) => ({ what: kindNames[kind], name: part.name, plugin, from })),
    ...presets.map(({ name, plugin, from }) => ({ what: 'preset', name, plugin, from })),
  ]);
  const find = <K extends Kind>(kind: K, name: string, place?: string): Entry<K> => {
    const found = entries.find((one) => one.kind === kind && one.part.name === name);
    if (found !== undefined) return found as unknown as Entry<K>;
    const known = entries.filter((one) => one.kind === kind).map((one) => one.part.name);
    throw unknownPart(kindNames[kind], name, known, place);
  };
  return {
    entries,
    presets,
    find,
    preset(name) {
      const known = presets.map((one) => one.name);
      const found = presets.find((one) => one.name === name);
      if (found === undefined) throw unknownPart('preset', name, known, 'preset');
      return found;
    },
    check: (kind, choice, place) => checkPart(find, kind, choice, place),
    create(kind, { use, ...options }) {
      const { part, plugin } = find(kind, use);
      return attempt(`plug-in '${plugin}', ${kindNames[kind]} '${use}' (create)`, () => {
        const made = part.create(options as never);
        checkMade(kind, made);
        noteOrigin(made, plugin);
        return made;
      });
    },
  };
}

function entriesOf<K extends Kind>(kind: K, { contributes, plugin, from }: Source): Entry[] {
  const parts = (contributes[kind] ?? []) as readonly Contribution<Kinds[K]>[];
  return parts.map((part) => ({ kind, part, plugin, from }) as unknown as Entry);
}

/** Something that configs call by name. */
interface Named {
  readonly what: string;
  readonly name: string;
  readonly plugin: string;
  readonly from: string;
}

function refuseClashes(entries: readonly Named[]): void {
  const seen = new Map<string, Named>();
  for (const entry of entries) {
    const key = `${entry.what} '${entry.name}'`;
    const earlier = seen.get(key);
    if (earlier !== undefined)
      throw new AltsparseError('plugin-clash', `There are two parts of the same name: the ${key}.`, {
        place: entry.from,
        found:
          earlier.plugin === entry.plugin ? `both in ${entry.plugin}` : `in ${earlier.plugin} and in ${entry.plugin}`,
        hint: 'Leave one of them out, or give the part another name.',
      });
    seen.set(key, entry);
  }
}

function checkPart(find: Registry['find'], kind: Kind, choice: ResolvedPart, place: string): Checked<ResolvedPart> {
  const { use, ...options } = choice;
  try {
    const { part, plugin } = find(kind, use, place);
    const checked = attempt(`plug-in '${plugin}', ${kindNames[kind]} '${use}' (options)`, () =>
      check(part.options, options, place),
    );
    if ('faults' in checked) return { faults: checked.faults.map((fault) => naming(fault, kind, use)) };
    return { value: { use, ...(checked.value as object) } };
  } catch (error) {
    if (error instanceof AltsparseError && error.code === 'config-part-unknown') return { faults: [error] };
    throw error;
  }
}

/** A fault in a part's options names the part. */
function naming({ code, summary, details }: AltsparseError, kind: Kind, name: string): AltsparseError {
  return new AltsparseError(code, `${summary.replace(/\.$/, '')} (${kindNames[kind]} '${name}').`, details);
}

function unknownPart(what: string, name: string, known: readonly string[], place?: string): AltsparseError {
  const hint = didYouMean(name, known);
  return new AltsparseError('config-part-unknown', `There is no ${what} '${shortName(name)}'.`, {
    ...(place === undefined ? {} : { place }),
    found: name,
    expected: known.length === 0 ? 'none is known' : known.join(', '),
    ...(hint === undefined ? {} : { hint }),
  });
}
