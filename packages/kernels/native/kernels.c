// All kernels in one unit: to WebAssembly, and to a native addon, there once more with MIXED for mixed precision.
#include "conv-backward.h"
#include "conv-forward.h"
#include "junction.h"
#include "moves.h"
#include "norm.h"
#include "pool.h"

#if MIXED
#define RUN altsparse_run_mixed
#else
#define RUN altsparse_run
#endif

// Given by the machine: returns when every thread has called it.
extern void altsparse_meet(void *team, int thread);

static int run_one(const place *here, const int32_t *instruction) {
  const void *const operands = instruction + 2;
  switch (instruction[0]) {
    case CONV_FORWARD: run_conv_forward(here, operands); break;
    case CONV_BACKWARD: run_conv_backward(here, operands); break;
    case NORM_STATISTICS: run_norm_statistics(here, operands); break;
    case NORM_FIXED: run_norm_fixed(here, operands); break;
    case NORM_BACKWARD: run_norm_backward(here, operands); break;
    case JUNCTION: run_junction(here, operands); break;
    case JUNCTION_BACKWARD: run_junction_backward(here, operands); break;
    case GLOBAL_POOL: run_global_pool(here, operands, 0); break;
    case GLOBAL_POOL_BACKWARD: run_global_pool(here, operands, 1); break;
    case POOL: run_pool(here, operands, 0); break;
    case POOL_BACKWARD: run_pool(here, operands, 1); break;
    case WINDOW: run_window(here, operands); break;
    case FLATTEN: run_flatten(here, operands); break;
    case ADD: run_add(here, operands); break;
    case IMAGES_IN: run_images_in(here, operands); break;
    case FEATURES_OUT: run_features_out(here, operands); break;
    case FEATURES_IN: run_features_in(here, operands); break;
    case GATHER: run_gather(here, operands); break;
    case SCATTER: run_scatter(here, operands); break;
    case FILL: run_fill(here, operands); break;
    case DROPOUT:
    case DROPOUT_BACKWARD: run_dropout(here, operands); break;
    case SUM_ITEMS: run_sum_items(here, operands); break;
    case SCALE: run_scale(here, operands); break;
    default: return 0;
  }
  return 1;
}

// Runs a tape; every thread of a team calls it with the same one. Returns −1, or the place of an unknown instruction.
int32_t RUN(char *memory, const int32_t *tape, int32_t length, int32_t thread, int32_t threads, void *team) {
  const place here = {memory, thread, threads};
  for (int32_t i = 0; i < length; i += tape[i + 1]) {
    if (!run_one(&here, tape + i)) return i;
    finish_stores();
    altsparse_meet(team, thread);
  }
  return -1;
}
