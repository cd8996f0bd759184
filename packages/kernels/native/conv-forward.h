// Convolution: fill the slab, work through the lists or the tiles, store.
#ifndef ALTSPARSE_CONV_FORWARD_H
#define ALTSPARSE_CONV_FORWARD_H
#include "forward-lists.h"
#include "winograd.h"

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
  moments m = {sums[0], sums[1], sums[2]};
  if (row == 0 && col == 0) begin(&m, y[0] + bias);
  for (int r = 0; r < rows; r++)
    for (int c = 0; c < columns; c++) {
      column *const value = y + (MOST * r + c) * PARTS;
      EACH_PART(p) value[p] += bias;
      store_far(s->to + ((int64_t)(row + r) * g->outChannels + filter) * g->outColumns + col + c, value);
      take(s, &m, value);
    }
  sums[0] = m.first;
  sums[1] = m.second;
  sums[2] = m.around;
}

INLINE void forward_sums(const void *of, int filter, const column *sums) {
  keep_sums(of, filter, (moments){sums[0], sums[1], sums[2]});
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
    s.images = smaller(TILE, op->lanes.batch - c.tile * TILE);
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
