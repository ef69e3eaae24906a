#include "web/gate.h"
#include <apr_thread_cond.h>
#include <apr_thread_mutex.h>

struct bdg_gate_t { apr_thread_mutex_t *lock; apr_thread_cond_t *freed; int places, waiting, max_waiting; };

bdg_err_t *bdg_gate_make(bdg_gate_t **out, int places, int waiting, apr_pool_t *pool)
{
    bdg_gate_t *g = apr_pcalloc(pool, sizeof *g);
    g->places = places;
    g->max_waiting = waiting;
    if (apr_thread_mutex_create(&g->lock, APR_THREAD_MUTEX_DEFAULT, pool) != APR_SUCCESS || apr_thread_cond_create(&g->freed, pool) != APR_SUCCESS)
        return bdg_err(BDG_E_NOMEM, "The server is out of memory.");
    *out = g;
    return NULL;
}

int bdg_gate_enter(bdg_gate_t *g, apr_interval_time_t wait)
{
    apr_time_t until = apr_time_now() + wait;
    apr_thread_mutex_lock(g->lock);
    if (!g->places && g->waiting < g->max_waiting) {
        g->waiting++;
        for (apr_interval_time_t left = wait; !g->places && left > 0; left = until - apr_time_now())
            apr_thread_cond_timedwait(g->freed, g->lock, left);
        g->waiting--;
    }
    int got = g->places > 0;
    if (got)
        g->places--;
    apr_thread_mutex_unlock(g->lock);
    return got;
}

void bdg_gate_leave(bdg_gate_t *g)
{
    apr_thread_mutex_lock(g->lock);
    g->places++;
    apr_thread_cond_signal(g->freed);
    apr_thread_mutex_unlock(g->lock);
}
