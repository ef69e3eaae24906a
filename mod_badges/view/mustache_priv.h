/* What a compiled template is. Shared by the parser, the linker and the renderer; nobody else. */
#ifndef BDG_MUSTACHE_PRIV_H
#define BDG_MUSTACHE_PRIV_H
#include "view/mustache.h"
#include <apr_hash.h>
#include <stdint.h>

#define MUSTACHE_MAX_DEPTH 100      /* see bdg_mustache_opt_t.max_depth */

typedef struct slice_t { const char *s; size_t len; } slice_t;

typedef enum { OP_TEXT, OP_VALUE, OP_RAW, OP_SECTION, OP_INVERTED, OP_PARTIAL, OP_PARENT, OP_BLOCK } op_kind_e;

/* Ops lie in a row; the body of a section, an inverted section, a parent or a block is what follows it up to end. A parent's body is blocks only. */
typedef struct op_t {
    uint8_t kind;
    uint8_t own_line;     /* partial, parent, block: indents what it shows */
    uint8_t own_end;      /* block: the line break after its closing tag was taken, so its content must end a line */
    uint8_t ends_line;    /* text: its last byte is a line break */
    uint32_t end;         /* index of the op after the body */
    uint32_t line;
    union {
        slice_t text;
        struct { const slice_t *keys; size_t count; } path;      /* count 0: the implicit iterator */
        struct { const char *name; const bdg_mustache_t *target; slice_t indent; } ref;   /* name: interned in the set */
    } u;
} op_t;

struct bdg_mustache_t {
    const bdg_mustache_set_t *set;
    const char *file;     /* may be NULL */
    op_t *ops;
    uint32_t count;
};

struct bdg_mustache_set_t {
    bdg_mustache_opt_t opt;
    apr_hash_t *templates, *names;
    apr_pool_t *pool;
};

/* The one copy of a name that the set keeps, so that names are compared by address. */
const char *bdg_mustache_intern(bdg_mustache_set_t *set, const char *s, size_t len);

/* Fills t->ops. */
bdg_err_t *bdg_mustache_parse(bdg_mustache_set_t *set, bdg_mustache_t *t, const char *text, size_t len, int escape, apr_pool_t *scratch_pool)
    BDG_MUST_CHECK;
#endif
