// Batch normalisation beside the convolutions: from sums to the scale and shift of each channel, and back.
#ifndef ALTSPARSE_NORM_H
#define ALTSPARSE_NORM_H
#include <math.h>
#include "tape.h"

// Numbers that need not start a line.
typedef struct { int32_t line, offset; } spot;
INLINE float *floats_at(const place *here, spot s) { return (float *)at(here, s.line) + s.offset; }

typedef struct {
  int32_t channels, items, sums;
  float count, epsilon;
  int32_t gamma, beta, scale, shift, mean, inverse;
  spot moments; // mean, then unbiased variance
} norm_statistics;

// Σ over items of number `which` of `width` numbers of one channel, in the order of items.
INLINE double over_items(const place *here, int32_t sums, int items, int channels, int channel, int width, int which) {
  const double *const from = at(here, sums);
  double sum = 0;
  for (int item = 0; item < items; item++) sum += from[((int64_t)item * channels + channel) * width + which];
  return sum;
}

static void run_norm_statistics(const place *here, const norm_statistics *op) {
  const float *const gamma = at(here, op->gamma), *const beta = at(here, op->beta);
  float *const scale = at(here, op->scale), *const shift = at(here, op->shift);
  float *const means = at(here, op->mean), *const inverse = at(here, op->inverse);
  float *const moments = floats_at(here, op->moments);
  const range own_channels = own(here, op->channels);
  for (int c = own_channels.from; c < own_channels.to; c++) {
    const double mean = over_items(here, op->sums, op->items, op->channels, c, 2, 0) / op->count;
    const double square = over_items(here, op->sums, op->items, op->channels, c, 2, 1) / op->count - mean * mean;
    const double variance = square < 0 ? 0 : square;
    means[c] = mean;
    inverse[c] = 1 / sqrt(variance + op->epsilon);
    scale[c] = gamma[c] * inverse[c];
    shift[c] = beta[c] - means[c] * scale[c];
    moments[c] = mean;
    moments[op->channels + c] = op->count > 1 ? variance * op->count / (op->count - 1) : variance;
  }
}

typedef struct {
  int32_t channels;
  float epsilon;
  int32_t gamma, beta;
  spot mean, variance;
  int32_t scale, shift;
} norm_fixed;

static void run_norm_fixed(const place *here, const norm_fixed *op) {
  const float *const gamma = at(here, op->gamma), *const beta = at(here, op->beta);
  const float *const mean = floats_at(here, op->mean), *const variance = floats_at(here, op->variance);
  float *const scale = at(here, op->scale), *const shift = at(here, op->shift);
  const range own_channels = own(here, op->channels);
  for (int c = own_channels.from; c < own_channels.to; c++) {
    scale[c] = gamma[c] / sqrt((double)variance[c] + op->epsilon);
    shift[c] = beta[c] - mean[c] * scale[c];
  }
}

typedef struct {
  int32_t channels, items, sums, which;
  float count;
  int32_t gamma, mean, inverse, a, b, c;
  spot gamma_gradient, beta_gradient;
} norm_backward;

// The gradient of a normalisation's input is a · g + b · y + c of each channel.
static void run_norm_backward(const place *here, const norm_backward *op) {
  const float *const gamma = at(here, op->gamma), *const mean = at(here, op->mean), *const inverse = at(here, op->inverse);
  float *const a = at(here, op->a), *const b = at(here, op->b), *const c = at(here, op->c);
  float *const of_gamma = floats_at(here, op->gamma_gradient), *const of_beta = floats_at(here, op->beta_gradient);
  const range own_channels = own(here, op->channels);
  for (int i = own_channels.from; i < own_channels.to; i++) {
    const double sum = over_items(here, op->sums, op->items, op->channels, i, 3, 0);
    const double with_norm = over_items(here, op->sums, op->items, op->channels, i, 3, op->which) * inverse[i];
    const double scale = (double)gamma[i] * inverse[i];
    a[i] = scale;
    b[i] = -scale * inverse[i] * with_norm / op->count;
    c[i] = -scale * sum / op->count - (double)b[i] * mean[i];
    of_gamma[i] = with_norm;
    of_beta[i] = sum;
  }
}

typedef struct {
  int32_t channels, items, sums;
  spot to;
} sum_items;

static void run_sum_items(const place *here, const sum_items *op) {
  float *const to = floats_at(here, op->to);
  const range own_channels = own(here, op->channels);
  for (int c = own_channels.from; c < own_channels.to; c++)
    to[c] = over_items(here, op->sums, op->items, op->channels, c, 1, 0);
}

#endif
