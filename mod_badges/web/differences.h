/* Two texts and what is different between them, word by word, for pages. */
#ifndef BDG_DIFFERENCES_H
#define BDG_DIFFERENCES_H
#include "base/json.h"

/* An array (a new reference) of {text, same: bool, gone: bool, new: bool}, exactly one of them true; joined, what is same or gone is before, and what is same or new is
 * after. Long texts that share little are given as one piece gone and one new. NULL is the same as "". */
json_t *bdg_differences(const char *before, const char *after, apr_pool_t *pool);
#endif
