// Gradient to the input: lists over the slab of the output's gradient, one set for each class of positions modulo the
// strides.
#ifndef ALTSPARSE_INPUT_GRADIENT_H
#define ALTSPARSE_INPUT_GRADIENT_H
#include "input-finish.h"

// One channel, a block of positions of a class.
INLINE void input_one(const int rows, const int columns, const int step, const input_slab *s, const below *b,
                      const class *k, entries e, int row, int col, products_of_norm *sums) {
  const geometry *const g = &s->op->geometry;
  column found[SUMS];
  UNROLL for (int i = 0; i < rows * columns * PARTS; i++) found[i] = zero();
  if (step == 1)
    UNROLL for (int r = 0; r < rows; r++) expect_next(columns, s, b->channel, row + r, col);
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
    column *const values = y + MOST * r * PARTS;
    if (columns == MOST) finish(MOST, 1, s, &b, row + r, col, values, &found);
    else
      for (int c = 0; c < columns; c++) finish(1, 1, s, &b, row + r, col + c, values + c * PARTS, &found);
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
