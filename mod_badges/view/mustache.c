#include "view/mustache_priv.h"
#include "base/str.h"
#include <apr_strings.h>
#include <string.h>

#define MAX_TEXT (1024 * 1024)
#define DEFAULT_STEPS 2000000

bdg_mustache_set_t *bdg_mustache_set_make(const bdg_mustache_opt_t *opt, apr_pool_t *pool)
{
    bdg_mustache_set_t *set = apr_pcalloc(pool, sizeof *set);
    set->opt = *opt;
    if (!set->opt.max_steps)
        set->opt.max_steps = DEFAULT_STEPS;
    if (!set->opt.max_depth || set->opt.max_depth > MUSTACHE_MAX_DEPTH)
        set->opt.max_depth = MUSTACHE_MAX_DEPTH;
    set->templates = apr_hash_make(pool);
    set->names = apr_hash_make(pool);
    set->pool = pool;
    return set;
}

const char *bdg_mustache_intern(bdg_mustache_set_t *set, const char *s, size_t len)
{
    const char *known = apr_hash_get(set->names, s, (apr_ssize_t)len);
    if (!known) {
        known = apr_pstrmemdup(set->pool, s, len);
        apr_hash_set(set->names, known, (apr_ssize_t)len, known);
    }
    return known;
}

bdg_err_t *bdg_mustache_add(bdg_mustache_set_t *set, const char *name, const char *file, const char *text, size_t len, int escape,
                            apr_pool_t *scratch_pool)
{
    const char *what = file ? file : "This text";
    if (len > MAX_TEXT)
        return bdg_err(BDG_E_TOO_LARGE, "%s is larger than %d bytes.", what, MAX_TEXT);
    if (!bdg_utf8_valid(text, len, NULL) || memchr(text, 0, len))
        return bdg_err(BDG_E_MALFORMED, "%s is not text in UTF-8.", what);
    bdg_mustache_t *t = apr_pcalloc(set->pool, sizeof *t);
    t->set = set;
    t->file = file ? apr_pstrdup(set->pool, file) : NULL;
    BDG_TRY(bdg_mustache_parse(set, t, text, len, escape, scratch_pool));
    apr_hash_set(set->templates, apr_pstrdup(set->pool, name), APR_HASH_KEY_STRING, t);
    return NULL;
}

bdg_err_t *bdg_mustache_link(bdg_mustache_set_t *set)
{
    for (apr_hash_index_t *i = apr_hash_first(set->pool, set->templates); i; i = apr_hash_next(i)) {
        bdg_mustache_t *t = apr_hash_this_val(i);
        for (op_t *op = t->ops; op < t->ops + t->count; op++) {
            if (op->kind != OP_PARTIAL && op->kind != OP_PARENT)
                continue;
            op->u.ref.target = bdg_mustache_get(set, op->u.ref.name);
            if (!op->u.ref.target && !set->opt.missing_is_empty)
                return bdg_err(BDG_E_NOT_FOUND, "%s:%u: There is no template \"%s\".", t->file ? t->file : "-", op->line, op->u.ref.name);
        }
    }
    return NULL;
}

const bdg_mustache_t *bdg_mustache_get(const bdg_mustache_set_t *set, const char *name)
{
    return apr_hash_get(set->templates, name, APR_HASH_KEY_STRING);
}
