// Activations and their derivatives, lane by lane where they are not a comparison.
#ifndef ALTSPARSE_ACTIVATION_H
#define ALTSPARSE_ACTIVATION_H
#include <math.h>
#include "tape.h"

INLINE float sigmoid_of(float x) { return 1 / (1 + expf(-x)); }

INLINE float activate_one(int act, float slope, float x) {
  switch (act) {
    case RELU6: return x <= 0 ? 0 : x >= 6 ? 6 : x;
    case LEAKY_RELU: return x < 0 ? slope * x : x;
    case ELU: return x < 0 ? expm1f(x) : x;
    case SIGMOID: return sigmoid_of(x);
    case TANH: return tanhf(x);
    case SWISH: return x * sigmoid_of(x);
    default: return x;
  }
}

// The derivative at x.
INLINE float slope_of(int act, float slope, float x) {
  switch (act) {
    case RELU: return x > 0;
    case RELU6: return x > 0 && x < 6;
    case LEAKY_RELU: return x > 0 ? 1 : slope; // at 0 too, where an empty filter is
    case ELU: return x < 0 ? expf(x) : 1;
    case SIGMOID: { const float y = sigmoid_of(x); return y * (1 - y); }
    case TANH: { const float y = tanhf(x); return 1 - y * y; }
    case SWISH: { const float y = sigmoid_of(x); return y + x * y * (1 - y); }
    default: return 1;
  }
}

NOINLINE column activate_rare(int act, float slope, column x) {
  for (int lane = 0; lane < LANES; lane++) x[lane] = activate_one(act, slope, x[lane]);
  return x;
}

INLINE column activate(int act, float slope, column x) {
  return act == NONE ? x : act == RELU ? at_least_zero(x) : activate_rare(act, slope, x);
}

NOINLINE column slopes_rare(int act, float slope, column x) {
  for (int lane = 0; lane < LANES; lane++) x[lane] = slope_of(act, slope, x[lane]);
  return x;
}

#endif
