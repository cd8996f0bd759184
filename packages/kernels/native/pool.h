// Pooling over windows and over whole images. Of equal maxima the first takes the gradient; padding never counts.
#ifndef ALTSPARSE_POOL_H
#define ALTSPARSE_POOL_H
#include "slab.h"

enum pool_kind { MEAN, MAXIMUM };

typedef struct {
  lanes lanes;
  int32_t kind, rows, channels, columns, windowRows, windowColumns, strideRows, strideColumns, padTop, padLeft, outRows,
      outColumns, input, output, gradient, result;
} pool;

typedef struct {
  lanes lanes;
  int32_t kind, rows, channels, columns, input, output, gradient, result;
} global_pool;

// A window's place in the image: rows and columns, ends not counted.
typedef struct { int row, row_end, column, column_end; } window_place;

INLINE window_place window_at(const pool *op, int row, int col) {
  const int top = row * op->strideRows - op->padTop, left = col * op->strideColumns - op->padLeft;
  return (window_place){larger(0, top), smaller(op->rows, top + op->windowRows), larger(0, left),
                        smaller(op->columns, left + op->windowColumns)};
}

INLINE float part_of_window(const window_place *w) {
  const int count = (w->row_end - w->row) * (w->column_end - w->column);
  return count > 0 ? 1.0f / count : 0;
}

// What is not a number stays, wherever in a window it lies.
INLINE column larger_of(column a, column b) {
  const column_bits first = (a >= b) | (a != a);
  return (column)((first & (column_bits)a) | (~first & (column_bits)b));
}

INLINE int64_t number_of(int rows, int channels, int columns, int tile, int row, int channel, int col) {
  return (((int64_t)tile * rows + row) * channels + channel) * columns + col;
}

static void pool_one(const place *here, const pool *op, int tile, int channel, int row, int col) {
  const window_place w = window_at(op, row, col);
  column sum[PARTS], x[PARTS];
  EACH_PART(p) sum[p] = all(op->kind == MAXIMUM ? -INFINITY : 0);
  for (int r = w.row; r < w.row_end; r++)
    for (int c = w.column; c < w.column_end; c++) {
      load_line((const line *)at(here, op->input) + number_of(op->rows, op->channels, op->columns, tile, r, channel, c), x);
      EACH_PART(p) sum[p] = op->kind == MAXIMUM ? larger_of(sum[p], x[p]) : sum[p] + x[p];
    }
  if (op->kind == MEAN) EACH_PART(p) sum[p] *= part_of_window(&w);
  store_line((line *)at(here, op->output) + number_of(op->outRows, op->channels, op->outColumns, tile, row, channel, col), sum);
}

// Gives the gradient of one window back to its inputs. A maximum's goes to the first place that holds it.
static void unpool_one(const place *here, const pool *op, int tile, int channel, int row, int col) {
  const window_place w = window_at(op, row, col);
  const int64_t number = number_of(op->outRows, op->channels, op->outColumns, tile, row, channel, col);
  column left[PARTS], best[PARTS], x[PARTS], sum[PARTS];
  load_line((const line *)at(here, op->gradient) + number, left);
  load_line((const line *)at(here, op->output) + number, best);
  for (int r = w.row; r < w.row_end; r++)
    for (int c = w.column; c < w.column_end; c++) {
      const int64_t place_in = number_of(op->rows, op->channels, op->columns, tile, r, channel, c);
      load_line((const line *)at(here, op->input) + place_in, x);
      load_line((const line *)at(here, op->result) + place_in, sum);
      EACH_PART(p) {
        if (op->kind == MEAN) {
          sum[p] += left[p] * part_of_window(&w);
          continue;
        }
        const column_bits here_it_is = x[p] == best[p];
        sum[p] += (column)(here_it_is & (column_bits)left[p]);
        left[p] = (column)(~here_it_is & (column_bits)left[p]);
      }
      store_line((line *)at(here, op->result) + place_in, sum);
    }
}

static void pool_channel(const place *here, const pool *op, int back, int tile, int channel) {
  for (int r = 0; back && r < op->rows; r++)
    clear_columns((line *)at(here, op->result) + number_of(op->rows, op->channels, op->columns, tile, r, channel, 0), 0,
                  op->columns);
  for (int row = 0; row < op->outRows; row++)
    for (int col = 0; col < op->outColumns; col++)
      if (back) unpool_one(here, op, tile, channel, row, col);
      else pool_one(here, op, tile, channel, row, col);
}

static void run_pool(const place *here, const pool *op, int back) {
  const range jobs = own(here, op->lanes.tiles * op->channels);
  for (int job = jobs.from; job < jobs.to; job++) pool_channel(here, op, back, job / op->channels, job % op->channels);
}

// A pooling over the whole image is one window.
static void run_global_pool(const place *here, const global_pool *g, int back) {
  const pool op = {.lanes = g->lanes, .kind = g->kind, .rows = g->rows, .channels = g->channels, .columns = g->columns,
                   .windowRows = g->rows, .windowColumns = g->columns, .strideRows = 1, .strideColumns = 1,
                   .outRows = 1, .outColumns = 1, .input = g->input, .output = g->output,
                   .gradient = back ? g->gradient : 0, .result = back ? g->result : 0};
  run_pool(here, &op, back);
}

#endif
