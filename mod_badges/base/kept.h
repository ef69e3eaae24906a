/* Things that are dear to make, never change once made, and serve all threads of a process: opened keys, what a wording means.
 *
 * A table has a fixed number of places; a thing whose key falls on a taken place puts the other out. Whoever got a thing has it for as long as
 * their pool lives, whatever becomes of its place meanwhile. */
#ifndef BDG_KEPT_H
#define BDG_KEPT_H
#include "base/err.h"
#include <apr_pools.h>
#include <pthread.h>
#include <stdint.h>

/* owner: whose numbers a and b are (a server, a site); compared as an address. */
typedef struct bdg_kept_key_t { const void *owner; int64_t a, b; } bdg_kept_key_t;

#define BDG_KEPT_PLACES 509
typedef struct bdg_kept_t {
    size_t size;                              /* of a thing */
    pthread_mutex_t lock;
    struct bdg_kept_entry_t *places[BDG_KEPT_PLACES];
    struct bdg_kept_t *next;                  /* of all tables that hold something */
    int listed;
} bdg_kept_t;
/* static bdg_kept_t table = BDG_KEPT(thing_t); */
#define BDG_KEPT(type) { .size = sizeof(type), .lock = PTHREAD_MUTEX_INITIALIZER }

/* Sets the fields of thing (zeroed, in pool, which lives as long as it does). */
typedef bdg_err_t *bdg_kept_fill_fn(void *thing, const bdg_kept_key_t *key, void *baton, apr_pool_t *pool);

/* What is kept under this key, until pool is cleared; NULL when nothing is. */
void *bdg_kept_find(bdg_kept_t *table, const bdg_kept_key_t *key, apr_pool_t *pool);
/* Makes it anew and keeps it, in the place of what was there. Two threads may do so at once: both get what they made, one of them stays.
 * An error of fill is passed on, and nothing is kept. */
bdg_err_t *bdg_kept_make(void **thing, bdg_kept_t *table, const bdg_kept_key_t *key, bdg_kept_fill_fn *fill, void *baton, apr_pool_t *pool) BDG_MUST_CHECK;
void bdg_kept_forget(bdg_kept_t *table, const bdg_kept_key_t *key);
/* Empties all tables: a process does it before it ends, while the libraries that the things belong to still work. */
void bdg_kept_end(void);
#endif
