import type { Form, Junction, Norm, Work } from './form.ts';

/** Who reads what in a form, and what derivatives have to be followed through. */
export interface Readers {
  /** The junction that reads a work's tensor; none if nobody does. */
  junctionOf(work: number): Junction | undefined;
  /** The normalisation on the way from a work's tensor to its junction. */
  normOf(work: number): Norm | undefined;
  /** Works that read a junction, once for each time, in their order. */
  worksOf(junction: number): readonly Work[];
  /** Is a junction a summand of another, or the logits? */
  isReadOtherwise(junction: number): boolean;
  /** How many derivatives a junction gets; 0 if it depends on no parameter or nothing that counts depends on it. */
  derivativesOf(junction: number): number;
  /** Has a work's tensor a derivative that leads to a parameter? */
  isDifferentiated(work: number): boolean;
}

/** Works out who reads what. */
export function readersOf(form: Form): Readers {
  const counts = reached(form);
  const depends = dependent(form);
  const reader = new Map(
    form.junctions.flatMap((junction) =>
      junction.terms.filter(({ of }) => of === 'work').map((term) => [term.index, { junction, term }] as const),
    ),
  );
  const works = form.junctions.map(({ index }) =>
    form.works.flatMap((work) => work.reads.filter((one) => one === index).map(() => work)),
  );
  const summand = new Set(form.junctions.flatMap(({ terms }) => terms.filter(isJunction).map(({ index }) => index)));
  return {
    junctionOf: (work) => reader.get(work)?.junction,
    normOf: (work) => reader.get(work)?.term.norm,
    worksOf: (junction) => works[junction] ?? [],
    isReadOtherwise: (junction) => summand.has(junction) || form.logits === junction,
    derivativesOf: (junction) => (depends.junction(junction) ? (counts.get(junction) ?? 0) : 0),
    isDifferentiated: (work) => depends.work(work) && (counts.get(reader.get(work)?.junction.index ?? -1) ?? 0) > 0,
  };
}

const isJunction = ({ of }: { readonly of: 'work' | 'junction' }): boolean => of === 'junction';

/** How many readers of a junction lead to the logits; the caller is one. */
function reached(form: Form): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  const visit = (index: number): void => {
    const before = counts.get(index) ?? 0;
    counts.set(index, before + 1);
    if (before > 0) return;
    for (const term of form.junctions[index]?.terms ?? []) {
      if (isJunction(term)) visit(term.index);
      else form.works[term.index]?.reads.forEach(visit);
    }
  };
  visit(form.logits);
  return counts;
}

interface Dependence {
  work(index: number): boolean;
  junction(index: number): boolean;
}

/** What depends on a parameter. */
function dependent(form: Form): Dependence {
  const works = new Map<number, boolean>();
  const junctions = new Map<number, boolean>();
  const remember = (known: Map<number, boolean>, index: number, find: () => boolean): boolean => {
    const found = known.get(index) ?? find();
    known.set(index, found);
    return found;
  };
  const own = (work: Work): boolean => work.kind === 'convolution' && work.kernel !== undefined;
  const workDepends = (index: number): boolean =>
    remember(works, index, () => {
      const work = form.works[index];
      return work !== undefined && (own(work) || work.reads.some(junctionDepends));
    });
  const junctionDepends = (index: number): boolean =>
    remember(junctions, index, () =>
      (form.junctions[index]?.terms ?? []).some(
        (term) => term.norm !== undefined || (isJunction(term) ? junctionDepends(term.index) : workDepends(term.index)),
      ),
    );
  return { work: workDepends, junction: junctionDepends };
}
