// A machine as the addon holds it: a memory of its own and a team of threads.
#ifndef ALTSPARSE_ADDON_MACHINE_H
#define ALTSPARSE_ADDON_MACHINE_H
#include <stdlib.h>
#include <sys/mman.h>
#include "addon-values.h"
#include "team.h"

// Addresses are reserved once; memory comes as it is touched, so that it can grow without moving. Where a limit is set on
// addresses it is as much as can be had.
#define MOST_RESERVED ((size_t)1 << 37)
#define LEAST_RESERVED ((size_t)1 << 28)

typedef struct {
  char *memory;
  size_t reserved;
  team *team;
} machine;

static void release(machine *m) {
  if (m->team) team_end(m->team);
  if (m->memory) munmap(m->memory, m->reserved);
  m->team = NULL;
  m->memory = NULL;
}

static void finalize(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  release(data);
  free(data);
}

static machine *machine_of(napi_env env, napi_value value) {
  machine *m = NULL;
  if (napi_get_value_external(env, value, (void **)&m) != napi_ok || !m->memory) fail(env, "the machine was disposed");
  return m && m->memory ? m : NULL;
}

static char *reserve(size_t *size) {
  for (*size = MOST_RESERVED; *size >= LEAST_RESERVED; *size /= 2) {
    char *const memory = mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory != MAP_FAILED) return memory;
  }
  return NULL;
}

static int is_inside(const machine *m, double address, double bytes) {
  return address >= 0 && bytes >= 0 && address + bytes <= (double)m->reserved;
}

// Long lists are shared out among the threads; a short one is done before they have woken.
#define LEAST_SHARED 32768

// Runs a job over a list of so many places, in as many parts as there are threads; without a team in one.
static void share_out(team *t, runner run, void *job, size_t count) {
  if (t && count >= LEAST_SHARED) team_run(t, run, job, NULL, 0);
  else run(job, NULL, 0, 0, 1, NULL);
}

#endif
