/* Numbers, counts and times as pages show them. */
#ifndef BDG_WORDS_H
#define BDG_WORDS_H
#include "base/json.h"
#include "base/time.h"
#include <stdint.h>

const char *bdg_words_number(int64_t n, apr_pool_t *pool);                 /* "18,402", or as the language has it */
/* one, many: literals, which are translated. "18,402 badges", "1 badge", "No badges"; "More than 10,000 badges" where n is over the count's limit (store/search.h). */
const char *bdg_words_count(int64_t n, const char *one, const char *many, apr_pool_t *pool);
/* "22 November 2026, 10:44 UTC", or by the clock of the thread's zone (base/zone.h) */
const char *bdg_words_moment(apr_time_t t, apr_pool_t *pool);
/* Sets key_iso, key_exact ("22 November 2026, 10:44 UTC") and key_words ("22 Nov 2026"), all "" for 0. */
void bdg_words_time(json_t *obj, const char *key, apr_time_t t, apr_pool_t *pool);
/* Sets key to value, and to "" where there is none, which is false to a section: for items of lists (STYLE.md, rule 5). */
void bdg_words_set(json_t *obj, const char *key, const char *value);
#endif
