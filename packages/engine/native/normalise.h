// Batch normalisation of rows of channels, with what follows it: the sum with a shortcut, and the ReLU. Each pass reads
// and writes every number once; sums are taken in blocks that stay in the first cache, so that the spread around a
// block's own mean can be summed without reading memory twice. The parts do not depend on the number of threads: nor do
// the bits.
#pragma once
#include <cstdint>

class Team;

struct Forward {
  const float *x, *scale, *offset;
  const float* side;  // nothing, or as many numbers as x
  float *y, *mean, *variance, *spread;
  int64_t rows, channels;
  float epsilon;
  bool relu;
};

struct Backward {
  const float *gradient;
  const float* more;  // nothing, or a second gradient that is added
  const float *x, *scale, *offset, *mean, *spread;
  const float* y;  // the output; needed for a ReLU after a sum
  float* gated;    // where the sum of the gradients goes, past the ReLU; nothing if nobody asks
  float *dx, *dscale, *doffset;
  int64_t rows, channels;
  bool relu;
};

void forward(const Forward&, Team&);
void backward(const Backward&, Team&);
