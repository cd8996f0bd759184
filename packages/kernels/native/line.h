// A line: one column of all images of a tile. In fp32 sixteen images; in mixed precision thirty-two, as fp16 in tensors
// and as pairs of bf16 in slabs. PARTS vectors of fp32 are made of it; part p holds images from LANES · p.
#ifndef ALTSPARSE_LINE_H
#define ALTSPARSE_LINE_H
#include "vector.h"
#if defined(__AVX2__)
#include <immintrin.h>
#endif

#if MIXED
#include "line-mixed.h"
#else
#define PARTS (LINE / 4 / LANES)
#if LANES * 4 == LINE
typedef column line; // a structure of one would not stay in its register
#else
typedef struct { column parts[PARTS]; } line;
#endif

INLINE void load_line(const line *from, column *to) { UNROLL for (int p = 0; p < PARTS; p++) to[p] = ((const column *)from)[p]; }
INLINE void store_line(line *to, const column *from) { UNROLL for (int p = 0; p < PARTS; p++) ((column *)to)[p] = from[p]; }
INLINE void load_slab(const line *from, column *to) { load_line(from, to); }
INLINE void store_slab(line *to, const column *from) { store_line(to, from); }
// sum + g · x over all parts of two lines of slabs.
INLINE column add_products_of_lines(column sum, line g, line x) {
#if LANES * 4 == LINE
  return sum + g * x;
#else
  UNROLL for (int p = 0; p < PARTS; p++) sum += g.parts[p] * x.parts[p];
  return sum;
#endif
}
#endif

#define TILE (LANES * PARTS) // images
#define EACH_PART(p) UNROLL for (int p = 0; p < PARTS; p++)

// Stores what nobody reads soon: past the caches, which then keep what is at hand, and without reading the line first.
INLINE void store_far(line *to, const column *from) {
#if defined(__AVX512F__)
  line whole;
  store_line(&whole, from);
  _mm512_stream_si512((__m512i *)to, *(const __m512i *)&whole);
#elif defined(__AVX2__)
  EACH_PART(p) _mm256_stream_ps((float *)to + LANES * p, from[p]);
#else
  store_line(to, from);
#endif
}

// Makes such stores seen by others.
INLINE void finish_stores(void) {
#if defined(__AVX2__)
  _mm_sfence();
#endif
}

INLINE line zero_line(void) { return (line){0}; }

#endif
