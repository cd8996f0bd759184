// The kernels once more, for mixed precision, where the processor has the conversions.
#define MIXED 1
#if defined(__AVX512F__)
#include "kernels.c"
#endif
