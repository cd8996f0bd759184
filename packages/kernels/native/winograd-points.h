// One-dimensional transforms of Winograd's F(2, 3) and F(4, 3): `made` outputs, next to each other, of a filter of three from
// made + 2 inputs by as many multiplications (Lavin and Gray, "Fast algorithms for convolutional neural networks").
// Points are 0, 1, −1 and infinity; for four outputs also 2 and −2.
#ifndef ALTSPARSE_WINOGRAD_POINTS_H
#define ALTSPARSE_WINOGRAD_POINTS_H
#include "vector.h"

#define WIDE 8 // filters in a list

typedef float wide __attribute__((vector_size(4 * WIDE), aligned(4 * WIDE)));

// Three weights, `step` apart, to points.
INLINE void spread(const int made, const wide *g, int step, wide *to, int to_step) {
  const wide first = g[0], middle = g[step], last = g[2 * step];
  if (made == 2) {
    const wide ends = 0.5f * (first + last), half = 0.5f * middle;
    to[0] = first;
    to[to_step] = ends + half;
    to[2 * to_step] = ends - half;
    to[3 * to_step] = last;
    return;
  }
  const wide one = (first + last) * (-1 / 6.0f), two = first * (1 / 24.0f) + last * (1 / 6.0f);
  to[0] = 0.25f * first;
  to[to_step] = one - middle * (1 / 6.0f);
  to[2 * to_step] = one + middle * (1 / 6.0f);
  to[3 * to_step] = two + middle * (1 / 12.0f);
  to[4 * to_step] = two - middle * (1 / 12.0f);
  to[5 * to_step] = last;
}

// Six inputs, `step` apart, to two of six points: 0 and infinity, 1 and −1, 2 and −2.
INLINE void gather_pair(const int pair, const column *d, int step, column *first, column *second) {
  if (pair == 0) {
    *first = 4 * d[0] - 5 * d[2 * step] + d[4 * step];
    *second = 4 * d[step] - 5 * d[3 * step] + d[5 * step];
    return;
  }
  const float factor = pair == 1 ? 4 : 1;
  const column even = d[4 * step] - factor * d[2 * step];
  const column odd = pair == 1 ? d[3 * step] - 4 * d[step] : 2 * (d[3 * step] - d[step]);
  *first = even + odd;
  *second = even - odd;
}

// Inputs, `step` apart, to points.
INLINE void gather_points(const int made, const column *d, int step, column *to, int to_step) {
  if (made == 2) {
    to[0] = d[0] - d[2 * step];
    to[to_step] = d[step] + d[2 * step];
    to[2 * to_step] = d[2 * step] - d[step];
    to[3 * to_step] = d[step] - d[3 * step];
    return;
  }
  gather_pair(0, d, step, to, to + 5 * to_step);
  gather_pair(1, d, step, to + to_step, to + 2 * to_step);
  gather_pair(2, d, step, to + 3 * to_step, to + 4 * to_step);
}

// Products at points, `step` apart, to outputs.
INLINE void outputs_of(const int made, const column *m, int step, column *y, int y_step) {
  if (made == 2) {
    y[0] = m[0] + m[step] + m[2 * step];
    y[y_step] = m[step] - m[2 * step] - m[3 * step];
    return;
  }
  const column one = m[step] + m[2 * step], minus = m[step] - m[2 * step];
  const column two = m[3 * step] + m[4 * step], minus_two = m[3 * step] - m[4 * step];
  y[0] = m[0] + one + two;
  y[y_step] = minus + 2 * minus_two;
  y[2 * y_step] = one + 4 * two;
  y[3 * y_step] = minus + 8 * minus_two + m[5 * step];
}

// For the gradient to three weights, from windows of four gradients: those, `step` apart, to two of six points, but for
// factors, which come at the end.
INLINE void spread_pair(const int pair, const column *g, int step, column *first, column *second) {
  if (pair == 0) {
    *first = g[0];
    *second = g[3 * step];
    return;
  }
  const column even = pair == 1 ? g[0] + g[2 * step] : g[0] + 4 * g[2 * step];
  const column odd = pair == 1 ? g[step] + g[3 * step] : 2 * g[step] + 8 * g[3 * step];
  *first = even + odd;
  *second = even - odd;
}

INLINE void spread_four(const column *g, int step, column *to, int to_step) {
  spread_pair(0, g, step, to, to + 5 * to_step);
  spread_pair(1, g, step, to + to_step, to + 2 * to_step);
  spread_pair(2, g, step, to + 3 * to_step, to + 4 * to_step);
}

// Sums of products at six points, `step` apart, to three weights.
INLINE void weights_of(const column *m, int step, column *to, int to_step) {
  const column one = (m[step] + m[2 * step]) * (-1 / 6.0f), minus = (m[step] - m[2 * step]) * (-1 / 6.0f);
  const column two = (m[3 * step] + m[4 * step]) * (1 / 24.0f), minus_two = (m[3 * step] - m[4 * step]) * (1 / 24.0f);
  to[0] = 0.25f * m[0] + one + two;
  to[to_step] = minus + 2 * minus_two;
  to[2 * to_step] = one + 4 * two + m[5 * step];
}

#endif
