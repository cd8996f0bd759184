import type { Gram, Surgery, SurgeryRandom } from '@altsparse/core';
import { oneByOne } from './one-by-one.ts';

/** Attributes of PCGrad. */
export interface PcgradOptions {
  /**
   * In which order a gradient meets the others: `random`, anew for each gradient and step, by the seed of the run
   * (Algorithm 1 of the paper; its PyTorch port); `training`, that in which the sub-nets train (what the TensorFlow code
   * comes to, whose shuffle is thrown away). With two sub-nets it is all one. Default `random`.
   */
  readonly order?: 'random' | 'training';
}

/**
 * PCGrad (Yu et al., 2020, Algorithm 1), for schedulers that train several sub-nets in one step: each gradient is
 * projected onto the planes of all others with which it is at odds, over all maskable weights together. Others are
 * taken as they were before surgery and inside the current mask.
 *
 * The TensorFlow code projects each gradient on itself as well, which changes nothing. The update takes the sum of the
 * gradients, as the paper and the TensorFlow code; the PyTorch port takes the mean.
 */
export function pcgrad(options: PcgradOptions = {}): Surgery {
  const shuffled = options.order !== 'training';
  return {
    name: 'pcgrad',
    scope: 'whole',
    against: 'all',
    remember: 'raw',
    support: 'active',
    coefficients: (gram, random) => (shuffled ? inRandomOrder(gram, random) : oneByOne(gram)),
  };
}

function inRandomOrder(gram: Gram, random: SurgeryRandom): number[] {
  const order = shuffle(gram.references, random);
  const at = (place: number): number => order[place] as number;
  const added = oneByOne({
    references: gram.references,
    own: (place) => gram.own(at(place)),
    ownSquare: gram.ownSquare,
    between: (a, b) => gram.between(at(a), at(b)),
  });
  return Array.from(order, (_, reference) => added[order.indexOf(reference)] as number);
}

/** Fisher and Yates. */
function shuffle(count: number, random: SurgeryRandom): number[] {
  const stream = random('pcgrad order');
  const order = Array.from({ length: count }, (_, i) => i);
  for (let last = count - 1; last > 0; last--) {
    const other = stream.below(last + 1);
    [order[last], order[other]] = [order[other] as number, order[last] as number];
  }
  return order;
}
