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
  const source *const in = &s->op->source;
  const int64_t number = s->line + ((int64_t)row * in->channels + b->channel) * in->columns + col;
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

// One channel, a block of positions of a class.
INLINE void input_one(const int rows, const int columns, const int step, const input_slab *s, const below *b,
                      const class *k, entries e, int row, int col, products_of_norm *sums) {
  const geometry *const g = &s->op->geometry;
  column found[SUMS];
  UNROLL for (int i = 0; i < rows * columns * PARTS; i++) found[i] = zero();
  sum_list(rows, columns, 1, s->from + (int64_t)row * s->from_row + col, s->from_row, e, found);
  UNROLL for (int r = 0; r < rows; r++)
    finish(columns, step, s, b, (row + r) * g->strideRows + k->row, col * step + k->column, found + r * columns * PARTS, sums);
}

#define INPUT_COLUMNS(width)                                                                      \
  if (width <= BLOCK)                                                                             \
    for (; col + width <= k.columns; col += width) {                                              \
      int row = 0;                                                                                \
      for (; row + ROWS_OF(width) <= k.rows; row += ROWS_OF(width))                               \
        input_one(ROWS_OF(width), width, step, s, &b, &k, e, row, col, &sums);                          \
      for (; row < k.rows; row++) input_one(1, width, step, s, &b, &k, e, row, col, &sums);             \
    }

INLINE void keep_products(const input_slab *s, int channel, const products_of_norm *sums) {
  if (!s->op->epilogue.sums) return;
  double *const to = s->sums + 3 * channel;
  to[0] += sum_lanes(sums->gradient);
  to[1] += sum_lanes(sums->first);
  to[2] += sum_lanes(sums->second);
}

INLINE void input_channels(const int step, const input_slab *s, int number) {
  const class k = class_of(s, number);
  const int channels = s->op->source.channels;
  for (int channel = 0; channel < channels; channel++) {
    const entries e = entries_of(s->here, &s->op->inputs, number * channels + channel);
    const below b = below_of(s, channel);
    products_of_norm sums = {zero(), zero(), zero()};
    int col = 0;
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
  column found[SUMS];
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
      finish(1, 1, s, &b, row, col, plain, &sums);
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

NOINLINE void input_channels_1(const input_slab *s, int number) { input_channels(1, s, number); }
NOINLINE void input_channels_any(const input_slab *s, int number) {
  input_channels(s->op->geometry.strideColumns, s, number);
}

// A tile of Winograd's way, all of a stride of 1.
INLINE void input_tile(const void *of, int channel, int row, int col, int rows, int columns, column *y, column *sums) {
  const input_slab *const s = of;
  const below b = below_of(s, channel);
  products_of_norm found = {sums[0], sums[1], sums[2]};
  for (int r = 0; r < rows; r++) {
    if (columns == 2) finish(2, 1, s, &b, row + r, col, y + 2 * r * PARTS, &found);
    else finish(1, 1, s, &b, row + r, col, y + 2 * r * PARTS, &found);
  }
  sums[0] = found.gradient;
  sums[1] = found.first;
  sums[2] = found.second;
}

INLINE void input_sums(const void *of, int channel, const column *sums) {
  const products_of_norm found = {sums[0], sums[1], sums[2]};
  keep_products(of, channel, &found);
}

INLINE winograd input_winograd(const place *here, const conv_backward *op, const slab *gradient) {
  const source *const in = &op->source;
  return winograd_at(here, behind_slab(gradient, op->geometry.slabRows + op->halo.extraRows),
                     (winograd){.from = gradient->lines, .row_lines = gradient->channels * gradient->columns,
                                .channel_lines = gradient->columns, .channels = gradient->channels, .filters = in->channels,
                                .columns = in->columns, .lists = &op->inputs});
}

NOINLINE void input_tiles(const input_slab *s) {
  winograd w = input_winograd(s->here, s->op, s->gradient);
  w.rows = s->rows;
  winograd_slab(&w, s, input_tile, input_sums);
}

static void input_gradient(const input_slab *s) {
  if (s->op->inputs.block == WIDE) {
    input_tiles(s);
    return;
  }
  const int classes = s->op->geometry.strideRows * s->op->geometry.strideColumns;
  for (int number = 0; number < classes; number++) {
    if (s->op->inputs.block == 4) input_blocks(s, number);
    else if (s->op->geometry.strideColumns == 1) input_channels_1(s, number);
    else input_channels_any(s, number);
  }
}

#endif
