// Numbers between an array of the host and the memory, by a list of indices, as functions of the addon.
#ifndef ALTSPARSE_ADDON_PICK_H
#define ALTSPARSE_ADDON_PICK_H
#include "addon-machine.h"
#include "vector.h"

typedef struct {
  const int32_t *indices;
  float *numbers, *whole;
  size_t count;
  int32_t length; // of the array
  int scatters;
  _Atomic int outside;
} picking;

#define INDICES_AHEAD 128 // sixteen entries of a list of eight filters

// Which places of a block have a weight nobody can guess: no branch asks.
INLINE float *place_or(float *whole, int32_t index, float *other) {
  const intptr_t kept = ~((intptr_t)index >> (8 * sizeof index - 1));
  return (float *)(((intptr_t)(whole + index) & kept) | ((intptr_t)other & ~kept));
}

static int32_t pick_share(char *job, const int32_t *tape, int32_t unused, int32_t thread, int32_t threads, void *team) {
  picking *const p = (picking *)job;
  const size_t from = p->count * thread / threads, to = p->count * (thread + 1) / threads;
  float nowhere = 0;
  (void)tape, (void)unused, (void)team;
  for (size_t i = from; i < to; i++) {
    // Indices of kept weights lie far apart: memory is asked for them ahead.
    if (i + INDICES_AHEAD < to) __builtin_prefetch(p->whole + p->indices[i + INDICES_AHEAD]);
    const int32_t index = p->indices[i];
    if (index >= p->length) p->outside = 1;
    else if (p->scatters) *place_or(p->whole, index, &nowhere) = p->numbers[i];
    else p->numbers[i] = *place_or(p->whole, index, &nowhere);
  }
  return -1;
}

// The operands of both: machine, array, byte addresses of indices and numbers, count.
static machine *picking_of(napi_env env, napi_value *values, picking *to) {
  double indices, count, numbers;
  bytes array;
  machine *const m = machine_of(env, values[0]);
  if (!m || !bytes_of(env, values[1], &array) || !double_of(env, values[2], &indices) ||
      !double_of(env, values[3], &count) || !double_of(env, values[4], &numbers))
    return NULL;
  if (!is_inside(m, indices, 4 * count) || !is_inside(m, numbers, 4 * count)) {
    fail(env, "outside of the memory");
    return NULL;
  }
  *to = (picking){.indices = (const int32_t *)(m->memory + (size_t)indices), .numbers = (float *)(m->memory + (size_t)numbers),
                  .whole = (float *)array.data, .count = (size_t)count, .length = (int32_t)(array.bytes / sizeof(float))};
  return m;
}

// gather(machine, float array, byte address of indices, count, byte address of the result): result[i] = array[indices[i]], 0 for −1
// scatter(machine, float array, byte address of indices, count, byte address of values): array[indices[i]] = values[i]
static napi_value pick(napi_env env, napi_callback_info info, int scatters) {
  napi_value values[5];
  picking job;
  if (!arguments(env, info, 5, values)) return NULL;
  machine *const m = picking_of(env, values, &job);
  if (!m) return NULL;
  job.scatters = scatters;
  share_out(m->team, pick_share, &job, job.count);
  return job.outside ? fail(env, "an index is outside of the array") : NULL;
}

static napi_value gather_floats(napi_env env, napi_callback_info info) { return pick(env, info, 0); }
static napi_value scatter_floats(napi_env env, napi_callback_info info) { return pick(env, info, 1); }

#endif
