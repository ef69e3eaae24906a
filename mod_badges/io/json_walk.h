/* A large JSON object, read as a stream: its members one after the other, and of arrays one item after the other. Memory does not grow with the file.
 *
 * What is given out is cut from the text by its brackets and quotes, and is whole, but whether it is JSON is for the caller to find out (bdg_json_parse); what is
 * skipped is only looked at for where it ends. */
#ifndef BDG_JSON_WALK_H
#define BDG_JSON_WALK_H
#include "io/encoding.h"

#define BDG_JSON_WALK_DEPTH 64
#define BDG_JSON_WALK_KEY 256            /* bytes of a member's name; a longer one is skipped with its value */

typedef enum { BDG_JSON_SKIP, BDG_JSON_WHOLE, BDG_JSON_ITEMS /* of an array; another value comes whole */ } bdg_json_want_e;

typedef struct bdg_json_walker_t {
    bdg_json_want_e (*want)(void *baton, const char *key);       /* a member of the outermost object begins */
    /* One value. json: len bytes of UTF-8, good during the call. An error ends the walk and is passed up. */
    bdg_err_t *(*take)(void *baton, const char *key, const char *json, size_t len);
} bdg_json_walker_t;

/* cap: bytes that one value may have. BDG_E_MALFORMED: no object, or broken off; BDG_E_TOO_LARGE: a value over cap, or nested too deep. */
bdg_err_t *bdg_json_walk(bdg_text_t *text, const bdg_json_walker_t *walker, void *baton, size_t cap, apr_pool_t *scratch_pool) BDG_MUST_CHECK;
#endif
