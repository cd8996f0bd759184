// Vectors of sixteen numbers. The compiler splits them into what the processor has.
#ifndef ALTSPARSE_VECTOR_H
#define ALTSPARSE_VECTOR_H
#include <stdint.h>

#define LANES 16
#define LINE 64 // bytes

typedef float column __attribute__((vector_size(LINE)));
typedef int32_t column_bits __attribute__((vector_size(LINE)));
typedef uint32_t column_words __attribute__((vector_size(LINE)));

#define INLINE static inline __attribute__((always_inline))
#define NOINLINE static __attribute__((noinline))
#if defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 32")
#endif

// How many vectors of sums fit into registers while a list is worked through.
#if defined(__AVX512F__)
#define SUMS 16
#elif defined(__AVX2__) || defined(__aarch64__)
#define SUMS 4
#else
#define SUMS 2
#endif

INLINE column zero(void) { return (column){0}; }
// Less 0 and not plus 0, which would be an addition: −0 + 0 is 0.
INLINE column all(float value) { return value - zero(); }

// Keeps a vector in a register where the compiler would read it from memory at each use.
#if defined(__AVX512F__)
#define KEEP(x) __asm__("" : "+v"(x))
#else
#define KEEP(x) ((void)0)
#endif

typedef float half_column __attribute__((vector_size(LINE / 2)));
typedef float quarter_column __attribute__((vector_size(LINE / 4)));

INLINE float sum_lanes(column x) {
  const half_column h = __builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7) +
                        __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15);
  const quarter_column q = __builtin_shufflevector(h, h, 0, 1, 2, 3) + __builtin_shufflevector(h, h, 4, 5, 6, 7);
  return (q[0] + q[2]) + (q[1] + q[3]);
}

// 0 where `where` is 0 or less, else x: what is not a number stays so.
INLINE column where_positive(column where, column x) {
  return (column)(~(column_bits)(where <= zero()) & (column_bits)x);
}

INLINE column at_least_zero(column x) { return where_positive(x, x); }

#endif
