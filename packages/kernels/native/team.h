// A few threads that run one job together, mostly a tape. There they meet after each instruction, which lasts about a millisecond, so they
// spin there; between tapes they spin for a moment and then sleep.
#ifndef ALTSPARSE_TEAM_H
#define ALTSPARSE_TEAM_H
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

typedef int32_t (*runner)(char *memory, const int32_t *tape, int32_t length, int32_t thread, int32_t threads, void *team);

typedef struct {
  runner run; // NULL: the end
  char *memory;
  const int32_t *tape;
  int32_t length;
} job;

typedef struct team {
  int size;
  job job;
  pthread_t *helpers;
  pthread_mutex_t mutex;
  pthread_cond_t wake;
  _Atomic uint32_t round;            // of jobs
  _Atomic uint32_t arrived, meeting; // at a meeting, and which one
  _Atomic int joined;                // gives each helper its number
} team;

static inline void spin_once(int spins) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
  // Where there are fewer processors than threads, the others have to get on.
  if (spins % 4096 == 4095) sched_yield();
}

void altsparse_meet(void *all, int thread) {
  team *const t = all;
  (void)thread;
  const uint32_t meeting = atomic_load(&t->meeting);
  if (atomic_fetch_add(&t->arrived, 1) + 1 == (uint32_t)t->size) {
    atomic_store(&t->arrived, 0);
    atomic_store(&t->meeting, meeting + 1);
    return;
  }
  for (int spins = 0; atomic_load(&t->meeting) == meeting; spins++) spin_once(spins);
}

#define SPINS_BEFORE_SLEEP 20000

static void *team_help(void *all) {
  team *const t = all;
  const int thread = atomic_fetch_add(&t->joined, 1) + 1;
  for (uint32_t seen = 0;; seen++) {
    for (int spins = 0; atomic_load(&t->round) == seen && spins < SPINS_BEFORE_SLEEP; spins++) spin_once(spins);
    pthread_mutex_lock(&t->mutex);
    while (atomic_load(&t->round) == seen) pthread_cond_wait(&t->wake, &t->mutex);
    pthread_mutex_unlock(&t->mutex);
    if (!t->job.run) return NULL;
    t->job.run(t->job.memory, t->job.tape, t->job.length, thread, t->size, t);
    altsparse_meet(t, thread);
  }
}

static void team_post(team *t, job j) {
  pthread_mutex_lock(&t->mutex);
  t->job = j;
  atomic_fetch_add(&t->round, 1);
  pthread_cond_broadcast(&t->wake);
  pthread_mutex_unlock(&t->mutex);
}

// Runs a tape, or what else has the form of it, on all threads, the caller's among them; returns when all are done.
static int32_t team_run(team *t, runner run, char *memory, const int32_t *tape, int32_t length) {
  if (t->size > 1) team_post(t, (job){run, memory, tape, length});
  const int32_t place = run(memory, tape, length, 0, t->size, t);
  altsparse_meet(t, 0);
  return place;
}

static void team_end(team *t) {
  team_post(t, (job){0});
  for (int i = 1; i < t->size; i++) pthread_join(t->helpers[i], NULL);
  free(t->helpers);
  free(t);
}

static team *team_start(int size) {
  team *const t = calloc(1, sizeof *t);
  t->size = size;
  t->helpers = calloc(size, sizeof *t->helpers);
  pthread_mutex_init(&t->mutex, NULL);
  pthread_cond_init(&t->wake, NULL);
  for (int i = 1; i < size; i++) {
    if (pthread_create(t->helpers + i, NULL, team_help, t) == 0) continue;
    t->size = i;
    team_end(t);
    return NULL;
  }
  return t;
}

#endif
