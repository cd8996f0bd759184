// A line: one column of all images of a tile. In fp32 sixteen images; in mixed precision thirty-two, as fp16 in tensors
// and as pairs of bf16 in slabs. PARTS vectors of fp32 are made of it; part p holds images 16 · p to 16 · p + 15.
#ifndef ALTSPARSE_LINE_H
#define ALTSPARSE_LINE_H
#include "vector.h"
#if defined(__AVX512F__)
#include <immintrin.h>
#endif

#if MIXED
#include "line-mixed.h"
#else
#define PARTS 1
typedef column line;

INLINE void load_line(const line *from, column *to) { to[0] = *from; }
INLINE void store_line(line *to, const column *from) { *to = from[0]; }
INLINE void load_slab(const line *from, column *to) { to[0] = *from; }
INLINE void store_slab(line *to, const column *from) { *to = from[0]; }
// sum + g · x over all parts of two lines of slabs.
INLINE column add_products_of_lines(column sum, line g, line x) { return sum + g * x; }
#endif

#define TILE (LANES * PARTS) // images
#define EACH_PART(p) UNROLL for (int p = 0; p < PARTS; p++)

// Stores what nobody reads soon: past the caches, which then keep what is at hand, and without reading the line first.
INLINE void store_far(line *to, const column *from) {
#if defined(__AVX512F__)
  line whole;
  store_line(&whole, from);
  _mm512_stream_si512((__m512i *)to, (__m512i)whole);
#else
  store_line(to, from);
#endif
}

// Makes such stores seen by others.
INLINE void finish_stores(void) {
#if defined(__AVX512F__)
  _mm_sfence();
#endif
}

INLINE line zero_line(void) { return (line){0}; }

#endif
