// The kernels as an addon for Node: memory of its own, a team of threads, tapes to run.
#include <stdlib.h>
#include <string.h>
#include "addon-lists.h"
#include "addon-pick.h"
#include "vector.h"

#if defined(__AVX512F__)
#define HAS_MIXED 1
#else
#define HAS_MIXED 0
#endif

int32_t altsparse_run(char *memory, const int32_t *tape, int32_t length, int32_t thread, int32_t threads, void *team);
int32_t altsparse_run_mixed(char *memory, const int32_t *tape, int32_t length, int32_t thread, int32_t threads, void *team);

// open(threads): a machine.
static napi_value open_machine(napi_env env, napi_callback_info info) {
  napi_value value, result;
  double threads;
  if (!arguments(env, info, 1, &value) || !double_of(env, value, &threads)) return NULL;
  machine *const m = calloc(1, sizeof *m);
  if (m) m->memory = reserve(&m->reserved);
  if (!m || !m->memory) {
    free(m);
    return fail(env, "no memory could be reserved");
  }
#ifdef MADV_HUGEPAGE
  madvise(m->memory, m->reserved, MADV_HUGEPAGE);
#endif
  m->team = team_start((int32_t)threads);
  if (!m->team) {
    release(m);
    free(m);
    return fail(env, "the threads could not be started");
  }
  napi_create_external(env, m, finalize, NULL, &result);
  return result;
}

// capacity(machine): bytes of its memory, at most.
static napi_value capacity(napi_env env, napi_callback_info info) {
  napi_value value, result;
  if (!arguments(env, info, 1, &value)) return NULL;
  const machine *const m = machine_of(env, value);
  if (!m) return NULL;
  napi_create_double(env, (double)m->reserved, &result);
  return result;
}

static napi_value close_machine(napi_env env, napi_callback_info info) {
  napi_value value;
  machine *m = NULL;
  if (arguments(env, info, 1, &value) && napi_get_value_external(env, value, (void **)&m) == napi_ok) release(m);
  return NULL;
}

// write(machine, byte address, typed array), read(machine, byte address, typed array)
static napi_value copy(napi_env env, napi_callback_info info, int writes) {
  napi_value values[3];
  double address;
  bytes array;
  if (!arguments(env, info, 3, values)) return NULL;
  machine *const m = machine_of(env, values[0]);
  if (!m || !double_of(env, values[1], &address) || !bytes_of(env, values[2], &array)) return NULL;
  if (!is_inside(m, address, (double)array.bytes)) return fail(env, "outside of the memory");
  char *const place = m->memory + (size_t)address;
  if (writes) memcpy(place, array.data, array.bytes);
  else memcpy(array.data, place, array.bytes);
  return NULL;
}

static napi_value write_bytes(napi_env env, napi_callback_info info) { return copy(env, info, 1); }
static napi_value read_bytes(napi_env env, napi_callback_info info) { return copy(env, info, 0); }

// run(machine, Int32Array, mixed): −1, or the place of an unknown instruction.
static napi_value run_tape(napi_env env, napi_callback_info info) {
  napi_value values[3], result;
  bool mixed;
  bytes tape;
  if (!arguments(env, info, 3, values)) return NULL;
  machine *const m = machine_of(env, values[0]);
  if (!m || !bytes_of(env, values[1], &tape)) return NULL;
  if (napi_get_value_bool(env, values[2], &mixed) != napi_ok) return fail(env, "true or false was expected");
#if !HAS_MIXED
  if (mixed) return fail(env, "this machine has no mixed precision");
  const runner run = altsparse_run;
#else
  const runner run = mixed ? altsparse_run_mixed : altsparse_run;
#endif
  const int32_t place = team_run(m->team, run, m->memory, (const int32_t *)tape.data, (int32_t)(tape.bytes / 4));
  napi_create_int32(env, place, &result);
  return result;
}

static const char *isa(void) {
#if defined(__AVX512F__)
  return "avx512";
#elif defined(__AVX2__)
  return "avx2";
#elif defined(__aarch64__)
  return "neon";
#else
  return "baseline";
#endif
}

static void export_function(napi_env env, napi_value exports, const char *name, napi_callback callback) {
  napi_value function;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, NULL, &function);
  napi_set_named_property(env, exports, name, function);
}

static void export_text(napi_env env, napi_value exports, const char *name, const char *text) {
  napi_value value;
  napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value);
  napi_set_named_property(env, exports, name, value);
}

NAPI_MODULE_INIT() {
  napi_value mixed;
  export_function(env, exports, "open", open_machine);
  export_function(env, exports, "close", close_machine);
  export_function(env, exports, "capacity", capacity);
  export_function(env, exports, "write", write_bytes);
  export_function(env, exports, "read", read_bytes);
  export_function(env, exports, "gather", gather_floats);
  export_function(env, exports, "scatter", scatter_floats);
  export_function(env, exports, "combine", combine_listed);
  export_function(env, exports, "inner", inner_listed);
  export_function(env, exports, "run", run_tape);
  export_text(env, exports, "isa", isa());
  export_text(env, exports, "fingerprint", FINGERPRINT);
  export_text(env, exports, "compiler", __VERSION__);
  napi_get_boolean(env, HAS_MIXED, &mixed);
  napi_set_named_property(env, exports, "mixed", mixed);
  return exports;
}
