// Values and gradients of junctions that no convolution takes over.
#ifndef ALTSPARSE_JUNCTION_H
#define ALTSPARSE_JUNCTION_H
#include "input-gradient.h"

typedef struct {
  lanes lanes;
  source source;
} junction;

static void run_junction(const place *here, const junction *op) {
  const source *const s = &op->source;
  const range rows = own(here, op->lanes.tiles * s->rows);
  for (int row = rows.from; row < rows.to; row++)
    for (int c = 0; c < s->channels; c++) {
      const int64_t number = ((int64_t)row * s->channels + c) * s->columns;
      source_row(here, s, number, c, (targets){0, (line *)at(here, s->store) + number}, s->columns);
    }
}

typedef struct {
  lanes lanes;
  source source;
  int32_t first, second, third, result, yFirst, meanFirst, ySecond, meanSecond, sums;
} junction_backward;

// The sum of the readers' gradients times the activation's slope, at one column.
INLINE void gradient_at(const place *here, const junction_backward *op, const term *a, const term *b, int64_t number, int x,
                        column *g) {
  const source *const s = &op->source;
  const int32_t readers[3] = {op->first, op->second, op->third};
  column value[PARTS];
  EACH_PART(p) g[p] = zero();
  for (int i = 0; i < 3; i++) {
    if (!readers[i]) continue;
    load_line((const line *)at(here, readers[i]) + number + x, value);
    EACH_PART(p) g[p] += value[p];
  }
  if (s->act == NONE) return;
  value_at(NONE, s->second != 0, 0, a, b, x, value);
  EACH_PART(p) g[p] = s->act == RELU ? where_positive(value[p], g[p]) : g[p] * slopes_rare(s->act, s->slope, value[p]);
}

INLINE column product_at(const place *here, int32_t tensor, int64_t number, const column *seen, column mean, column sum) {
  column y[PARTS];
  if (!tensor) return sum;
  load_line((const line *)at(here, tensor) + number, y);
  EACH_PART(p) sum += seen[p] * (y[p] - mean);
  return sum;
}

static void gradient_of_row(const place *here, const junction_backward *op, const column *present, int64_t row, int channel,
                            products_of_norm *sums) {
  const source *const s = &op->source;
  const int64_t number = (row * s->channels + channel) * s->columns;
  const term a = term_of(here, s->first, s->firstScale, s->firstShift, number, channel);
  const term b = s->second ? term_of(here, s->second, s->secondScale, s->secondShift, number, channel) : a;
  const column first = mean_of(here, op->meanFirst, channel), second = mean_of(here, op->meanSecond, channel);
  for (int x = 0; x < s->columns; x++) {
    column g[PARTS];
    gradient_at(here, op, &a, &b, number, x, g);
    store_line((line *)at(here, op->result) + number + x, g);
    EACH_PART(p) sums->gradient += g[p] *= present[p];
    sums->first = product_at(here, op->yFirst, number + x, g, first, sums->first);
    sums->second = product_at(here, op->ySecond, number + x, g, second, sums->second);
  }
}

static void run_junction_backward(const place *here, const junction_backward *op) {
  const source *const s = &op->source;
  const range tiles = own(here, op->lanes.tiles);
  for (int tile = tiles.from; tile < tiles.to; tile++) {
    column present[PARTS];
    lanes_present(&op->lanes, tile, present);
    for (int c = 0; c < s->channels; c++) {
      double *const to = (double *)at(here, op->sums) + ((int64_t)tile * s->channels + c) * 3;
      if (op->sums) to[0] = to[1] = to[2] = 0;
      for (int row = 0; row < s->rows; row++) {
        products_of_norm sums = {zero(), zero(), zero()};
        gradient_of_row(here, op, present, (int64_t)tile * s->rows + row, c, &sums);
        if (!op->sums) continue;
        to[0] += sum_lanes(sums.gradient);
        to[1] += sum_lanes(sums.first);
        to[2] += sum_lanes(sums.second);
      }
    }
  }
}

#endif
