// What the addon's functions are given.
#ifndef ALTSPARSE_ADDON_VALUES_H
#define ALTSPARSE_ADDON_VALUES_H
#include <node_api.h>
#include <stddef.h>

static napi_value fail(napi_env env, const char *message) {
  napi_throw_error(env, NULL, message);
  return NULL;
}

static int arguments(napi_env env, napi_callback_info info, size_t count, napi_value *values) {
  size_t given = count;
  if (napi_get_cb_info(env, info, &given, values, NULL, NULL) == napi_ok && given == count) return 1;
  fail(env, "wrong number of arguments");
  return 0;
}

static int double_of(napi_env env, napi_value value, double *to) {
  if (napi_get_value_double(env, value, to) == napi_ok) return 1;
  fail(env, "a number was expected");
  return 0;
}

// A typed array as bytes.
typedef struct { char *data; size_t bytes; } bytes;

static int bytes_of(napi_env env, napi_value value, bytes *to) {
  napi_typedarray_type type;
  size_t length;
  void *data;
  if (napi_get_typedarray_info(env, value, &type, &length, &data, NULL, NULL) != napi_ok) {
    fail(env, "a typed array was expected");
    return 0;
  }
  const size_t size = type == napi_uint8_array || type == napi_int8_array || type == napi_uint8_clamped_array ? 1
                      : type == napi_int16_array || type == napi_uint16_array                                 ? 2
                      : type == napi_float64_array || type == napi_bigint64_array || type == napi_biguint64_array ? 8
                                                                                                                  : 4;
  *to = (bytes){data, length * size};
  return 1;
}

#endif
