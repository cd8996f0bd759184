// What only moves numbers: windows of tensors, flattening, sums of tensors, images in, features in and out, weights.
#ifndef ALTSPARSE_MOVES_H
#define ALTSPARSE_MOVES_H
#include <string.h>
#include "slab.h"

// A tensor by its shape and address.
typedef struct { int32_t rows, channels, columns, address; } shape;

INLINE line *line_at(const place *here, const shape *s, int tile, int row, int channel, int col) {
  return (line *)at(here, s->address) + (((int64_t)tile * s->rows + row) * s->channels + channel) * s->columns + col;
}

typedef struct {
  int32_t tiles;
  shape from, to;
  int32_t rowShift, channelShift, columnShift, clear;
} window;

// Copies what of `from`, shifted, falls into one row of one channel of `to`.
static void window_row(const place *here, const window *op, int tile, int row, int channel) {
  const int from_row = row - op->rowShift, from_channel = channel - op->channelShift;
  line *const to = line_at(here, &op->to, tile, row, channel, 0);
  const int inside = from_row >= 0 && from_row < op->from.rows && from_channel >= 0 && from_channel < op->from.channels;
  const int first = inside ? larger(0, op->columnShift) : op->to.columns;
  const int end = inside ? smaller(op->to.columns, op->from.columns + op->columnShift) : op->to.columns;
  if (op->clear) clear_columns(to, 0, smaller(first, op->to.columns));
  if (end > first)
    memcpy(to + first, line_at(here, &op->from, tile, from_row, from_channel, first - op->columnShift),
           sizeof(line) * (end - first));
  if (op->clear) clear_columns(to, larger(end, 0), op->to.columns);
}

static void run_window(const place *here, const window *op) {
  const range rows = own(here, op->tiles * op->to.rows);
  for (int row = rows.from; row < rows.to; row++)
    for (int channel = 0; channel < op->to.channels; channel++)
      window_row(here, op, row / op->to.rows, row % op->to.rows, channel);
}

typedef struct { int32_t tiles, rows, channels, columns, image, features, back; } flatten;

static void run_flatten(const place *here, const flatten *op) {
  const shape image = {op->rows, op->channels, op->columns, op->image};
  const shape features = {1, op->rows * op->columns * op->channels, 1, op->features};
  const range rows = own(here, op->tiles * op->rows);
  for (int job = rows.from; job < rows.to; job++)
    for (int channel = 0; channel < op->channels; channel++)
      for (int col = 0; col < op->columns; col++) {
        const int tile = job / op->rows, row = job % op->rows;
        line *const a = line_at(here, &image, tile, row, channel, col);
        line *const b = line_at(here, &features, tile, 0, (row * op->columns + col) * op->channels + channel, 0);
        if (op->back) *a = *b;
        else *b = *a;
      }
}

typedef struct { int32_t tiles, lines, first, second, result; } add;

static void run_add(const place *here, const add *op) {
  const range lines = own(here, op->tiles * op->lines);
  const line *const first = at(here, op->first), *const second = at(here, op->second);
  line *const result = at(here, op->result);
  for (int i = lines.from; i < lines.to; i++) {
    column a[PARTS], b[PARTS];
    load_line(first + i, a);
    load_line(second + i, b);
    EACH_PART(p) a[p] += b[p];
    store_line(result + i, a);
  }
}

typedef struct {
  lanes lanes;
  int32_t rows, channels, columns, from, to;
} images_in;

// Gathers one number of every image of a tile into a line.
INLINE void put_images(const lanes *l, int tile, const float *from, int64_t stride, line *to) {
  column value[PARTS];
  EACH_PART(p)
    for (int lane = 0; lane < LANES; lane++) {
      const int image = tile * TILE + p * LANES + lane;
      value[p][lane] = image < l->batch ? from[image * stride] : 0;
    }
  store_line(to, value);
}

static void run_images_in(const place *here, const images_in *op) {
  const shape to = {op->rows, op->channels, op->columns, op->to};
  const int64_t size = (int64_t)op->rows * op->columns * op->channels;
  const range rows = own(here, op->lanes.tiles * op->rows);
  for (int job = rows.from; job < rows.to; job++)
    for (int channel = 0; channel < op->channels; channel++)
      for (int col = 0; col < op->columns; col++) {
        const int tile = job / op->rows, row = job % op->rows;
        const float *const from = (const float *)at(here, op->from) + ((int64_t)row * op->columns + col) * op->channels + channel;
        put_images(&op->lanes, tile, from, size, line_at(here, &to, tile, row, channel, col));
      }
}

typedef struct {
  lanes lanes;
  int32_t channels, from, to;
} features_move;

static void run_features_in(const place *here, const features_move *op) {
  const images_in all_channels = {op->lanes, 1, op->channels, 1, op->from, op->to};
  run_images_in(here, &all_channels);
}

static void run_features_out(const place *here, const features_move *op) {
  float *const to = at(here, op->to);
  const range jobs = own(here, op->lanes.tiles * op->channels);
  for (int job = jobs.from; job < jobs.to; job++) {
    const int tile = job / op->channels, channel = job % op->channels;
    column value[PARTS];
    load_line((const line *)at(here, op->from) + job, value);
    for (int i = 0; i < TILE && tile * TILE + i < op->lanes.batch; i++)
      to[(int64_t)(tile * TILE + i) * op->channels + channel] = value[i / LANES][i % LANES];
  }
}

typedef struct { int32_t count, indices, from, to; } gather;

static void run_gather(const place *here, const gather *op) {
  const int32_t *const indices = at(here, op->indices);
  const float *const from = at(here, op->from);
  float *const to = at(here, op->to);
  const range part = own(here, op->count);
  for (int i = part.from; i < part.to; i++) to[i] = indices[i] < 0 ? 0 : from[indices[i]];
}

typedef struct { int32_t count, indices, from, threads, stride, to; } scatter;

static void run_scatter(const place *here, const scatter *op) {
  const int32_t *const indices = at(here, op->indices);
  float *const to = at(here, op->to);
  const range part = own(here, op->count);
  for (int i = part.from; i < part.to; i++) {
    if (indices[i] < 0) continue;
    float sum = 0;
    for (int t = 0; t < op->threads; t++) sum += ((const float *)at(here, op->from + t * op->stride))[i];
    to[indices[i]] = sum;
  }
}

typedef struct { int32_t count; float value; int32_t to; } fill;

static void run_fill(const place *here, const fill *op) {
  float *const to = at(here, op->to);
  const range part = own(here, op->count);
  for (int i = part.from; i < part.to; i++) to[i] = op->value;
}

typedef struct { int32_t count; float factor; int32_t numbers; } scale;

static void run_scale(const place *here, const scale *op) {
  float *const numbers = at(here, op->numbers);
  const range part = own(here, op->count);
  for (int i = part.from; i < part.to; i++) numbers[i] *= op->factor;
}

typedef struct {
  lanes lanes;
  int32_t rows, channels, columns;
  float rate;
  int32_t noise, from, to;
} dropout;

// A number of 32 bits from two: as good as drawn, and the same on every machine.
INLINE uint32_t mixed_bits(uint32_t low, uint32_t high, uint32_t number) {
  uint32_t x = number * 0x9e3779b9u ^ low;
  x = (x ^ (x >> 16)) * 0x85ebca6bu + high;
  x = (x ^ (x >> 13)) * 0xc2b2ae35u;
  return x ^ (x >> 16);
}

// Forward and backward: the same places drop out. A place's number is that of its image, then row, column, channel.
static void run_dropout(const place *here, const dropout *op) {
  const uint32_t *const noise = at(here, op->noise);
  const uint32_t limit = (uint32_t)(op->rate * 4294967296.0);
  const float scale = 1 / (1 - op->rate);
  const shape s = {op->rows, op->channels, op->columns, op->from}, t = {op->rows, op->channels, op->columns, op->to};
  const range rows = own(here, op->lanes.tiles * op->rows);
  for (int job = rows.from; job < rows.to; job++)
    for (int channel = 0; channel < op->channels; channel++)
      for (int col = 0; col < op->columns; col++) {
        const int tile = job / op->rows, row = job % op->rows;
        column x[PARTS];
        load_line(line_at(here, &s, tile, row, channel, col), x);
        EACH_PART(p)
          for (int lane = 0; lane < LANES; lane++) {
            const uint32_t image = tile * TILE + p * LANES + lane;
            const uint32_t number = ((image * op->rows + row) * op->columns + col) * op->channels + channel;
            x[p][lane] *= mixed_bits(noise[0], noise[1], number) < limit ? 0 : scale;
          }
        store_line(line_at(here, &t, tile, row, channel, col), x);
      }
}

#endif
