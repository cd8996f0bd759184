// Filters over one slab: the lists of one filter, or of four, and what the next normalisation wants summed.
#ifndef ALTSPARSE_FORWARD_LISTS_H
#define ALTSPARSE_FORWARD_LISTS_H
#include "list-block.h"
#include "slab.h"

// What a thread needs at hand while it works through one slab.
typedef struct {
  const conv_forward *op;
  const place *here;
  const line *from;    // the slab's first window
  int slab_row, step;  // lines from one output row to the next, from one output column to the next
  line *to;            // first output row, channel 0
  int rows;            // output rows in this slab
  column present[PARTS]; // 1 where a lane holds an image
  int images;          // so many lanes do
  double *sums;        // of this item
} forward_slab;

INLINE void lanes_present(const lanes *l, int tile, column *present) {
  EACH_PART(p)
    for (int lane = 0; lane < LANES; lane++) present[p][lane] = tile * TILE + p * LANES + lane < l->batch;
}

// Sums of one filter over a slab, and of squares: of the distance from its first output, so that what lies close together
// and far from 0 keeps its digits.
typedef struct { column first, second, around; } moments;

// The tile's first image is always there.
INLINE void begin(moments *m, column y) { m->around = all(y[0]); }

INLINE void take(const forward_slab *s, moments *m, const column *y) {
  EACH_PART(p) {
    const column away = y[p] - m->around, seen = away * s->present[p];
    m->first += seen;
    m->second += seen * away;
  }
}

INLINE column bias_of(const forward_slab *s, int channel) {
  const float *const bias = at(s->here, s->op->bias);
  return s->op->bias ? all(bias[channel]) : zero();
}

// One filter, a block of rows and columns.
INLINE void forward_one(const int rows, const int columns, const int step, const forward_slab *s, int filter, entries e,
                        int row, int col, moments *m) {
  const geometry *const g = &s->op->geometry;
  column sums[SUMS];
  const column bias = bias_of(s, filter);
  UNROLL for (int i = 0; i < rows * columns * PARTS; i++) sums[i] = bias;
  const line *const from = s->from + (int64_t)row * s->slab_row + (int64_t)col * step;
  sum_list(rows, columns, step, from, s->slab_row, e, sums);
  line *const to = s->to + ((int64_t)row * g->outChannels + filter) * g->outColumns + col;
  if (row == 0 && col == 0) begin(m, sums[0]);
  UNROLL for (int r = 0; r < rows; r++)
    UNROLL for (int c = 0; c < columns; c++) {
      const column *const y = sums + (r * columns + c) * PARTS;
      store_far(to + (int64_t)r * g->outChannels * g->outColumns + c, y);
      take(s, m, y);
    }
}

// Four filters, one row of a few columns.
INLINE void forward_four(const int filters, const int columns, const int step, const forward_slab *s, int block,
                         int first, entries e, int row, int col) {
  const geometry *const g = &s->op->geometry;
  column sums[SUMS];
  UNROLL for (int i = 0; i < filters * columns * PARTS; i++) sums[i] = zero();
  const line *const from = s->from + (int64_t)row * s->slab_row + (int64_t)col * step;
  sum_block(filters, columns, step, from, e, first, sums);
  UNROLL for (int f = 0; f < filters; f++) {
    const int filter = 4 * block + first + f;
    if (filter < g->outChannels) {
      line *const to = s->to + ((int64_t)row * g->outChannels + filter) * g->outColumns + col;
      const column bias = bias_of(s, filter);
      UNROLL for (int c = 0; c < columns; c++) {
        column *const y = sums + (f * columns + c) * PARTS;
        EACH_PART(p) y[p] += bias;
        store_line(to + c, y);
      }
    }
  }
}

// Back to sums of outputs and of their squares, as doubles.
INLINE void keep_sums(const forward_slab *s, int filter, moments m) {
  if (!s->op->sums) return;
  const double first = sum_lanes(m.first), second = sum_lanes(m.second), around = m.around[0];
  const double all_around = around * s->images * s->rows * s->op->geometry.outColumns;
  s->sums[2 * filter] += first + all_around;
  s->sums[2 * filter + 1] += second + around * (2 * first + all_around);
}

#define BLOCK (LIST_SUMS / PARTS) // lines whose sums fit into registers
#define ROWS_OF(columns) (BLOCK / (columns) >= 4 ? 4 : BLOCK / (columns) >= 2 ? 2 : 1)

// All rows of a stretch of columns that is as wide as registers allow, for as long as it fits.
#define FORWARD_COLUMNS(width)                                                                          \
  if (width <= BLOCK)                                                                                   \
    for (; col + width <= columns; col += width) {                                                      \
      int row = 0;                                                                                      \
      for (; row + ROWS_OF(width) <= s->rows; row += ROWS_OF(width))                                    \
        forward_one(ROWS_OF(width), width, step, s, filter, e, row, col, &m);                           \
      for (; row < s->rows; row++) forward_one(1, width, step, s, filter, e, row, col, &m);             \
    }

INLINE void forward_filters(const int step, const forward_slab *s) {
  const int columns = s->op->geometry.outColumns;
  for (int filter = 0; filter < s->op->lists.count; filter++) {
    const entries e = entries_of(s->here, &s->op->lists, filter);
    moments m = {zero(), zero(), zero()};
    int col = 0;
    FORWARD_COLUMNS(8)
    FORWARD_COLUMNS(4)
    FORWARD_COLUMNS(2)
    FORWARD_COLUMNS(1)
    keep_sums(s, filter, m);
  }
}

#define FILTERS (SUMS / PARTS >= 4 ? 4 : 2)
#define BLOCK_COLUMNS (SUMS / PARTS / FILTERS)

// Sums of one filter over the rows that were just written: beside the lists they would take their registers.
INLINE void sums_of_filter(const forward_slab *s, int filter) {
  const geometry *const g = &s->op->geometry;
  moments m = {zero(), zero(), zero()};
  if (!s->op->sums) return;
  for (int row = 0; row < s->rows; row++) {
    const line *const written = s->to + ((int64_t)row * g->outChannels + filter) * g->outColumns;
    for (int col = 0; col < g->outColumns; col++) {
      column y[PARTS];
      load_line(written + col, y);
      if (row == 0 && col == 0) begin(&m, y[0]);
      take(s, &m, y);
    }
  }
  keep_sums(s, filter, m);
}

INLINE void forward_blocks(const int step, const forward_slab *s) {
  const geometry *const g = &s->op->geometry;
  for (int block = 0; block < s->op->lists.count; block++) {
    const entries e = entries_of(s->here, &s->op->lists, block);
    for (int first = 0; first < 4 && 4 * block + first < g->outChannels; first += FILTERS)
      for (int row = 0; row < s->rows; row++) {
        int col = 0;
        for (; col + BLOCK_COLUMNS <= g->outColumns; col += BLOCK_COLUMNS)
          forward_four(FILTERS, BLOCK_COLUMNS, step, s, block, first, e, row, col);
        for (; col < g->outColumns; col++) forward_four(FILTERS, 1, step, s, block, first, e, row, col);
      }
    for (int filter = 4 * block; filter < smaller(4 * block + 4, g->outChannels); filter++) sums_of_filter(s, filter);
  }
}

// Strides 1 and 2 have functions of their own: there an offset is part of the instruction.
NOINLINE void forward_filters_1(const forward_slab *s) { forward_filters(1, s); }
NOINLINE void forward_filters_2(const forward_slab *s) { forward_filters(2, s); }
NOINLINE void forward_filters_any(const forward_slab *s) { forward_filters(s->step, s); }
NOINLINE void forward_blocks_1(const forward_slab *s) { forward_blocks(1, s); }
NOINLINE void forward_blocks_2(const forward_slab *s) { forward_blocks(2, s); }
NOINLINE void forward_blocks_any(const forward_slab *s) { forward_blocks(s->step, s); }

INLINE void forward_lists(const forward_slab *s) {
  const int four = s->op->lists.block == 4;
  if (s->step == 1) four ? forward_blocks_1(s) : forward_filters_1(s);
  else if (s->step == 2) four ? forward_blocks_2(s) : forward_filters_2(s);
  else four ? forward_blocks_any(s) : forward_filters_any(s);
}

#endif
