// What a tape says. All operands are int32; addresses count lines of 64 bytes from the memory's base, 0 means none.
// The TypeScript side is src/tape; both follow the order of the fields here.
#ifndef ALTSPARSE_TAPE_H
#define ALTSPARSE_TAPE_H
#include "line.h"

enum opcode {
  CONV_FORWARD = 1,
  CONV_BACKWARD,
  NORM_STATISTICS,
  NORM_FIXED,
  NORM_BACKWARD,
  JUNCTION,
  JUNCTION_BACKWARD,
  GLOBAL_POOL,
  GLOBAL_POOL_BACKWARD,
  POOL,
  POOL_BACKWARD,
  WINDOW,
  FLATTEN,
  ADD,
  IMAGES_IN,
  FEATURES_OUT,
  FEATURES_IN,
  GATHER,
  SCATTER,
  FILL,
  DROPOUT,
  DROPOUT_BACKWARD,
  SUM_ITEMS,
  SCALE
};

enum activation { NONE, RELU, RELU6, LEAKY_RELU, ELU, SIGMOID, TANH, SWISH };

typedef struct { int32_t batch, tiles; } lanes;

// A value: act(first + second); a term is a tensor, or scale · tensor + shift.
typedef struct {
  int32_t rows, channels, columns, act;
  float slope;
  int32_t first, firstScale, firstShift, second, secondScale, secondShift, store;
} source;

typedef struct {
  int32_t kernelRows, kernelColumns, strideRows, strideColumns, padTop, padLeft, outRows, outChannels, outColumns;
  int32_t slabRows, chunks, slab, slabLines;
} geometry;

// `count` lists of (offset, `block` values) in one array; list i is starts[i] … starts[i + 1]. Blocks of 8: see winograd.h.
typedef struct { int32_t block, count, starts, offsets, values; } lists;

typedef struct {
  lanes lanes;
  source source;
  geometry geometry;
  lists lists;
  int32_t output, bias, sums;
} conv_forward;

// The output's gradient: `gradient`, or a · gradient + b · output + c behind a normalisation.
typedef struct { int32_t gradient, output, a, b, c; } output_gradient;

// Where the output's gradient lies in its slab.
typedef struct { int32_t top, left, slabColumns, extraRows; } halo;

// What becomes of the input's gradient.
typedef struct {
  int32_t result, addFirst, addSecond, mask, yFirst, meanFirst, ySecond, meanSecond, sums;
} epilogue;

typedef struct {
  lanes lanes;
  source source;
  geometry geometry;
  output_gradient gradient;
  halo halo;
  lists weights;
  int32_t weightStride;
  lists inputs;
  int32_t bias;
  epilogue epilogue;
} conv_backward;

INLINE int larger(int a, int b) { return a > b ? a : b; }
INLINE int smaller(int a, int b) { return a < b ? a : b; }

// One machine as a thread sees it.
typedef struct {
  char *memory;
  int thread, threads;
} place;

INLINE void *at(const place *here, int32_t address) { return here->memory + (int64_t)address * LINE; }

// The part of `count` things that a thread does.
typedef struct { int from, to; } range;
INLINE range part_of(int count, int part, int parts) {
  return (range){(int)((int64_t)part * count / parts), (int)((int64_t)(part + 1) * count / parts)};
}
INLINE range own(const place *here, int count) { return part_of(count, here->thread, here->threads); }

#endif
