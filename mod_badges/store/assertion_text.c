#include "store/assertion_text.h"
#include "base/id.h"
#include "base/str.h"
#include "store/assertion_list.h"
#include <apr_strings.h>
#include <string.h>

/* A credential's id by itself, or in its address. */
const char *bdg_assertion_id_in(const char *text, apr_pool_t *pool)
{
    const char *p = strstr(text, "/assertions/");
    p = p ? p + 12 : text;
    const char *id = apr_pstrmemdup(pool, p, p == text ? strlen(p) : strcspn(p, "./?#"));
    return bdg_id_valid(id) ? id : NULL;
}

/* Addresses of mail are stored in lower case (bdg_email_normalise); those of the web are not. */
const char *bdg_assertion_identity_text(const char *text, apr_pool_t *pool)
{
    char *s = apr_pstrdup(pool, text);
    if (strstr(s, "://"))
        return s;
    for (char *p = s; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p - 'A' + 'a');
    return s;
}

const char *bdg_assertion_prefix(const char *text, apr_pool_t *pool) { return bdg_search_like(text, pool) + 1; }   /* without the leading % */

static bdg_err_t *found_one(void *baton, const bdg_row_t *row)
{
    (void)row;
    *(int *)baton = 1;
    return NULL;
}

static bdg_err_t *any_match(int *any, bdg_db_t *db, const bdg_assertion_filter_t *f, bdg_query_e alone, bdg_query_e below, const char *pattern)
{
    if (f->reach == BDG_REACH_ALONE)
        return bdg_db_each(db, alone, BDG_ARGS(BDG_INT(f->organisation_id), BDG_STR(pattern)), found_one, any);
    return bdg_db_each(db, below, BDG_ARGS(BDG_INT(f->organisation_id), BDG_INT(0), BDG_STR(pattern), BDG_INT(1)), found_one, any);
}

bdg_err_t *bdg_assertion_filter_resolve(bdg_assertion_filter_t *f, int contains, bdg_db_t *db, apr_pool_t *pool)
{
    int any = 0;
    if (!f->text || !*f->text || f->in == BDG_TEXT_ONE || f->in == BDG_TEXT_CONTAINS)
        return NULL;
    if (bdg_assertion_id_in(f->text, pool))
        f->in = BDG_TEXT_ONE;
    else if (f->batch_id || f->badges || (contains && f->badge_class_id))
        f->in = BDG_TEXT_CONTAINS;
    if (f->in != BDG_TEXT_AUTO)
        return NULL;
    f->in = BDG_TEXT_IDENTITY;
    BDG_TRY(any_match(&any, db, f, BDG_Q_ASSERTION_LIST_EXTERNAL_ANY, BDG_Q_ASSERTION_BELOW_EXTERNAL_UP, f->text));
    if (any) {
        f->in = BDG_TEXT_EXTERNAL;
        return NULL;
    }
    BDG_TRY(any_match(&any, db, f, BDG_Q_ASSERTION_LIST_NAME_ANY, BDG_Q_ASSERTION_BELOW_NAME_UP, bdg_assertion_prefix(f->text, pool)));
    if (any)
        f->in = BDG_TEXT_NAME;
    return NULL;
}
