/* Tags as they are typed: "water, rescue". */
#ifndef BDG_CORE_TAGS_H
#define BDG_CORE_TAGS_H
#include "core/check.h"

/* Array of const char *, in the order typed, each clean and once (whatever its case). More than most of them, or one longer than longest characters,
 * is a flaw of the field "tags"; whose: "A badge". Never NULL. */
apr_array_header_t *bdg_tags_read(bdg_check_t *check, const char *typed, const char *whose, int most, int longest);
/* "a, b" */
const char *bdg_tags_join(const apr_array_header_t *tags, apr_pool_t *pool);
#endif
