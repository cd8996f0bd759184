// One call of a kernel of TensorFlow's C API.
#pragma once
#include <cstdint>
#include <vector>

#include "tensorflow-c.h"

// One call of a kernel: its tensors, and whether all went well so far.
class Call {
 public:
  explicit Call(TF_OpKernelContext* context) : context_(context), status_(TF_NewStatus()) {}
  ~Call() {
    if (TF_GetCode(status_) != 0) TF_OpKernelContext_Failure(context_, status_);
    for (TF_Tensor* one : tensors_) TF_DeleteTensor(one);
    TF_DeleteStatus(status_);
  }
  bool good() const { return TF_GetCode(status_) == 0; }
  void refuse(const char* why) {
    if (good()) TF_SetStatus(status_, TF_INVALID_ARGUMENT, why);
  }
  // Nothing more is asked of TensorFlow once something is wrong: each of its calls sets the status anew.
  const TF_Tensor* input(int index) {
    TF_Tensor* found = nullptr;
    if (!good()) return nullptr;
    TF_GetInput(context_, index, &found, status_);
    if (found != nullptr) tensors_.push_back(found);
    return found;
  }
  // The numbers of an input, of which there must be `count`; nothing where it is empty and may be.
  const float* numbers(int index, int64_t count, bool optional = false) {
    const TF_Tensor* found = input(index);
    if (found == nullptr) return nullptr;
    const int64_t size = static_cast<int64_t>(TF_TensorByteSize(found) / sizeof(float));
    if (optional && size == 0) return nullptr;
    if (size != count) refuse("an input has the wrong number of numbers");
    return static_cast<const float*>(TF_TensorData(found));
  }
  float* output(int index, const std::vector<int64_t>& shape) {
    if (!good()) return nullptr;
    int64_t size = 1;
    for (int64_t one : shape) size *= one;
    TF_Tensor* made = TF_AllocateOutput(context_, index, TF_FLOAT, shape.data(), static_cast<int>(shape.size()),
                                        size * sizeof(float), status_);
    if (made == nullptr) return nullptr;
    tensors_.push_back(made);
    return static_cast<float*>(TF_TensorData(made));
  }

 private:
  TF_OpKernelContext* context_;
  TF_Status* status_;
  std::vector<TF_Tensor*> tensors_;
};

inline std::vector<int64_t> shape_of(const TF_Tensor* tensor) {
  std::vector<int64_t> shape(TF_NumDims(tensor));
  for (size_t i = 0; i < shape.size(); i++) shape[i] = TF_Dim(tensor, static_cast<int>(i));
  return shape;
}

inline int64_t size_of(const TF_Tensor* tensor) { return static_cast<int64_t>(TF_TensorByteSize(tensor) / sizeof(float)); }
