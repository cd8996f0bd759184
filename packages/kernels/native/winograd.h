// Winograd's F(4x4, 3x3) and F(2x2, 3x3) for dense convolutions of 3x3 and stride 1: a tile of outputs from inputs that reach two
// rows and columns further, 36 multiplications in place of 144 or, on small images, 16 in place of 36.
// Lists of WIDE filters that leave nothing out say where the values lie; they are used in the order of (row, channel, column).
#ifndef ALTSPARSE_WINOGRAD_H
#define ALTSPARSE_WINOGRAD_H
#include <string.h>
#include "list-block.h"
#include "winograd-points.h"

#define MOST 4                                   // rows and columns of outputs in a tile
#define SIDE(made) ((made) + 2)                  // of the inputs that they need
#define POINTS(made) (SIDE(made) * SIDE(made))
// Tiles next to each other and filters whose sums fit into registers: with one tile in a row there are more filters.
#define MOST_TILES (SUMS / PARTS >= 8 ? 2 : 1)
#define FILTERS_FOR(tiles) (SUMS / PARTS / (tiles) >= WIDE ? WIDE : SUMS / PARTS / (tiles))

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

// Rows and columns of a tile.
INLINE int made_for(const winograd *w) { return w->columns > 2 ? 4 : 2; }

// From point to point of a few tiles: not a power of two, or all points would fall into the same few places of a cache.
INLINE int tile_step(const winograd *w, int tiles) { return (w->channels + 1) * tiles * PARTS; }

// What all that takes: transformed weights, tiles and sums; WIDE numbers are half a line.
INLINE int winograd_lines(int channels, int filters) {
  return POINTS(MOST) / 2 * (channels * lists_of(filters) + (channels + 1) * MOST_TILES * TILE / WIDE) + 3 * filters;
}

// Where the first window lies, and what is transformed and summed: behind all slabs.
INLINE winograd winograd_at(const place *here, line *scratch, winograd w) {
  w.from += entries_of(here, w.lists, 0).offsets[0];
  w.weights = (wide *)scratch;
  w.tiles = (column *)scratch + (int64_t)lists_of(w.filters) * POINTS(MOST) * w.channels * WIDE / LANES;
  w.sums = w.tiles + POINTS(MOST) * tile_step(&w, MOST_TILES);
  return w;
}

INLINE void transform_filters(const int made, const winograd *w, const float *values) {
  const int side = SIDE(made);
  for (int list = 0; list < lists_of(w->filters); list++)
    for (int c = 0; c < w->channels; c++) {
      wide g[9], half[3 * SIDE(MOST)];
      for (int ky = 0; ky < 3; ky++)
        memcpy(g + 3 * ky, values + (((int64_t)list * 3 + ky) * w->channels + c) * 3 * WIDE, 3 * sizeof *g);
      for (int kx = 0; kx < 3; kx++) spread(made, g + kx, 3, half + kx, 3);
      wide *const to = w->weights + (int64_t)list * POINTS(made) * w->channels + c;
      for (int y = 0; y < side; y++) spread(made, half + 3 * y, 1, to + (int64_t)side * y * w->channels, w->channels);
    }
}

// Once for each instruction; every thread has its own.
static void transform_weights(const place *here, const winograd *w) {
  const float *const values = at(here, w->lists->values);
  if (made_for(w) == 4) transform_filters(4, w, values);
  else transform_filters(2, w, values);
}

// One column of a row of tiles, transformed along the rows: to[point][part].
INLINE void gather_rows(const int made, const line *from, int row_lines, int last, column *to) {
  column d[SIDE(MOST) * PARTS];
  UNROLL for (int y = 0; y < SIDE(made); y++) load_slab(from + (int64_t)smaller(y, last) * row_lines, d + y * PARTS);
  EACH_PART(p) gather_points(made, d + p, PARTS, to + p, PARTS);
}

// Transforms a few tiles of one row of tiles. `last`: the last row of a tile that is there; one that is not meets no output.
INLINE void transform_tiles(const int made, const int tiles, const winograd *w, int row, int col, int last) {
  const int side = SIDE(made), step = tile_step(w, tiles);
  for (int c = 0; c < w->channels; c++) {
    const line *const from = w->from + (int64_t)row * w->row_lines + (int64_t)c * w->channel_lines + col;
    const int end = w->columns + 1 - col;         // the last column that is there
    column seen[SIDE(MOST)][SIDE(MOST) * PARTS]; // [column][point along the rows][part]
    gather_rows(made, from, w->row_lines, last, seen[made]);
    gather_rows(made, from + 1, w->row_lines, last, seen[made + 1]);
    UNROLL for (int tile = 0; tile < tiles; tile++) {
      if (col + made * tile >= w->columns) break;
      UNROLL for (int x = 0; x < 2; x++) memcpy(seen[x], seen[made + x], sizeof seen[x]);
      UNROLL for (int x = 2; x < side; x++)
        gather_rows(made, from + smaller(made * tile + x, end), w->row_lines, last, seen[x]);
      column *const to = w->tiles + (c * tiles + tile) * PARTS;
      UNROLL for (int y = 0; y < side; y++)
        EACH_PART(p) gather_points(made, &seen[0][y * PARTS + p], SIDE(MOST) * PARTS, to + side * y * step + p, step);
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

// products[point][filter][tile][part] of some filters.
INLINE void multiply_points(const int made, const int tiles, const winograd *w, int list, int first, column *products) {
  const int filters = FILTERS_FOR(tiles), vectors = tiles * PARTS, points = POINTS(made);
  const wide *const weights = w->weights + (int64_t)list * points * w->channels;
  for (int p = 0; p < points; p++)
    multiply_point(filters, vectors, weights + (int64_t)p * w->channels, w->tiles + p * tile_step(w, tiles), w->channels,
                   first, products + p * filters * vectors);
}

// Of these there is one for both ways: their loops are long.
NOINLINE void transform_2(const winograd *w, int row, int col, int last) { transform_tiles(2, 1, w, row, col, last); }
NOINLINE void transform_4(const winograd *w, int row, int col, int last) { transform_tiles(4, 1, w, row, col, last); }
NOINLINE void multiply_2(const winograd *w, int list, int first, column *to) { multiply_points(2, 1, w, list, first, to); }
NOINLINE void multiply_4(const winograd *w, int list, int first, column *to) { multiply_points(4, 1, w, list, first, to); }
#if MOST_TILES > 1
NOINLINE void transform_some(const winograd *w, int row, int col, int last) {
  transform_tiles(4, MOST_TILES, w, row, col, last);
}
NOINLINE void multiply_some(const winograd *w, int list, int first, column *to) {
  multiply_points(4, MOST_TILES, w, list, first, to);
}
#else
#define transform_some transform_4
#define multiply_some multiply_4
#endif

// From the points of a tile, `step` apart, to its outputs y[row][column of MOST], PARTS apart.
INLINE void tile_outputs(const int made, const column *points, int step, column *y) {
  const int side = SIDE(made);
  column half[MOST * SIDE(MOST)];
  UNROLL for (int x = 0; x < side; x++) outputs_of(made, points + x * step, side * step, half + x, SIDE(MOST));
  UNROLL for (int r = 0; r < made; r++) outputs_of(made, half + r * SIDE(MOST), 1, y + r * MOST * PARTS, PARTS);
}

// Takes `rows` rows of `columns` outputs y[row][column of MOST][part] of a filter; adds to three sums of it.
typedef void (*take_tile)(const void *of, int filter, int row, int col, int rows, int columns, column *y, column *sums);
// Takes the sums of a filter over the slab.
typedef void (*take_sums)(const void *of, int filter, const column *sums);

// Some filters, a few tiles of one row of tiles.
INLINE void winograd_filters(const int made, const int tiles, const winograd *w, int list, int first, int row, int col,
                             const void *of, take_tile take) {
  const int filters = FILTERS_FOR(tiles), vectors = tiles * PARTS;
  const int from = WIDE * list + first, count = smaller(filters, w->filters - from), rows = smaller(made, w->rows - row);
  column products[POINTS(MOST) * SUMS];
  (made == 2 ? multiply_2 : tiles == 1 ? multiply_4 : multiply_some)(w, list, first, products);
  for (int f = 0; f < count; f++)
    for (int t = 0; t < tiles && col + made * t < w->columns; t++) {
      column y[MOST * MOST * PARTS], *const sums = w->sums + 3 * (from + f);
      EACH_PART(p) tile_outputs(made, products + (f * tiles + t) * PARTS + p, filters * vectors, y + p);
      const int at = col + made * t;
      if (rows == made && at + made <= w->columns) take(of, from + f, row, at, made, made, y, sums);
      else take(of, from + f, row, at, rows, smaller(made, w->columns - at), y, sums);
    }
}

INLINE void winograd_rows(const int made, const int tiles, const winograd *w, const void *of, take_tile take) {
  for (int row = 0; row < w->rows; row += made)
    for (int col = 0; col < w->columns; col += made * tiles) {
      (made == 2 ? transform_2 : tiles == 1 ? transform_4 : transform_some)(w, row, col, smaller(made, w->rows - row) + 1);
      for (int list = 0; list < lists_of(w->filters); list++)
        for (int first = 0; first < WIDE && WIDE * list + first < w->filters; first += FILTERS_FOR(tiles))
          winograd_filters(made, tiles, w, list, first, row, col, of, take);
    }
}

// All outputs of a slab.
INLINE void winograd_slab(const winograd *w, const void *of, take_tile take, take_sums keep) {
  memset(w->sums, 0, sizeof(column) * 3 * w->filters);
  if (made_for(w) == 2) winograd_rows(2, 1, w, of, take);
  else if (w->columns > 4) winograd_rows(4, MOST_TILES, w, of, take);
  else winograd_rows(4, 1, w, of, take);
  for (int filter = 0; filter < w->filters; filter++) keep(of, filter, w->sums + 3 * filter);
}

#endif
