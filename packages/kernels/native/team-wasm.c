// Workers of WebAssembly that share one memory and run one tape together, as the threads of team.h do.
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

int32_t altsparse_run(char *memory, const int32_t *tape, int32_t length, int32_t thread, int32_t threads, void *team);

// Lies in memory that holds 0; the machine writes the size.
typedef struct {
  int32_t size;
  int32_t length; // of the tape; less than 0: the end
  const int32_t *tape;
  _Atomic int32_t round;            // of tapes
  _Atomic int32_t arrived, meeting; // at a meeting, and which one
} team;

#define SPINS_BEFORE_SLEEP 20000

// Thread 0 may be that of a page, which must not sleep.
static void wait_while(_Atomic int32_t *word, int32_t value, int thread) {
  for (int spins = 0; atomic_load(word) == value; spins++)
    if (thread > 0 && spins >= SPINS_BEFORE_SLEEP) __builtin_wasm_memory_atomic_wait32((int *)word, value, -1);
}

static void go_on(_Atomic int32_t *word, int32_t value) {
  atomic_store(word, value);
  __builtin_wasm_memory_atomic_notify((int *)word, (unsigned)-1);
}

void altsparse_meet(void *all, int thread) {
  team *const t = all;
  if (t == NULL) return; // one thread has nobody to meet
  const int32_t meeting = atomic_load(&t->meeting);
  if (atomic_fetch_add(&t->arrived, 1) + 1 < t->size) {
    wait_while(&t->meeting, meeting, thread);
    return;
  }
  atomic_store(&t->arrived, 0);
  go_on(&t->meeting, meeting + 1);
}

// What a worker does until the end.
void altsparse_help(char *memory, team *t, int32_t thread) {
  for (int32_t seen = 0;; seen++) {
    wait_while(&t->round, seen, thread);
    if (t->length < 0) return;
    altsparse_run(memory, t->tape, t->length, thread, t->size, t);
    altsparse_meet(t, thread);
  }
}

// Runs a tape on all threads, this one among them; a length less than 0 sends the workers home.
int32_t altsparse_lead(char *memory, team *t, const int32_t *tape, int32_t length) {
  t->tape = tape;
  t->length = length;
  go_on(&t->round, atomic_load(&t->round) + 1);
  if (length < 0) return -1;
  const int32_t place = altsparse_run(memory, tape, length, 0, t->size, t);
  altsparse_meet(t, 0);
  return place;
}
