/* What is wrong with what somebody typed, collected so that all of it can be said at once, beside each field.
 *
 * The rules of core/ take texts as they were typed (UTF-8, NULL when the field was not sent), give back the clean value, and add a flaw when
 * it cannot be used. Field names are those of the forms and of the API. */
#ifndef BDG_CHECK_H
#define BDG_CHECK_H
#include "base/err.h"
#include <apr_pools.h>
#include <apr_tables.h>

typedef struct bdg_flaw_t { const char *field, *label, *message; } bdg_flaw_t;
typedef struct bdg_check_t { apr_pool_t *pool; apr_array_header_t *flaws; } bdg_check_t;

bdg_check_t *bdg_check_make(apr_pool_t *pool);
int bdg_check_count(const bdg_check_t *check);
const bdg_flaw_t *bdg_check_at(const bdg_check_t *check, int i);
/* Takes back all but the first n: for a transaction that starts again. */
void bdg_check_rewind(bdg_check_t *check, int n);
/* field: "name"; label: as the form calls it; the message is a whole sentence, printf-like (libc's), safe to show. Both are
 * translated, so they are literals. */
void bdg_check_add(bdg_check_t *check, const char *field, const char *label, const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* BDG_E_INVALID with the first flaw when there is one. */
bdg_err_t *bdg_check_result(const bdg_check_t *check) BDG_MUST_CHECK;

/* One line, cleaned (bdg_text_clean), at most max characters; "" when blank, which is a flaw where min > 0. Never NULL. */
const char *bdg_check_line(bdg_check_t *check, const char *field, const char *label, const char *typed, int min, int max);
/* Several lines; otherwise the same. */
const char *bdg_check_lines(bdg_check_t *check, const char *field, const char *label, const char *typed, int min, int max);
/* A web or mail address, a telephone number (E.164: "+" and 7 to 15 digits; spaces, dots, dashes and brackets between them are dropped).
 * "" when blank, which is a flaw where it is needed. Never NULL. */
const char *bdg_check_url(bdg_check_t *check, const char *field, const char *label, const char *typed, int needed);
const char *bdg_check_email(bdg_check_t *check, const char *field, const char *label, const char *typed, int needed);
const char *bdg_check_telephone(bdg_check_t *check, const char *field, const char *label, const char *typed, int needed);
/* A whole number in min..max; 0 and a flaw when it is none. */
int bdg_check_number(bdg_check_t *check, const char *field, const char *label, const char *typed, int min, int max);
/* The index in choices (ends with NULL) of what was chosen; -1 and a flaw when it is none of them. */
int bdg_check_choice(bdg_check_t *check, const char *field, const char *label, const char *typed, const char *const *choices);
#endif
