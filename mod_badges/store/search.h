/* Searching and paging, as all lists do it. */
#ifndef BDG_STORE_SEARCH_H
#define BDG_STORE_SEARCH_H
#include <apr_pools.h>

/* What a person typed into a search box -> a pattern for LIKE that finds it anywhere; its % _ and \ stand for themselves. NULL for blank. */
const char *bdg_search_like(const char *typed, apr_pool_t *pool);

#define BDG_COUNT_MAX 10000      /* lists count up to here, then say "more than 10,000": the queries stop at one more */
#endif
