// Sums and products of the host's arrays, at listed places or everywhere, as functions of the addon.
#ifndef ALTSPARSE_ADDON_LISTS_H
#define ALTSPARSE_ADDON_LISTS_H
#include "addon-machine.h"
#include "host-lists.h"

// The numbers of a Float32Array; places have to lie inside of the shortest. What is no array has none.
static float *floats_of(napi_env env, napi_value value, listed *l) {
  bytes array = {NULL, 0};
  bytes_of(env, value, &array);
  const size_t length = array.bytes / sizeof(float);
  if (length < l->length) l->length = length;
  return (float *)array.data;
}

// Places (Uint32Array) and the first; all places where there is no list.
static int list_of(napi_env env, napi_value places, napi_value first, listed *l) {
  bytes array;
  napi_valuetype type;
  if (napi_typeof(env, places, &type) == napi_ok && type == napi_undefined) {
    *l = (listed){NULL, 0, SIZE_MAX, 0, 1};
    return 1;
  }
  if (!bytes_of(env, places, &array)) return 0;
  if (napi_get_value_uint32(env, first, &l->first) != napi_ok) {
    fail(env, "the first place was expected");
    return 0;
  }
  *l = (listed){(const uint32_t *)array.data, array.bytes / sizeof(uint32_t), SIZE_MAX, l->first, 0};
  return 1;
}

static napi_value outside(napi_env env) { return fail(env, "a place is outside of an array"); }

typedef struct {
  int count; // of parts
  float *to;
  const part *parts;
  listed list;
} combination;

static int32_t combine_share(char *job, const int32_t *tape, int32_t unused, int32_t thread, int32_t threads, void *team) {
  combination c = *(const combination *)job;
  const size_t from = c.list.count * thread / threads, to = c.list.count * (thread + 1) / threads;
  (void)tape, (void)unused, (void)team;
  if (from == to) return -1;
  if (c.list.everywhere) combine_everywhere(c.count, c.to, c.parts, from, to);
  else {
    c.list.places += from;
    c.list.count = to - from;
    combine(c.count, c.to, c.parts, c.list);
  }
  return -1;
}

// A machine's threads; none of one that was disposed.
static team *team_of(napi_env env, napi_value value) {
  machine *m = NULL;
  return napi_get_value_external(env, value, (void **)&m) == napi_ok ? m->team : NULL;
}

// combine(machine, Float32Array to, places or undefined, first, count of parts, factor, Float32Array, factor, Float32Array, factor, Float32Array)
static napi_value combine_listed(napi_env env, napi_callback_info info) {
  napi_value values[11];
  uint32_t count;
  listed l;
  part parts[MOST_PARTS];
  if (!arguments(env, info, 11, values) || !list_of(env, values[2], values[3], &l)) return NULL;
  float *const to = floats_of(env, values[1], &l);
  if (l.everywhere) l.count = l.length;
  if (napi_get_value_uint32(env, values[4], &count) != napi_ok || count < 1 || count > MOST_PARTS) return fail(env, "one part to three");
  for (uint32_t i = 0; i < count; i++) {
    if (!double_of(env, values[5 + 2 * i], &parts[i].factor)) return NULL;
    parts[i].values = floats_of(env, values[6 + 2 * i], &l);
  }
  if (l.everywhere ? l.length < l.count : !all_inside(l)) return outside(env);
  combination job = {(int)count, to, parts, l};
  share_out(team_of(env, values[0]), combine_share, &job, l.count);
  return NULL;
}

// inner(Float32Array, Float32Array, places, first): a number
static napi_value inner_listed(napi_env env, napi_callback_info info) {
  napi_value values[4], result;
  listed l;
  if (!arguments(env, info, 4, values) || !list_of(env, values[2], values[3], &l)) return NULL;
  const float *const a = floats_of(env, values[0], &l), *const b = floats_of(env, values[1], &l);
  if (l.everywhere) return fail(env, "places were expected");
  if (!all_inside(l)) return outside(env);
  napi_create_double(env, inner(a, b, l), &result);
  return result;
}

#endif
