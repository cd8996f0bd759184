// Gradient to the weights of a list: sums over the rows and columns of a slab of input times the output's gradient.
#ifndef ALTSPARSE_WEIGHT_GRADIENT_H
#define ALTSPARSE_WEIGHT_GRADIENT_H
#include "tape.h"

// Two slabs side by side: the output's gradient of one filter, and the input under the same windows.
typedef struct {
  const line *gradient, *input;
  int gradient_row, input_row;         // lines from one output row to the next
  int gradient_channel, input_channel; // lines from one filter, and from one channel, to the next
  int rows, columns, step;             // output rows and columns; lines from one column to the next in the input
} products;

#define TAPS 8

// Adds to `to` the gradients of `taps` entries of one filter.
INLINE void add_products(const int taps, const int step, const products *p, const line *gradient,
                         const int32_t *offsets, float *to) {
  column sums[8];
  UNROLL for (int t = 0; t < taps; t++) sums[t] = zero();
  for (int r = 0; r < p->rows; r++) {
    const line *const g = gradient + (int64_t)r * p->gradient_row;
    const line *in[8];
    UNROLL for (int t = 0; t < taps; t++) in[t] = p->input + (int64_t)r * p->input_row + offsets[t];
    for (int c = 0; c < p->columns; c++) {
      UNROLL for (int t = 0; t < taps; t++) sums[t] = add_products_of_lines(sums[t], g[c], in[t][c * step]);
    }
  }
  UNROLL for (int t = 0; t < taps; t++) to[t] += sum_lanes(sums[t]);
}

INLINE void add_filter(const int step, const products *p, const line *gradient, const int32_t *offsets, int count,
                       float *to) {
  int i = 0;
  for (; i + TAPS <= count; i += TAPS) add_products(TAPS, step, p, gradient, offsets + i, to + i);
  for (; i + 4 <= count; i += 4) add_products(4, step, p, gradient, offsets + i, to + i);
  for (; i + 2 <= count; i += 2) add_products(2, step, p, gradient, offsets + i, to + i);
  for (; i < count; i++) add_products(1, step, p, gradient, offsets + i, to + i);
}

#define BLOCK_TAPS (SUMS >= 16 ? 6 : 2)
#define BLOCK_FILTERS 4

// The same for lists of `block` filters: each input is read once for some of them.
INLINE void add_block_products(const int filters, const int taps, const int step, const products *p,
                               const line *gradient, const int32_t *offsets, int block, float *to) {
  column sums[24];
  UNROLL for (int i = 0; i < filters * taps; i++) sums[i] = zero();
  for (int r = 0; r < p->rows; r++) {
    const line *const g = gradient + (int64_t)r * p->gradient_row;
    const line *in[6];
    UNROLL for (int t = 0; t < taps; t++) in[t] = p->input + (int64_t)r * p->input_row + offsets[t];
    for (int c = 0; c < p->columns; c++) {
      line x[6];
      UNROLL for (int t = 0; t < taps; t++) {
        x[t] = in[t][c * step];
        KEEP(x[t]);
      }
      UNROLL for (int f = 0; f < filters; f++) {
        const line d = g[(int64_t)f * p->gradient_channel + c];
        UNROLL for (int t = 0; t < taps; t++) sums[f * taps + t] = add_products_of_lines(sums[f * taps + t], d, x[t]);
      }
    }
  }
  UNROLL for (int t = 0; t < taps; t++)
    UNROLL for (int f = 0; f < filters; f++) to[block * t + f] += sum_lanes(sums[f * taps + t]);
}

INLINE void add_block(const int filters, const int step, const products *p, const line *gradient,
                      const int32_t *offsets, int count, int block, float *to) {
  int i = 0;
  for (; i + BLOCK_TAPS <= count; i += BLOCK_TAPS)
    add_block_products(filters, BLOCK_TAPS, step, p, gradient, offsets + i, block, to + block * i);
  if (BLOCK_TAPS > 3)
    for (; i + 3 <= count; i += 3) add_block_products(filters, 3, step, p, gradient, offsets + i, block, to + block * i);
  for (; i < count; i++) add_block_products(filters, 1, step, p, gradient, offsets + i, block, to + block * i);
}

INLINE void weight_gradient_at(const int step, const place *here, const lists *l, int filters, const products *p,
                               float *to) {
  const int32_t *const starts = at(here, l->starts), *const offsets = at(here, l->offsets);
  for (int list = 0; list < l->count; list++) {
    const int from = starts[list], count = starts[list + 1] - from;
    const line *const gradient = p->gradient + (int64_t)list * l->block * p->gradient_channel;
    if (l->block == 1) {
      add_filter(step, p, gradient, offsets + from, count, to + from);
      continue;
    }
    const int size = smaller(l->block, filters - l->block * list);
    float *const first = to + l->block * (int64_t)from;
    int f = 0;
    for (; f + BLOCK_FILTERS <= size; f += BLOCK_FILTERS)
      add_block(BLOCK_FILTERS, step, p, gradient + (int64_t)f * p->gradient_channel, offsets + from, count, l->block, first + f);
    for (; f < size; f++)
      add_block(1, step, p, gradient + (int64_t)f * p->gradient_channel, offsets + from, count, l->block, first + f);
  }
}

NOINLINE void weight_gradient_1(const place *here, const lists *l, int filters, const products *p, float *to) {
  weight_gradient_at(1, here, l, filters, p, to);
}

NOINLINE void weight_gradient_2(const place *here, const lists *l, int filters, const products *p, float *to) {
  weight_gradient_at(2, here, l, filters, p, to);
}

NOINLINE void weight_gradient_any(const place *here, const lists *l, int filters, const products *p, float *to) {
  weight_gradient_at(p->step, here, l, filters, p, to);
}

INLINE void weight_gradient(const place *here, const lists *l, int filters, const products *p, float *to) {
  if (p->step == 1) weight_gradient_1(here, l, filters, p, to);
  else if (p->step == 2) weight_gradient_2(here, l, filters, p, to);
  else weight_gradient_any(here, l, filters, p, to);
}

#endif
