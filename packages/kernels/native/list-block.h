// The heart: a list of (offset, value) applied to a block of columns, sums held in registers.
#ifndef ALTSPARSE_LIST_BLOCK_H
#define ALTSPARSE_LIST_BLOCK_H
#include "tape.h"

// Where a block of columns is read: lines between rows and between columns.
typedef struct { int rows, columns; } strides;

// A part of a list of entries.
typedef struct {
  const int32_t *offsets;
  const float *values;
  int count;
} entries;

INLINE entries entries_of(const place *here, const lists *l, int list) {
  const int32_t *const starts = at(here, l->starts);
  const int32_t from = starts[list];
  return (entries){(const int32_t *)at(here, l->offsets) + from,
                   (const float *)at(here, l->values) + (int64_t)from * l->block, starts[list + 1] - from};
}

// sums[r][c][part] += Σ value · input, one list.
INLINE void sum_list(const int rows, const int columns, const int step, const line *from, int row_lines, entries e,
                     column *sums) {
  for (int i = 0; i < e.count; i++) {
    const line *const p = from + e.offsets[i];
    const column w = all(e.values[i]);
    UNROLL for (int r = 0; r < rows; r++)
      UNROLL for (int c = 0; c < columns; c++) {
        column x[PARTS];
        load_slab(p + (int64_t)r * row_lines + c * step, x);
        EACH_PART(part) sums[(r * columns + c) * PARTS + part] += w * x[part];
      }
  }
}

// sums[f][c][part] += Σ value[f] · input, lists of four of which `filters` are summed, from filter `first`.
INLINE void sum_block(const int filters, const int columns, const int step, const line *from, entries e, int first,
                      column *sums) {
  for (int i = 0; i < e.count; i++) {
    const line *const p = from + e.offsets[i];
    const float *const w = e.values + 4 * (int64_t)i + first;
    column x[4 * PARTS];
    UNROLL for (int c = 0; c < columns; c++) load_slab(p + c * step, x + c * PARTS);
    UNROLL for (int f = 0; f < filters; f++)
      UNROLL for (int c = 0; c < columns * PARTS; c++) sums[f * columns * PARTS + c] += all(w[f]) * x[c];
  }
}

#endif
