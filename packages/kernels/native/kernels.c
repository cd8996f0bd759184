// All kernels in one unit: to WebAssembly, and to a native addon.
#include "conv-backward.h"
#include "conv-forward.h"

// Every thread calls this with the same tape; between two instructions all of them meet (`meet`, given by the machine).
// Returns 0, or the place of an instruction that is not known.
extern void altsparse_meet(void *team, int thread);

static int run_one(const place *here, const int32_t *instruction) {
  const void *const operands = instruction + 2;
  switch (instruction[0]) {
    case CONV_FORWARD: run_conv_forward(here, operands); return 1;
    case CONV_BACKWARD: run_conv_backward(here, operands); return 1;
    default: return 0;
  }
}

#if MIXED
#define RUN altsparse_run_mixed
#else
#define RUN altsparse_run
#endif

int32_t RUN(char *memory, const int32_t *tape, int32_t length, int32_t thread, int32_t threads, void *team) {
  const place here = {memory, thread, threads};
  for (int32_t i = 0; i < length; i += tape[i + 1]) {
    if (!run_one(&here, tape + i)) return i;
    altsparse_meet(team, thread);
  }
  return 0;
}
