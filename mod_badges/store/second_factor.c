#include "store/second_factor.h"
#include <apr_strings.h>
#include <string.h>

typedef struct get_t { bdg_second_factor_t *f; apr_pool_t *pool; } get_t;

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    get_t *g = baton;
    size_t n;
    const void *sealed = bdg_row_bytes(row, 0, &n);
    g->f = apr_pcalloc(g->pool, sizeof *g->f);
    g->f->sealed = apr_pmemdup(g->pool, n ? sealed : "", n + !n);
    g->f->sealed_len = n;
    g->f->confirmed = bdg_row_int(row, 1) != 0;
    g->f->codes_left = (int)bdg_row_int(row, 2);
    g->f->confirmed_at = bdg_row_time(row, 3);
    return NULL;
}

bdg_err_t *bdg_second_factor_get(bdg_second_factor_t **out, bdg_db_t *db, int64_t account_id, apr_pool_t *pool)
{
    get_t g = { NULL, pool };
    BDG_TRY(bdg_db_one(db, BDG_Q_SECOND_FACTOR_GET, BDG_ARGS(BDG_INT(account_id)), take, &g));
    *out = g.f;
    return NULL;
}

static bdg_err_t *is_there(void *baton, const bdg_row_t *row)
{
    (void)row;
    *(int *)baton = 1;
    return NULL;
}

bdg_err_t *bdg_second_factor_on(int *on, bdg_db_t *db, int64_t account_id)
{
    *on = 0;
    return bdg_db_each(db, BDG_Q_SECOND_FACTOR_ON, BDG_ARGS(BDG_INT(account_id)), is_there, on);
}

bdg_err_t *bdg_second_factor_insert(bdg_db_t *db, int64_t account_id, const void *sealed, size_t len)
{
    return bdg_db_exec(db, BDG_Q_SECOND_FACTOR_INSERT, BDG_ARGS(BDG_INT(account_id), BDG_BYTES(sealed, len)), NULL, NULL);
}

bdg_err_t *bdg_second_factor_confirm(bdg_db_t *db, int64_t account_id, int64_t step)
{
    int64_t changed;
    BDG_TRY(bdg_db_exec(db, BDG_Q_SECOND_FACTOR_CONFIRM, BDG_ARGS(BDG_INT(step), BDG_INT(account_id)), &changed, NULL));
    return changed ? NULL : bdg_err(BDG_E_NOT_FOUND, "Nothing waits to be confirmed here.");
}

static bdg_err_t *use(int *taken, bdg_db_t *db, bdg_query_e q, const bdg_arg_t *args, int nargs)
{
    int64_t changed;
    BDG_TRY(bdg_db_exec(db, q, args, nargs, &changed, NULL));
    *taken = changed > 0;
    return NULL;
}

bdg_err_t *bdg_second_factor_use(int *taken, bdg_db_t *db, int64_t account_id, int64_t step)
{
    return use(taken, db, BDG_Q_SECOND_FACTOR_USE, BDG_ARGS(BDG_INT(step), BDG_INT(account_id), BDG_INT(step)));
}

bdg_err_t *bdg_recovery_code_use(int *taken, bdg_db_t *db, int64_t account_id, const unsigned char hash[32])
{
    return use(taken, db, BDG_Q_RECOVERY_CODE_USE, BDG_ARGS(BDG_INT(account_id), BDG_BYTES(hash, 32)));
}

bdg_err_t *bdg_second_factor_delete(bdg_db_t *db, int64_t account_id)
{
    BDG_TRY(bdg_db_exec(db, BDG_Q_SECOND_FACTOR_DELETE, BDG_ARGS(BDG_INT(account_id)), NULL, NULL));
    return bdg_db_exec(db, BDG_Q_RECOVERY_CODE_DELETE, BDG_ARGS(BDG_INT(account_id)), NULL, NULL);
}

bdg_err_t *bdg_recovery_codes_set(bdg_db_t *db, int64_t account_id, const unsigned char (*hashes)[32], int n)
{
    BDG_TRY(bdg_db_exec(db, BDG_Q_RECOVERY_CODE_DELETE, BDG_ARGS(BDG_INT(account_id)), NULL, NULL));
    for (int i = 0; i < n; i++)
        BDG_TRY(bdg_db_exec(db, BDG_Q_RECOVERY_CODE_INSERT, BDG_ARGS(BDG_INT(account_id), BDG_BYTES(hashes[i], 32)), NULL, NULL));
    return NULL;
}

/* ---------------------------------------------------------------- who asks for one */

bdg_err_t *bdg_second_factor_asked(int *asked, bdg_db_t *db, int64_t organisation_id)
{
    *asked = 0;
    return bdg_db_each(db, BDG_Q_SECOND_FACTOR_ASKED, BDG_ARGS(BDG_INT(organisation_id)), is_there, asked);
}

typedef struct rule_t { bdg_second_factor_rule_t *rule; int64_t organisation_id; apr_pool_t *pool; } rule_t;

static bdg_err_t *take_own(void *baton, const bdg_row_t *row)
{
    rule_t *r = baton;
    r->rule->own = bdg_row_int(row, 0) != 0;
    r->rule->revision = (int)bdg_row_int(row, 1);
    return NULL;
}

static bdg_err_t *take_above(void *baton, const bdg_row_t *row)
{
    rule_t *r = baton;
    if (bdg_row_int(row, 0) != r->organisation_id)
        r->rule->above = bdg_row_str(row, 1, r->pool);
    return NULL;
}

static bdg_err_t *take_people(void *baton, const bdg_row_t *row)
{
    rule_t *r = baton;
    r->rule->people = (int)bdg_row_int(row, 0);
    r->rule->people_with = (int)bdg_row_int(row, 1);
    return NULL;
}

bdg_err_t *bdg_second_factor_rule(bdg_second_factor_rule_t *out, bdg_db_t *db, int64_t organisation_id, apr_pool_t *pool)
{
    rule_t r = { out, organisation_id, pool };
    memset(out, 0, sizeof *out);
    BDG_TRY(bdg_db_one(db, BDG_Q_SECOND_FACTOR_OWN, BDG_ARGS(BDG_INT(organisation_id)), take_own, &r));
    BDG_TRY(bdg_db_each(db, BDG_Q_SECOND_FACTOR_ASKED_BY, BDG_ARGS(BDG_INT(organisation_id)), take_above, &r));
    return bdg_db_one(db, BDG_Q_SECOND_FACTOR_PEOPLE, BDG_ARGS(BDG_INT(organisation_id)), take_people, &r);
}

bdg_err_t *bdg_second_factor_ask(int *changed, bdg_db_t *db, int64_t organisation_id, int revision, int ask)
{
    return use(changed, db, BDG_Q_SECOND_FACTOR_ASK, BDG_ARGS(BDG_INT(ask), BDG_INT(organisation_id), BDG_INT(revision)));
}
