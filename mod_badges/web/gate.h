/* A counting gate for what must not happen in all threads at once: argon2id (64 MiB and a core each), database connections. */
#ifndef BDG_GATE_H
#define BDG_GATE_H
#include "base/err.h"
#include <apr_pools.h>
#include <apr_time.h>
typedef struct bdg_gate_t bdg_gate_t;
bdg_err_t *bdg_gate_make(bdg_gate_t **gate, int places, int waiting, apr_pool_t *pool) BDG_MUST_CHECK;
/* Waits for a place at most that long, with at most `waiting` others. 1 when there is one, else 0. */
int bdg_gate_enter(bdg_gate_t *gate, apr_interval_time_t wait);
void bdg_gate_leave(bdg_gate_t *gate);
#endif
