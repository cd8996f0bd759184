// Gradient to the input: lists over the slab of the output's gradient, one set for each class of positions modulo the
// strides; then what the graph does with it: other readers' gradients, the activation's mask, sums for a normalisation.
#ifndef ALTSPARSE_INPUT_GRADIENT_H
#define ALTSPARSE_INPUT_GRADIENT_H
#include "conv-forward.h"

typedef struct {
  const conv_backward *op;
  const place *here;
  const line *from;        // gradient slab
  int from_row;            // lines from one of its rows to the next
  const slab *input;       // values of the source, for the mask
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

INLINE void add_tensor(const input_slab *s, int32_t tensor, int64_t number, column *g) {
  column more[PARTS];
  if (!tensor) return;
  load_line(tensor_at(s, tensor, number), more);
  EACH_PART(p) g[p] += more[p];
}

INLINE column mean_of(const place *here, int32_t means, int channel) {
  const float *const mean = at(here, means);
  return all(means ? mean[channel] : 0);
}

INLINE column product_at(const place *here, int32_t tensor, int64_t number, const column *seen, column mean, column sum) {
  column y[PARTS];
  if (!tensor) return sum;
  load_line((const line *)at(here, tensor) + number, y);
  EACH_PART(p) sum += seen[p] * (y[p] - mean);
  return sum;
}

INLINE below below_of(const input_slab *s, int channel) {
  const epilogue *const e = &s->op->epilogue;
  return (below){channel, mean_of(s->here, e->meanFirst, channel), mean_of(s->here, e->meanSecond, channel)};
}

// Finishes one column of the input's gradient.
INLINE void finish_column(const input_slab *s, const below *b, int row, int col, column *g, products_of_norm *sums) {
  const epilogue *const e = &s->op->epilogue;
  const source *const in = &s->op->source;
  const int64_t number = s->line + ((int64_t)row * in->channels + b->channel) * in->columns + col;
  add_tensor(s, e->addFirst, number, g);
  add_tensor(s, e->addSecond, number, g);
  if (e->mask) {
    const slab *const x = s->input;
    column value[PARTS];
    load_slab(slab_row(x, s->first_row + row) + (int64_t)b->channel * x->columns + x->pad + col, value);
    EACH_PART(p) g[p] = where_positive(value[p], g[p]);
  }
  store_line(tensor_at(s, e->result, number), g);
  if (!e->sums) return;
  EACH_PART(p) {
    g[p] *= s->present[p];
    sums->gradient += g[p];
  }
  sums->first = product_at(s->here, e->yFirst, number, g, b->mean_first, sums->first);
  sums->second = product_at(s->here, e->ySecond, number, g, b->mean_second, sums->second);
}

// One channel, a block of positions of a class.
INLINE void input_one(const int rows, const int columns, const input_slab *s, const below *b, const class *k, entries e,
                      int row, int col, products_of_norm *sums) {
  const geometry *const g = &s->op->geometry;
  column found[SUMS];
  UNROLL for (int i = 0; i < rows * columns * PARTS; i++) found[i] = zero();
  sum_list(rows, columns, 1, s->from + (int64_t)row * s->from_row + col, s->from_row, e, found);
  UNROLL for (int r = 0; r < rows; r++)
    UNROLL for (int c = 0; c < columns; c++)
      finish_column(s, b, (row + r) * g->strideRows + k->row, (col + c) * g->strideColumns + k->column,
                    found + (r * columns + c) * PARTS, sums);
}

#define INPUT_COLUMNS(width)                                                                      \
  if (width <= BLOCK)                                                                             \
    for (; col + width <= k.columns; col += width) {                                              \
      int row = 0;                                                                                \
      for (; row + ROWS_OF(width) <= k.rows; row += ROWS_OF(width))                               \
        input_one(ROWS_OF(width), width, s, &b, &k, e, row, col, &sums);                          \
      for (; row < k.rows; row++) input_one(1, width, s, &b, &k, e, row, col, &sums);             \
    }

INLINE void keep_products(const input_slab *s, int channel, const products_of_norm *sums) {
  if (!s->op->epilogue.sums) return;
  double *const to = s->sums + 3 * channel;
  to[0] += sum_lanes(sums->gradient);
  to[1] += sum_lanes(sums->first);
  to[2] += sum_lanes(sums->second);
}

INLINE void input_channels(const input_slab *s, int number) {
  const class k = class_of(s, number);
  const int channels = s->op->source.channels;
  for (int channel = 0; channel < channels; channel++) {
    const entries e = entries_of(s->here, &s->op->inputs, number * channels + channel);
    const below b = below_of(s, channel);
    products_of_norm sums = {zero(), zero(), zero()};
    int col = 0;
    INPUT_COLUMNS(16)
    INPUT_COLUMNS(8)
    INPUT_COLUMNS(4)
    INPUT_COLUMNS(2)
    INPUT_COLUMNS(1)
    keep_products(s, channel, &sums);
  }
}

// Four channels, one row of a few columns of a class: the plain sums.
INLINE void input_four(const int filters, const int columns, const input_slab *s, const class *k, entries e, int first,
                       int channel, int row, int col) {
  const geometry *const g = &s->op->geometry;
  const source *const in = &s->op->source;
  column found[4 * 4];
  UNROLL for (int i = 0; i < filters * columns * PARTS; i++) found[i] = zero();
  sum_block(filters, columns, 1, s->from + (int64_t)row * s->from_row + col, e, first, found);
  const int64_t number = s->line + (int64_t)(row * g->strideRows + k->row) * in->channels * in->columns;
  UNROLL for (int f = 0; f < filters; f++) {
    if (channel + f < in->channels) {
      line *const to = tensor_at(s, s->op->epilogue.result, number) + (int64_t)(channel + f) * in->columns;
      UNROLL for (int c = 0; c < columns; c++)
        store_line(to + (col + c) * g->strideColumns + k->column, found + (f * columns + c) * PARTS);
    }
  }
}

// Finishes one channel of what was just written: beside the lists that would take their registers.
INLINE void finish_channel(const input_slab *s, const class *k, int channel) {
  const geometry *const g = &s->op->geometry;
  const source *const in = &s->op->source;
  const below b = below_of(s, channel);
  products_of_norm sums = {zero(), zero(), zero()};
  for (int row = k->row; row < s->rows; row += g->strideRows) {
    const line *const found =
        tensor_at(s, s->op->epilogue.result, s->line) + ((int64_t)row * in->channels + channel) * in->columns;
    for (int col = k->column; col < in->columns; col += g->strideColumns) {
      column plain[PARTS];
      load_line(found + col, plain);
      finish_column(s, &b, row, col, plain, &sums);
    }
  }
  keep_products(s, channel, &sums);
}

INLINE void input_block(const input_slab *s, const class *k, entries e, int channel, int first) {
  for (int row = 0; row < k->rows; row++) {
    int col = 0;
    for (; col + BLOCK_COLUMNS <= k->columns; col += BLOCK_COLUMNS)
      input_four(FILTERS, BLOCK_COLUMNS, s, k, e, first, channel, row, col);
    for (; col < k->columns; col++) input_four(FILTERS, 1, s, k, e, first, channel, row, col);
  }
}

INLINE void input_blocks(const input_slab *s, int number) {
  const class k = class_of(s, number);
  const int channels = s->op->source.channels, blocks = (channels + 3) / 4;
  for (int block = 0; block < blocks; block++) {
    const entries e = entries_of(s->here, &s->op->inputs, number * blocks + block);
    for (int first = 0; first < 4 && 4 * block + first < channels; first += FILTERS)
      input_block(s, &k, e, 4 * block + first, first);
    for (int channel = 4 * block; channel < smaller(4 * block + 4, channels); channel++) finish_channel(s, &k, channel);
  }
}

NOINLINE void input_gradient(const input_slab *s) {
  const int classes = s->op->geometry.strideRows * s->op->geometry.strideColumns;
  for (int number = 0; number < classes; number++) {
    if (s->op->inputs.block == 4) input_blocks(s, number);
    else input_channels(s, number);
  }
}

#endif
