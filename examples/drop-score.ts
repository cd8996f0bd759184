import { exchange, gradientOf, type Move, type Score } from '@altsparse/core';

// begin: a drop score
/** |g · w|: what the loss would lose to first order without the weight (Molchanov et al., 2017). */
export const taylor: Score = {
  name: 'taylor',
  needs: ['gradient'],
  score: (view) => gradientOf(view).map((g, i) => Math.abs(g * (view.weights[i] as number))),
};
// end

/** In use: each event drops the 30 % of a layer's weights whose loss would be felt least. */
export const exchangeByTaylor: Move = exchange({ share: 0.3, drop: taylor });
