// What becomes of the input's gradient: other readers' gradients, the activation's mask, sums for a normalisation.
#ifndef ALTSPARSE_INPUT_FINISH_H
#define ALTSPARSE_INPUT_FINISH_H
#include "conv-forward.h"

typedef struct {
  const conv_backward *op;
  const place *here;
  const line *from;        // gradient slab
  int from_row;            // lines from one of its rows to the next
  const slab *input;       // values of the source, for the mask
  const slab *gradient;    // of the output
  int64_t line;            // of the result, at the first own input row, channel 0, column 0
  int first_row, rows;     // own input rows
  column present[PARTS];
  double *sums;
} input_slab;

// Positions of one class along rows and columns.
typedef struct { int row, column, rows, columns; } class;

INLINE class class_of(const input_slab *s, int number) {
  const geometry *const g = &s->op->geometry;
  const int row = number / g->strideColumns, col = number % g->strideColumns;
  return (class){row, col, (s->rows - row + g->strideRows - 1) / g->strideRows,
                 (s->op->source.columns - col + g->strideColumns - 1) / g->strideColumns};
}

// Sums for the normalisations below, of one channel.
typedef struct { column gradient, first, second; } products_of_norm;

// Everything about one channel that the epilogue needs.
typedef struct {
  int channel;
  column mean_first, mean_second;
} below;

INLINE line *tensor_at(const input_slab *s, int32_t tensor, int64_t number) {
  return (line *)at(s->here, tensor) + number;
}

// What follows works on a stretch of n columns of one row, `step` lines apart, that are held in registers: each question
// is asked once for all of them.

INLINE int64_t result_line(const input_slab *s, int channel, int row, int col) {
  const source *const in = &s->op->source;
  return s->line + ((int64_t)row * in->channels + channel) * in->columns + col;
}

INLINE void expect_tensor(const int n, const input_slab *s, int32_t tensor, int64_t number) {
  if (tensor)
    UNROLL for (int c = 0; c < n; c++) __builtin_prefetch(tensor_at(s, tensor, number) + c);
}

// Asks memory for what `finish` reads behind a stretch of n columns, where the next one of this channel or of the next
// channel lies: by the time that is summed it is there.
INLINE void expect_next(const int n, const input_slab *s, int channel, int row, int col) {
  const epilogue *const e = &s->op->epilogue;
  const int64_t number = result_line(s, channel, row, col + n);
  expect_tensor(n, s, e->addFirst, number);
  expect_tensor(n, s, e->addSecond, number);
  if (!e->sums) return;
  expect_tensor(n, s, e->yFirst, number);
  expect_tensor(n, s, e->ySecond, number);
}

INLINE void add_tensor(const int n, const int step, const line *from, column *g) {
  UNROLL for (int c = 0; c < n; c++) {
    column more[PARTS];
    load_line(from + c * step, more);
    EACH_PART(p) g[c * PARTS + p] += more[p];
  }
}

INLINE void mask_by(const int n, const int step, const line *values, column *g) {
  UNROLL for (int c = 0; c < n; c++) {
    column value[PARTS];
    load_slab(values + c * step, value);
    EACH_PART(p) g[c * PARTS + p] = where_positive(value[p], g[c * PARTS + p]);
  }
}

INLINE column products_with(const int n, const int step, const line *tensor, const column *g, column mean) {
  column sum = zero();
  UNROLL for (int c = 0; c < n; c++) {
    column y[PARTS];
    load_line(tensor + c * step, y);
    EACH_PART(p) sum += g[c * PARTS + p] * (y[p] - mean);
  }
  return sum;
}

INLINE column mean_of(const place *here, int32_t means, int channel) {
  const float *const mean = at(here, means);
  return all(means ? mean[channel] : 0);
}

INLINE below below_of(const input_slab *s, int channel) {
  const epilogue *const e = &s->op->epilogue;
  return (below){channel, mean_of(s->here, e->meanFirst, channel), mean_of(s->here, e->meanSecond, channel)};
}

// Finishes a stretch of the input's gradient: other readers' gradients, the mask, sums for the normalisations below.
INLINE void finish(const int n, const int step, const input_slab *s, const below *b, int row, int col, column *g,
                   products_of_norm *sums) {
  const epilogue *const e = &s->op->epilogue;
  const int64_t number = result_line(s, b->channel, row, col);
  if (e->addFirst) add_tensor(n, step, tensor_at(s, e->addFirst, number), g);
  if (e->addSecond) add_tensor(n, step, tensor_at(s, e->addSecond, number), g);
  if (e->mask) {
    const slab *const x = s->input;
    mask_by(n, step, slab_row(x, s->first_row + row) + (int64_t)b->channel * x->columns + x->pad + col, g);
  }
  line *const to = tensor_at(s, e->result, number);
  UNROLL for (int c = 0; c < n; c++) store_far(to + c * step, g + c * PARTS);
  if (!e->sums) return;
  UNROLL for (int i = 0; i < n * PARTS; i++) {
    g[i] *= s->present[i % PARTS];
    sums->gradient += g[i];
  }
  if (e->yFirst) sums->first += products_with(n, step, tensor_at(s, e->yFirst, number), g, b->mean_first);
  if (e->ySecond) sums->second += products_with(n, step, tensor_at(s, e->ySecond, number), g, b->mean_second);
}

INLINE void keep_products(const input_slab *s, int channel, const products_of_norm *sums) {
  if (!s->op->epilogue.sums) return;
  double *const to = s->sums + 3 * channel;
  to[0] += sum_lanes(sums->gradient);
  to[1] += sum_lanes(sums->first);
  to[2] += sum_lanes(sums->second);
}

#endif
