/* The audit log in words: actions, kinds of things, and what was before and after. What is written there is store/audit.h's. */
#ifndef BDG_AUDIT_WORDS_H
#define BDG_AUDIT_WORDS_H
#include "base/json.h"
#include <apr_tables.h>
#include <stdint.h>

/* All that are known, for choosing: code ("badge_class.publish", "badge_class") and words; the last has code NULL. */
typedef struct bdg_audit_word_t { const char *code, *words; } bdg_audit_word_t;
extern const bdg_audit_word_t bdg_audit_actions[], bdg_audit_kinds[];

/* "Badge published". Of one that is not known (written by a later version) something is made of its code. */
const char *bdg_audit_action(const char *code, apr_pool_t *pool);
const char *bdg_audit_kind(const char *code, apr_pool_t *pool);

/* One thing that differs. before and after: "" where there was nothing. */
typedef struct bdg_audit_change_t {
    const char *label, *before, *after;
    const char *refers;                  /* kind of the thing whose internal id the two are (then numbers), or NULL */
    int64_t before_id, after_id;         /* 0: none */
} bdg_audit_change_t;
/* What differs between two JSON objects (either may be NULL), in the order of the second; texts are cut at 300 characters. An array of bdg_audit_change_t, at
 * most 40. What cannot be read is left out. */
apr_array_header_t *bdg_audit_changes(const char *before, const char *after, apr_pool_t *pool);
#endif
