/* The model: one JSON value (jansson), tied to a pool. A value must not be encoded or changed by two threads at once. */
#ifndef BDG_JSON_H
#define BDG_JSON_H
#include "base/buf.h"
#include <jansson.h>

/* Gives the reference to the pool: it is decref'ed when the pool goes. Returns j. */
json_t *bdg_json_own(json_t *j, apr_pool_t *pool);
json_t *bdg_json_object(apr_pool_t *pool);
/* Setters that take NULL for "leave it out". They return obj so that calls can be chained. Abort on out of memory, as apr pools do. */
json_t *bdg_json_str(json_t *obj, const char *key, const char *value);
json_t *bdg_json_int(json_t *obj, const char *key, json_int_t value);
json_t *bdg_json_bool(json_t *obj, const char *key, int value);
json_t *bdg_json_set(json_t *obj, const char *key, json_t *value);      /* takes the reference to value */
json_t *bdg_json_add(json_t *array, json_t *value);                     /* takes the reference */
const char *bdg_json_get_str(const json_t *obj, const char *key);       /* NULL when missing or not a string */
/* Parses with caps (depth 64, duplicate keys refused, max bytes); owned by pool. BDG_E_MALFORMED with line and column. */
bdg_err_t *bdg_json_parse(json_t **out, const char *data, size_t len, size_t max, apr_pool_t *pool) BDG_MUST_CHECK;
/* Compact, keys in the order they were set. */
const char *bdg_json_dump(const json_t *j, apr_pool_t *pool);
void bdg_json_write(bdg_buf_t *out, const json_t *j);
/* Quoted and escaped as bdg_json_write() does it: for documents that are asked too often to be built as a model first. */
void bdg_json_write_str(bdg_buf_t *out, const char *s);
#endif
