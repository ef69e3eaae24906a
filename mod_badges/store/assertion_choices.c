/* What the list of awards can be filtered by: badge classes and batches, by name. */
#include "store/assertion_list.h"
#include "store/list.h"
#include <apr_strings.h>

typedef struct badges_t { int64_t *ids; int n; } badges_t;

static bdg_err_t *take_badge(void *baton, const bdg_row_t *row)
{
    badges_t *b = baton;
    if (b->n <= BDG_LIST_BADGES_MAX)
        b->ids[b->n++] = bdg_row_int(row, 0);
    return NULL;
}

bdg_err_t *bdg_assertion_list_badges(int64_t **badges, int *n, bdg_db_t *db, int64_t organisation_id, int64_t account_id, uint64_t perms, apr_pool_t *pool)
{
    badges_t b = { apr_palloc(pool, sizeof(int64_t) * (BDG_LIST_BADGES_MAX + 1)), 0 };
    BDG_TRY(bdg_db_each(db, BDG_Q_ASSERTION_LIST_BADGES, BDG_ARGS(BDG_INT(organisation_id), BDG_INT(account_id), BDG_INT(perms)), take_badge, &b));
    *badges = b.ids;
    *n = b.n;
    return NULL;
}

typedef struct named_t { bdg_assertion_named_t *out; apr_pool_t *pool; } named_t;

static bdg_err_t *take_named(void *baton, const bdg_row_t *row)
{
    named_t *n = baton;
    n->out->id = bdg_row_int(row, 0);
    n->out->name = bdg_row_str(row, 1, n->pool);
    n->out->awards = bdg_row_int(row, 2);
    n->out->organisation_id = bdg_row_int(row, 3);
    return NULL;
}

static bdg_err_t *named(bdg_assertion_named_t *out, bdg_db_t *db, bdg_query_e q, const char *public_id, int64_t organisation_id, apr_pool_t *pool)
{
    named_t n = { out, pool };
    *out = (bdg_assertion_named_t){ .public_id = public_id };
    return bdg_db_each(db, q, BDG_ARGS(BDG_STR(public_id), BDG_INT(organisation_id)), take_named, &n);
}

bdg_err_t *bdg_assertion_list_badge(bdg_assertion_named_t *out, bdg_db_t *db, const char *public_id, int64_t organisation_id, apr_pool_t *pool)
{
    return named(out, db, BDG_Q_ASSERTION_LIST_BADGE, public_id, organisation_id, pool);
}

bdg_err_t *bdg_assertion_list_batch(bdg_assertion_named_t *out, bdg_db_t *db, const char *public_id, int64_t organisation_id, apr_pool_t *pool)
{
    return named(out, db, BDG_Q_ASSERTION_LIST_BATCH, public_id, organisation_id, pool);
}

static bdg_err_t *take_batch(void *baton, const bdg_row_t *row)
{
    named_t *n = baton;
    n->out->public_id = bdg_row_str(row, 0, n->pool);
    n->out->name = bdg_row_str(row, 1, n->pool);
    return NULL;
}

bdg_err_t *bdg_assertion_list_batch_by_id(bdg_assertion_named_t *out, bdg_db_t *db, int64_t id, apr_pool_t *pool)
{
    named_t n = { out, pool };
    *out = (bdg_assertion_named_t){ .id = id, .public_id = "", .name = "" };
    return bdg_db_each(db, BDG_Q_ASSERTION_LIST_BATCH_BY_ID, BDG_ARGS(BDG_INT(id)), take_batch, &n);
}

static bdg_err_t *take_choice(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_assertion_named_t *n = apr_array_push(l->rows);
    *n = (bdg_assertion_named_t){ .public_id = bdg_row_str(row, 0, l->pool), .name = bdg_row_str(row, 1, l->pool) };
    return NULL;
}

bdg_err_t *bdg_assertion_list_choices(apr_array_header_t **out, bdg_db_t *db, int64_t organisation_id, int whole, int64_t account_id, uint64_t perms, int open,
                                      apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_assertion_named_t), pool);
    *out = l.rows;
    return bdg_db_each(db, open ? BDG_Q_ASSERTION_LIST_OPEN : BDG_Q_ASSERTION_LIST_CHOICES,
                       BDG_ARGS(BDG_INT(organisation_id), BDG_INT(whole), BDG_INT(account_id), BDG_INT(perms)), take_choice, &l);
}

static bdg_err_t *take_choice_below(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    const char *name = bdg_row_str(row, 1, l->pool), *of = bdg_row_str(row, 3, l->pool);
    bdg_assertion_named_t *n = apr_array_push(l->rows);
    *n = (bdg_assertion_named_t){ .public_id = bdg_row_str(row, 0, l->pool), .name = bdg_row_int(row, 2) ? apr_pstrcat(l->pool, name, " (", of, ")", NULL) : name };
    return NULL;
}

bdg_err_t *bdg_assertion_below_choices(apr_array_header_t **out, bdg_db_t *db, int64_t organisation_id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_assertion_named_t), pool);
    *out = l.rows;
    return bdg_db_each(db, BDG_Q_ASSERTION_BELOW_CHOICES, BDG_ARGS(BDG_INT(organisation_id)), take_choice_below, &l);
}
