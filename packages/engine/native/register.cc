// Makes the kernels operations of TensorFlow, as a Node addon: `start(threads)` registers them, once.
#include <node_api.h>

#include <algorithm>
#include <string>
#include <vector>

#include "call.h"
#include "normalise.h"
#include "team.h"

namespace {

Team* team = nullptr;

struct Settings {
  float epsilon = 0;
  unsigned char relu = 0;
};

void* read_settings(TF_OpKernelConstruction* construction) {
  auto* settings = new Settings;
  TF_Status* status = TF_NewStatus();
  TF_OpKernelConstruction_GetAttrFloat(construction, "epsilon", &settings->epsilon, status);
  if (TF_GetCode(status) == 0) TF_OpKernelConstruction_GetAttrBool(construction, "relu", &settings->relu, status);
  if (TF_GetCode(status) != 0) TF_OpKernelConstruction_Failure(construction, status);
  TF_DeleteStatus(status);
  return settings;
}

void drop_settings(void* settings) { delete static_cast<Settings*>(settings); }

void compute_forward(void* kernel, TF_OpKernelContext* context) {
  const auto& settings = *static_cast<Settings*>(kernel);
  Call call(context);
  const TF_Tensor* x = call.input(0);
  if (x == nullptr) return;
  const std::vector<int64_t> shape = shape_of(x);
  const int64_t channels = shape.empty() ? 0 : shape.back(), size = size_of(x);
  if (channels == 0 || size == 0) return call.refuse("there is nothing to normalise");
  Forward job{};
  job.x = static_cast<const float*>(TF_TensorData(x));
  job.scale = call.numbers(1, channels);
  job.offset = call.numbers(2, channels);
  job.side = call.numbers(3, size, true);
  job.rows = size / channels;
  job.channels = channels;
  job.epsilon = settings.epsilon;
  job.relu = settings.relu != 0;
  if (!call.good()) return;
  job.y = call.output(0, shape);
  job.mean = call.output(1, {channels});
  job.variance = call.output(2, {channels});
  float* saved = call.output(3, {2, channels});
  if (!call.good()) return;
  job.spread = saved + channels;
  forward(job, *team);
  std::copy(job.mean, job.mean + channels, saved);
}

void compute_backward(void* kernel, TF_OpKernelContext* context) {
  const auto& settings = *static_cast<Settings*>(kernel);
  Call call(context);
  const TF_Tensor* x = call.input(2);
  if (x == nullptr) return;
  const std::vector<int64_t> shape = shape_of(x);
  const int64_t channels = shape.empty() ? 0 : shape.back(), size = size_of(x);
  if (channels == 0 || size == 0) return call.refuse("there is nothing to differentiate");
  Backward job{};
  job.x = static_cast<const float*>(TF_TensorData(x));
  job.gradient = call.numbers(0, size);
  job.more = call.numbers(1, size, true);
  job.y = call.numbers(3, size, true);
  job.scale = call.numbers(4, channels);
  job.offset = call.numbers(5, channels);
  job.mean = call.numbers(6, 2 * channels);
  job.rows = size / channels;
  job.channels = channels;
  job.relu = settings.relu != 0;
  if (!call.good()) return;
  job.spread = job.mean + channels;
  const bool keeps = job.more != nullptr || (job.relu && job.y != nullptr);
  job.dx = call.output(0, shape);
  job.dscale = call.output(1, {channels});
  job.doffset = call.output(2, {channels});
  float* gated = call.output(3, keeps ? shape : std::vector<int64_t>{0});
  job.gated = keeps ? gated : nullptr;
  if (call.good()) backward(job, *team);
}

void check(TF_Status* status, std::string& fault) {
  if (TF_GetCode(status) != 0 && fault.empty()) fault = TF_Message(status);
}

void define(const char* name, const std::vector<const char*>& inputs, const std::vector<const char*>& outputs,
            void (*compute)(void*, TF_OpKernelContext*), std::string& fault) {
  TF_Status* status = TF_NewStatus();
  TF_OpDefinitionBuilder* op = TF_NewOpDefinitionBuilder(name);
  for (const char* attribute : {"T: {float}", "epsilon: float", "relu: bool"}) TF_OpDefinitionBuilderAddAttr(op, attribute);
  for (const char* one : inputs) TF_OpDefinitionBuilderAddInput(op, one);
  for (const char* one : outputs) TF_OpDefinitionBuilderAddOutput(op, one);
  TF_RegisterOpDefinition(op, status);
  check(status, fault);
  TF_KernelBuilder* kernel = TF_NewKernelBuilder(name, "CPU", read_settings, compute, drop_settings);
  TF_RegisterKernelBuilder(name, kernel, status);
  check(status, fault);
  TF_DeleteStatus(status);
}

napi_value start(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument;
  int32_t threads = 1;
  napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr);
  if (count == 1) napi_get_value_int32(env, argument, &threads);
  if (team != nullptr) return nullptr;
  team = new Team(threads < 1 ? 1 : threads);
  std::string fault;
  define("AltsparseNormalise", {"x: T", "scale: T", "offset: T", "side: T"},
         {"y: T", "mean: T", "variance: T", "saved: T"}, compute_forward, fault);
  define("AltsparseNormaliseGrad",
         {"gradient: T", "more: T", "x: T", "y: T", "scale: T", "offset: T", "saved: T"},
         {"dx: T", "dscale: T", "doffset: T", "gated: T"}, compute_backward, fault);
  if (!fault.empty()) napi_throw_error(env, nullptr, fault.c_str());
  return nullptr;
}

napi_value init(napi_env env, napi_value exports) {
  napi_value function;
  napi_create_function(env, "start", NAPI_AUTO_LENGTH, start, nullptr, &function);
  napi_set_named_property(env, exports, "start", function);
  return exports;
}

}  // namespace

NAPI_MODULE(altsparse_engine, init)
