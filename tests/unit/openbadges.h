/* Known contexts, and test data of ../shared/data/open-badges, for the tests of JSON-LD and of proofs. */
#ifndef BDG_UNIT_OPENBADGES_H
#define BDG_UNIT_OPENBADGES_H
#include "unit.h"
#include <apr_file_info.h>
#include <apr_file_io.h>
#include <apr_strings.h>
#include "base/json.h"
#include "core/openbadges/jsonld.h"
#include "core/openbadges/rdfc.h"

#define OB_DATA "../shared/data/open-badges/"

/* Made once for the whole program. */
static inline const bdg_contexts_t *known_contexts(void)
{
    static bdg_contexts_t *contexts;
    static apr_pool_t *pool;
    if (!contexts) {
        assert_int_equal(apr_pool_create(&pool, NULL), APR_SUCCESS);
        assert_ok(bdg_contexts_make(&contexts, pool));
    }
    return contexts;
}

/* NULL, and a line that names it, when it is not there. */
static inline const char *shared_text(const char *name, apr_pool_t *pool)
{
    apr_file_t *f;
    apr_finfo_t info;
    const char *path = apr_pstrcat(pool, OB_DATA, name, NULL);
    if (apr_file_open(&f, path, APR_READ, APR_OS_DEFAULT, pool) != APR_SUCCESS) {
        print_message("%s is not here\n", path);
        return NULL;
    }
    assert_int_equal(apr_file_info_get(&info, APR_FINFO_SIZE, f), APR_SUCCESS);
    char *d = apr_pcalloc(pool, (size_t)info.size + 1);
    apr_size_t len = (apr_size_t)info.size;
    assert_int_equal(apr_file_read(f, d, &len), APR_SUCCESS);
    apr_file_close(f);
    return d;
}

static inline json_t *parsed(const char *text, apr_pool_t *pool)
{
    json_t *j;
    assert_ok(bdg_json_parse(&j, text, strlen(text), 1 << 20, pool));
    return j;
}

static inline json_t *shared_json(const char *name, apr_pool_t *pool)
{
    const char *text = shared_text(name, pool);
    return text ? parsed(text, pool) : NULL;
}

static inline bdg_err_t *canonical(const char **out, const json_t *doc, const bdg_jsonld_t *how, apr_pool_t *pool)
{
    bdg_quads_t *quads;
    bdg_buf_t *text = bdg_buf_make(1 << 20, pool);
    BDG_TRY(bdg_jsonld_quads(&quads, doc, how, known_contexts(), pool));
    BDG_TRY(bdg_rdfc_canon(text, quads, BDG_RDFC_SHA256, NULL, pool));
    *out = text->len ? text->data : "";
    return NULL;
}
#endif
