// The way back through a convolution, slab by slab: the output's gradient and the recomputed input are filled in, then
// the weights' gradient and the input's gradient are made from what lies in the cache.
#ifndef ALTSPARSE_CONV_BACKWARD_H
#define ALTSPARSE_CONV_BACKWARD_H
#include "input-gradient.h"
#include "winograd-gradient.h"

// One channel of one row of the output's gradient; lanes without an image are 0.
INLINE void gradient_row(const place *here, const output_gradient *o, int64_t number, int channel,
                         const column *present, line *to, int n) {
  const line *const gradient = (const line *)at(here, o->gradient) + number;
  const line *const output = (const line *)at(here, o->output) + number;
  const float *const a = at(here, o->a), *const b = at(here, o->b), *const c = at(here, o->c);
  for (int x = 0; x < n; x++) {
    column g[PARTS], y[PARTS];
    load_line(gradient + x, g);
    if (o->output) {
      load_line(output + x, y);
      EACH_PART(p) g[p] = a[channel] * g[p] + b[channel] * y[p] + c[channel];
    }
    EACH_PART(p) g[p] *= present[p];
    store_slab(to + x, g);
  }
}

static void fill_gradient_row(const place *here, const conv_backward *op, slab *into, const chunk *k, int row,
                              const column *present) {
  const geometry *const g = &op->geometry;
  line *const lines = slab_row(into, row);
  if (row < 0 || row >= g->outRows) {
    clear_columns(lines, 0, into->channels * into->columns);
    return;
  }
  for (int c = 0; c < g->outChannels; c++) {
    line *const to = lines + (int64_t)c * into->columns;
    const int64_t from = ((int64_t)(k->tile * g->outRows + row) * g->outChannels + c) * g->outColumns;
    clear_columns(to, 0, into->pad);
    gradient_row(here, &op->gradient, from, c, present, to + into->pad, g->outColumns);
    clear_columns(to, into->pad + g->outColumns, into->columns);
  }
}

// What one item works with.
typedef struct {
  chunk chunk;
  slab input, gradient;
  column present[PARTS];
  double *sums, *bias;
  float *weights;
} backward_item_state;

static void add_bias(const conv_backward *op, const backward_item_state *s, int row, int rows) {
  for (int c = 0; c < op->geometry.outChannels; c++) {
    column sum = zero();
    for (int r = row; r < row + rows; r++) {
      const line *const row_lines = slab_row(&s->gradient, r) + (int64_t)c * s->gradient.columns + s->gradient.pad;
      for (int x = 0; x < op->geometry.outColumns; x++) {
        column g[PARTS];
        load_slab(row_lines + x, g);
        EACH_PART(p) sum += g[p];
      }
    }
    s->bias[c] += sum_lanes(sum);
  }
}

// Behind all slabs, and behind what the input's gradient needs there.
INLINE winograd_gradient weight_winograd(const place *here, const conv_backward *op, const slab *gradient) {
  const int channels = op->source.channels, filters = op->geometry.outChannels;
  line *const scratch = behind_slab(gradient, op->geometry.slabRows + op->halo.extraRows) +
                        (op->inputs.block == WIDE ? winograd_lines(filters, channels) : 0);
  return winograd_gradient_at(scratch, (winograd_gradient){.channels = channels, .filters = filters});
}

static void weights_of_slab(const place *here, const conv_backward *op, const backward_item_state *s, int row, int rows) {
  const products p = {
      .gradient = slab_row(&s->gradient, row) + s->gradient.pad,
      .input = s->input.lines,
      .gradient_row = s->gradient.channels * s->gradient.columns,
      .input_row = s->input.channels * s->input.columns * op->geometry.strideRows,
      .gradient_channel = s->gradient.columns, .input_channel = s->input.columns,
      .rows = rows, .columns = op->geometry.outColumns, .step = op->geometry.strideColumns};
  if (by_patches(&op->weights)) {
    winograd_gradient w = weight_winograd(here, op, &s->gradient);
    w.from = p;
    winograd_gradient_slab(w);
    return;
  }
  weight_gradient(here, &op->weights, op->geometry.outChannels, &p, s->weights);
}

static void inputs_of_slab(const place *here, const conv_backward *op, const backward_item_state *s, int row, int rows) {
  const geometry *const g = &op->geometry;
  const source *const in = &op->source;
  const int first = row * g->strideRows;
  const int last_chunk = s->chunk.to == g->outRows;
  const int limit = last_chunk ? in->rows : smaller(in->rows, s->chunk.to * g->strideRows);
  input_slab part = {
      .op = op, .here = here, .from = s->gradient.lines,
      .from_row = s->gradient.channels * s->gradient.columns, .input = &s->input, .gradient = &s->gradient,
      .line = (int64_t)(s->chunk.tile * in->rows + first) * in->channels * in->columns,
      .first_row = first, .rows = smaller(rows * g->strideRows, limit - first),
      .sums = s->sums};
  memcpy(part.present, s->present, sizeof part.present);
  if (part.rows > 0) input_gradient(&part);
}

static void backward_slab(const place *here, const conv_backward *op, backward_item_state *s, int row, int rows) {
  const geometry *const g = &op->geometry;
  source_advance(here, &op->source, g, &s->input, &s->chunk, row, rows);
  const int first = row - op->halo.top, end = first + g->slabRows + op->halo.extraRows;
  for (int r = slab_advance(&s->gradient, first, end); r < end; r++)
    fill_gradient_row(here, op, &s->gradient, &s->chunk, r, s->present);
  const int true_rows = smaller(rows, g->outRows - row);
  if (true_rows > 0 && op->weights.count) weights_of_slab(here, op, s, row, true_rows);
  if (true_rows > 0 && op->bias) add_bias(op, s, row, true_rows);
  if (op->inputs.count) inputs_of_slab(here, op, s, row, rows);
}

// The slab of the output's gradient, behind that of the source.
static slab gradient_slab(const place *here, const conv_backward *op) {
  const geometry *const g = &op->geometry;
  const slab input = source_slab(here, &op->source, g);
  line *const behind = behind_slab(&input, source_rows(g, g->slabRows));
  return (slab){behind, g->outChannels, op->halo.slabColumns, op->halo.left, INT32_MIN / 2, INT32_MIN / 2};
}

static void backward_item(const place *here, const conv_backward *op, int item) {
  const geometry *const g = &op->geometry;
  const epilogue *const e = &op->epilogue;
  backward_item_state s = {.chunk = chunk_of(&op->source, g, item), .input = source_slab(here, &op->source, g),
                           .gradient = gradient_slab(here, op)};
  lanes_present(&op->lanes, s.chunk.tile, s.present);
  s.sums = (double *)at(here, e->sums) + (int64_t)item * op->source.channels * 3;
  s.bias = (double *)at(here, op->bias) + (int64_t)item * g->outChannels;
  s.weights = (float *)at(here, op->weights.values + here->thread * op->weightStride);
  if (e->sums) memset(s.sums, 0, sizeof(double) * op->source.channels * 3);
  if (op->bias) memset(s.bias, 0, sizeof(double) * g->outChannels);
  const int end = op->inputs.count ? s.chunk.virtual_to : s.chunk.to;
  for (int row = s.chunk.from; row < end; row += g->slabRows) backward_slab(here, op, &s, row, smaller(g->slabRows, end - row));
}

static void clear_weights(const place *here, const conv_backward *op, const slab *gradient) {
  if (by_patches(&op->weights)) {
    const winograd_gradient w = weight_winograd(here, op, gradient);
    clear_sums(&w);
    return;
  }
  const int32_t *const starts = at(here, op->weights.starts);
  const int64_t numbers = (int64_t)starts[op->weights.count] * op->weights.block;
  memset(at(here, op->weights.values + here->thread * op->weightStride), 0, sizeof(float) * numbers);
}

static void run_conv_backward(const place *here, const conv_backward *op) {
  const slab gradient = gradient_slab(here, op);
  if (op->weights.count) clear_weights(here, op, &gradient);
  if (op->inputs.count && op->inputs.block == WIDE) {
    const winograd w = input_winograd(here, op, &gradient);
    transform_weights(here, &w);
  }
  const range items = own(here, op->lanes.tiles * op->geometry.chunks);
  for (int item = items.from; item < items.to; item++) backward_item(here, op, item);
  if (by_patches(&op->weights)) {
    const winograd_gradient w = weight_winograd(here, op, &gradient);
    weights_of_sums(&w, at(here, op->weights.values + here->thread * op->weightStride));
  }
}

#endif
