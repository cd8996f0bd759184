import type { Surgery } from '@altsparse/core';
import { oneByOne } from './one-by-one.ts';

/**
 * PCGrad (Yu et al., 2020, Algorithm 1), for schedulers that train several sub-nets in one step: each gradient is
 * projected onto the planes of all others with which it is at odds, over all maskable weights together. Others are
 * taken as they were before surgery and inside the current mask.
 *
 * The order is that in which the sub-nets train. The paper and its PyTorch port shuffle it anew in each step; the
 * TensorFlow code keeps it too (its shuffle is thrown away), but projects each gradient on itself as well. The update
 * takes the sum of the gradients, as the paper and the TensorFlow code; the PyTorch port takes the mean.
 */
export function pcgrad(): Surgery {
  return {
    name: 'pcgrad',
    scope: 'whole',
    against: 'all',
    remember: 'raw',
    support: 'active',
    coefficients: oneByOne,
  };
}
