// Convolution: fill the slab, work through the lists, store, sum for the next normalisation.
#ifndef ALTSPARSE_CONV_FORWARD_H
#define ALTSPARSE_CONV_FORWARD_H
#include "list-block.h"
#include "slab.h"
#include "winograd.h"

// What a thread needs at hand while it works through one slab.
typedef struct {
  const conv_forward *op;
  const place *here;
  const line *from;    // the slab's first window
  int slab_row, step;  // lines from one output row to the next, from one output column to the next
  line *to;            // first output row, channel 0
  int rows;            // output rows in this slab
  column present[PARTS]; // 1 where a lane holds an image
  double *sums;        // of this item
} forward_slab;

INLINE void lanes_present(const lanes *l, int tile, column *present) {
  EACH_PART(p)
    for (int lane = 0; lane < LANES; lane++) present[p][lane] = tile * TILE + p * LANES + lane < l->batch;
}

typedef struct { column first, second; } moments;

INLINE void take(const forward_slab *s, moments *m, const column *y) {
  EACH_PART(p) {
    const column seen = y[p] * s->present[p];
    m->first += seen;
    m->second += seen * y[p];
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

INLINE void keep_sums(const forward_slab *s, int filter, moments m) {
  if (!s->op->sums) return;
  s->sums[2 * filter] += sum_lanes(m.first);
  s->sums[2 * filter + 1] += sum_lanes(m.second);
}

#define BLOCK (SUMS / PARTS) // lines whose sums fit into registers
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
    moments m = {zero(), zero()};
    int col = 0;
    FORWARD_COLUMNS(8)
    FORWARD_COLUMNS(4)
    FORWARD_COLUMNS(2)
    FORWARD_COLUMNS(1)
    keep_sums(s, filter, m);
  }
}

#define FILTERS (BLOCK >= 4 ? 4 : 2)
#define BLOCK_COLUMNS (BLOCK / FILTERS)

// Sums of one filter over the rows that were just written: beside the lists they would take their registers.
INLINE void sums_of_filter(const forward_slab *s, int filter) {
  const geometry *const g = &s->op->geometry;
  moments m = {zero(), zero()};
  if (!s->op->sums) return;
  for (int row = 0; row < s->rows; row++) {
    const line *const written = s->to + ((int64_t)row * g->outChannels + filter) * g->outColumns;
    for (int col = 0; col < g->outColumns; col++) {
      column y[PARTS];
      load_line(written + col, y);
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

// Rows of the source's slab that hold the windows and the own input rows of `rows` output rows.
INLINE int source_rows(const geometry *g, int rows) {
  return larger((rows - 1) * g->strideRows + g->kernelRows, rows * g->strideRows + g->padTop);
}

INLINE int source_columns(const source *s, const geometry *g) {
  return larger((g->outColumns - 1) * g->strideColumns + g->kernelColumns, g->padLeft + s->columns);
}

// One chunk of output rows of a tile: also those virtual ones below, that own the input's last rows.
typedef struct { int tile, from, to, virtual_to; } chunk;

INLINE int own_rows(const source *s, const geometry *g) {
  return larger(g->outRows, (s->rows + g->strideRows - 1) / g->strideRows);
}

INLINE chunk chunk_of(const source *s, const geometry *g, int item) {
  const int part = item % g->chunks;
  const range rows = part_of(g->outRows, part, g->chunks);
  const int last = part == g->chunks - 1;
  return (chunk){item / g->chunks, rows.from, rows.to, last ? own_rows(s, g) : rows.to};
}

// Advances the source's slab to the windows of rows from … from + rows.
INLINE void source_advance(const place *here, const source *s, const geometry *g, slab *into, const chunk *c, int from,
                           int rows) {
  const int first = from * g->strideRows - g->padTop;
  const int own_from = c->from * g->strideRows;
  const int own_to = c->to == g->outRows ? s->rows : c->to * g->strideRows;
  const int end = first + source_rows(g, rows);
  for (int row = slab_advance(into, first, end); row < end; row++)
    fill_source_row(here, s, into, c->tile, row, s->store && row >= own_from && row < own_to);
}

INLINE slab source_slab(const place *here, const source *s, const geometry *g) {
  line *const lines = (line *)at(here, g->slab) + (int64_t)here->thread * g->slabLines;
  return (slab){lines, s->channels, source_columns(s, g), g->padLeft, INT32_MIN / 2, INT32_MIN / 2};
}

INLINE line *behind_slab(const slab *s, int rows) { return s->lines + (int64_t)rows * s->channels * s->columns; }

// A tile of outputs of Winograd's way.
INLINE void forward_tile(const void *of, int filter, int row, int col, int rows, int columns, column *y, column *sums) {
  const forward_slab *const s = of;
  const geometry *const g = &s->op->geometry;
  const column bias = bias_of(s, filter);
  moments m = {sums[0], sums[1]};
  for (int r = 0; r < rows; r++)
    for (int c = 0; c < columns; c++) {
      column *const value = y + (2 * r + c) * PARTS;
      EACH_PART(p) value[p] += bias;
      store_far(s->to + ((int64_t)(row + r) * g->outChannels + filter) * g->outColumns + col + c, value);
      take(s, &m, value);
    }
  sums[0] = m.first;
  sums[1] = m.second;
}

INLINE void forward_sums(const void *of, int filter, const column *sums) {
  keep_sums(of, filter, (moments){sums[0], sums[1]});
}

INLINE winograd forward_winograd(const place *here, const conv_forward *op) {
  const geometry *const g = &op->geometry;
  const slab input = source_slab(here, &op->source, g);
  return winograd_at(here, behind_slab(&input, source_rows(g, g->slabRows)),
                     (winograd){.from = input.lines, .row_lines = input.channels * input.columns, .channel_lines = input.columns,
                                .channels = input.channels, .filters = g->outChannels, .columns = g->outColumns,
                                .lists = &op->lists});
}

NOINLINE void forward_tiles(const forward_slab *s) {
  winograd w = forward_winograd(s->here, s->op);
  w.rows = s->rows;
  winograd_slab(&w, s, forward_tile, forward_sums);
}

static void forward_item(const place *here, const conv_forward *op, int item) {
  const geometry *const g = &op->geometry;
  const chunk c = chunk_of(&op->source, g, item);
  slab input = source_slab(here, &op->source, g);
  double *const sums = (double *)at(here, op->sums) + (int64_t)item * g->outChannels * 2;
  if (op->sums) memset(sums, 0, sizeof(double) * g->outChannels * 2);
  const int end = op->source.store ? c.virtual_to : c.to;
  for (int row = c.from; row < end; row += g->slabRows) {
    const int rows = smaller(g->slabRows, end - row);
    source_advance(here, &op->source, g, &input, &c, row, rows);
    forward_slab s = {
        .op = op, .here = here, .from = input.lines,
        .slab_row = input.channels * input.columns * g->strideRows, .step = g->strideColumns,
        .to = (line *)at(here, op->output) + (int64_t)(c.tile * g->outRows + row) * g->outChannels * g->outColumns,
        .rows = smaller(rows, g->outRows - row), .sums = sums};
    lanes_present(&op->lanes, c.tile, s.present);
    if (s.rows > 0) op->lists.block == WIDE ? forward_tiles(&s) : forward_lists(&s);
  }
}

static void run_conv_forward(const place *here, const conv_forward *op) {
  const range items = own(here, op->lanes.tiles * op->geometry.chunks);
  if (op->lists.block == WIDE) {
    const winograd w = forward_winograd(here, op);
    transform_weights(here, &w);
  }
  for (int item = items.from; item < items.to; item++) forward_item(here, op, item);
}

#endif
