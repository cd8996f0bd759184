// A line: one column of all images of a tile. In fp32 sixteen images; in mixed precision thirty-two, as fp16 in tensors
// and as pairs of bf16 in slabs. PARTS vectors of fp32 are made of it; part p holds images 16 · p to 16 · p + 15.
#ifndef ALTSPARSE_LINE_H
#define ALTSPARSE_LINE_H
#include "vector.h"

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

INLINE line zero_line(void) { return (line){0}; }

#endif
