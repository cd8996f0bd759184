// Winograd's F(2x2, 3x3) for dense convolutions of 3x3 and stride 1: two rows and columns of outputs from a tile of 4x4 inputs
// by 16 multiplications where the plain sum takes 36 (Lavin and Gray, "Fast algorithms for convolutional neural networks").
// Lists of WIDE filters that leave nothing out say where the values lie; they are used in the order of (row, channel, column).
#ifndef ALTSPARSE_WINOGRAD_H
#define ALTSPARSE_WINOGRAD_H
#include <string.h>
#include "list-block.h"

#define WIDE 8    // filters in a list
#define POINTS 16 // of a tile once it is transformed
// Tiles and filters whose sums fit into registers: the fewer tiles a row has, the more filters.
#define MOST_TILES (SUMS / PARTS >= 16 ? 4 : SUMS / PARTS >= 8 ? 2 : 1)
#define FILTERS_FOR(tiles) (SUMS / PARTS / (tiles) >= WIDE ? WIDE : SUMS / PARTS / (tiles))

typedef float wide __attribute__((vector_size(4 * WIDE), aligned(4 * WIDE)));

// One convolution over a slab. Both ways are of this kind: to the gradient of the input, filters are the input's channels.
typedef struct {
  const line *from;                   // the slab
  int row_lines, channel_lines;       // of the slab, from row to row and from channel to channel
  int channels, filters;              // read and made
  int rows, columns;                  // made
  const lists *lists;                 // values [list][row][channel][column][WIDE]
  wide *weights;                      // [list][point][channel], transformed
  column *tiles;                      // [point][channel][tile][part], transformed
  column *sums;                       // [filter][3]
} winograd;

INLINE int lists_of(int filters) { return (filters + WIDE - 1) / WIDE; }

// What all that takes: transformed weights, tiles and sums.
INLINE int winograd_lines(int channels, int filters) {
  return channels * (WIDE * lists_of(filters) + POINTS * MOST_TILES) + 3 * filters;
}

// Where the first window lies, and what is transformed and summed: behind all slabs.
INLINE winograd winograd_at(const place *here, line *scratch, winograd w) {
  w.from += entries_of(here, w.lists, 0).offsets[0];
  w.weights = (wide *)scratch;
  w.tiles = (column *)scratch + (int64_t)lists_of(w.filters) * POINTS * w.channels * WIDE / LANES;
  w.sums = w.tiles + (int64_t)POINTS * w.channels * MOST_TILES * PARTS;
  return w;
}

INLINE void spread(const wide *g, int step, wide *to, int to_step) {
  const wide ends = 0.5f * (g[0] + g[2 * step]), middle = 0.5f * g[step];
  to[0] = g[0];
  to[to_step] = ends + middle;
  to[2 * to_step] = ends - middle;
  to[3 * to_step] = g[2 * step];
}

// Once for each instruction; every thread has its own.
static void transform_weights(const place *here, const winograd *w) {
  const float *const values = at(here, w->lists->values);
  for (int list = 0; list < lists_of(w->filters); list++)
    for (int c = 0; c < w->channels; c++) {
      wide g[9], half[12];
      for (int ky = 0; ky < 3; ky++)
        memcpy(g + 3 * ky, values + (((int64_t)list * 3 + ky) * w->channels + c) * 3 * WIDE, 3 * sizeof *g);
      for (int kx = 0; kx < 3; kx++) spread(g + kx, 3, half + kx, 3);
      wide *const to = w->weights + (int64_t)list * POINTS * w->channels + c;
      for (int y = 0; y < 4; y++) spread(half + 3 * y, 1, to + (int64_t)4 * y * w->channels, w->channels);
    }
}

// Four inputs, `step` apart, to four points.
INLINE void gather_points(const column *d, int step, column *to, int to_step) {
  to[0] = d[0] - d[2 * step];
  to[to_step] = d[step] + d[2 * step];
  to[2 * to_step] = d[2 * step] - d[step];
  to[3 * to_step] = d[step] - d[3 * step];
}

// One column of a row of tiles, transformed along the rows: to[point][part].
INLINE void gather_rows(const line *from, int row_lines, int last, column *to) {
  column d[4 * PARTS];
  UNROLL for (int y = 0; y < 4; y++) load_slab(from + (int64_t)smaller(y, last) * row_lines, d + y * PARTS);
  EACH_PART(p) gather_points(d + p, PARTS, to + p, PARTS);
}

// Transforms a few tiles of two output rows. `last`: the last row of a tile that is there; one that is not meets no output.
INLINE void transform_tiles(const int tiles, const winograd *w, int row, int col, int last) {
  const int step = w->channels * tiles * PARTS; // from point to point
  for (int c = 0; c < w->channels; c++) {
    const line *const from = w->from + (int64_t)row * w->row_lines + (int64_t)c * w->channel_lines + col;
    column seen[4][4 * PARTS]; // [column][point along the rows][part]
    gather_rows(from, w->row_lines, last, seen[2]);
    gather_rows(from + 1, w->row_lines, last, seen[3]);
    UNROLL for (int tile = 0; tile < tiles; tile++) {
      if (col + 2 * tile >= w->columns) break;
      UNROLL for (int x = 0; x < 2; x++) {
        memcpy(seen[x], seen[x + 2], sizeof seen[x]);
        gather_rows(from + 2 * tile + 2 + x, w->row_lines, last, seen[x + 2]);
      }
      column *const to = w->tiles + (c * tiles + tile) * PARTS;
      UNROLL for (int y = 0; y < 4; y++)
        EACH_PART(p) gather_points(&seen[0][y * PARTS + p], 4 * PARTS, to + 4 * y * step + p, step);
    }
  }
}

// products[filter][tile][part] of one point.
INLINE void multiply_point(const int filters, const int vectors, const wide *weights, const column *tiles, int channels,
                           int first, column *products) {
  column sums[SUMS];
  UNROLL for (int i = 0; i < filters * vectors; i++) sums[i] = zero();
  for (int c = 0; c < channels; c++) {
    const float *const w = (const float *)(weights + c) + first;
    column x[SUMS];
    UNROLL for (int v = 0; v < vectors; v++) {
      x[v] = tiles[c * vectors + v];
      KEEP(x[v]);
    }
    UNROLL for (int f = 0; f < filters; f++)
      UNROLL for (int v = 0; v < vectors; v++) sums[f * vectors + v] += all(w[f]) * x[v];
  }
  UNROLL for (int i = 0; i < filters * vectors; i++) products[i] = sums[i];
}

// From the points of a tile, `step` apart, to its outputs y[row][column], PARTS apart.
INLINE void outputs_of(const column *points, int step, column *y) {
  column half[2][4];
  UNROLL for (int x = 0; x < 4; x++) {
    const column a = points[x * step], b = points[(4 + x) * step], c = points[(8 + x) * step], d = points[(12 + x) * step];
    half[0][x] = a + b + c;
    half[1][x] = b - c - d;
  }
  UNROLL for (int r = 0; r < 2; r++) {
    y[2 * r * PARTS] = half[r][0] + half[r][1] + half[r][2];
    y[(2 * r + 1) * PARTS] = half[r][1] - half[r][2] - half[r][3];
  }
}

// Takes `rows` rows of `columns` outputs y[row][column][part] of a filter; adds to three sums of it.
typedef void (*take_tile)(const void *of, int filter, int row, int col, int rows, int columns, column *y, column *sums);
// Takes the sums of a filter over the slab.
typedef void (*take_sums)(const void *of, int filter, const column *sums);

// Some filters, a few tiles of two rows of outputs.
INLINE void winograd_filters(const int tiles, const winograd *w, int list, int first, int row, int col, const void *of, take_tile take) {
  const int filters = FILTERS_FOR(tiles), vectors = tiles * PARTS;
  const wide *const weights = w->weights + (int64_t)list * POINTS * w->channels;
  const int from = WIDE * list + first, count = smaller(filters, w->filters - from), rows = smaller(2, w->rows - row);
  column products[POINTS * SUMS];
  for (int p = 0; p < POINTS; p++)
    multiply_point(filters, vectors, weights + (int64_t)p * w->channels, w->tiles + (int64_t)p * w->channels * vectors,
                   w->channels, first, products + p * filters * vectors);
  for (int f = 0; f < count; f++)
    for (int t = 0; t < tiles && col + 2 * t < w->columns; t++) {
      column y[4 * PARTS], *const sums = w->sums + 3 * (from + f);
      EACH_PART(p) outputs_of(products + (f * tiles + t) * PARTS + p, filters * vectors, y + p);
      const int at = col + 2 * t;
      if (rows == 2 && at + 2 <= w->columns) take(of, from + f, row, at, 2, 2, y, sums);
      else take(of, from + f, row, at, rows, smaller(2, w->columns - at), y, sums);
    }
}

INLINE void winograd_rows(const int tiles, const winograd *w, const void *of, take_tile take) {
  for (int row = 0; row < w->rows; row += 2)
    for (int col = 0; col < w->columns; col += 2 * tiles) {
      transform_tiles(tiles, w, row, col, row + 2 <= w->rows ? 3 : 2);
      for (int list = 0; list < lists_of(w->filters); list++)
        for (int first = 0; first < WIDE && WIDE * list + first < w->filters; first += FILTERS_FOR(tiles))
          winograd_filters(tiles, w, list, first, row, col, of, take);
    }
}

// All outputs of a slab.
INLINE void winograd_slab(const winograd *w, const void *of, take_tile take, take_sums keep) {
  memset(w->sums, 0, sizeof(column) * 3 * w->filters);
  if (MOST_TILES >= 4 && w->columns > 4) winograd_rows(4, w, of, take);
  else if (MOST_TILES >= 2 && w->columns > 2) winograd_rows(2, w, of, take);
  else winograd_rows(1, w, of, take);
  for (int filter = 0; filter < w->filters; filter++) keep(of, filter, w->sums + 3 * filter);
}

#endif
