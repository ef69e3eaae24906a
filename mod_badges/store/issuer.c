#include "store/issuer.h"
#include "store/list.h"

typedef struct take_t { bdg_issuer_t *i; apr_pool_t *pool; } take_t;

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    take_t *t = baton;
    bdg_issuer_t *i = t->i = apr_pcalloc(t->pool, sizeof *i);
    int c = 0;
    i->id = bdg_row_int(row, c++);
    i->organisation_id = bdg_row_int(row, c++);
    i->version_id = bdg_row_int(row, c++);
    i->public_id = bdg_row_str(row, c++, t->pool);
    i->state = bdg_row_str(row, c++, t->pool);
    i->revision = (int)bdg_row_int(row, c++);
    i->number = (int)bdg_row_int(row, c++);
    i->name = bdg_row_str(row, c++, t->pool);
    i->url = bdg_row_str(row, c++, t->pool);
    i->email = bdg_row_str(row, c++, t->pool);
    i->description = bdg_row_str(row, c++, t->pool);
    i->telephone = bdg_row_str(row, c++, t->pool);
    i->logo_graphic_id = bdg_row_int(row, c++);
    i->created_at = bdg_row_time(row, c++);
    i->updated_at = bdg_row_time(row, c++);
    i->language = bdg_row_str(row, c++, t->pool);
    i->endorsements_json = bdg_row_str(row, c++, t->pool);
    return NULL;
}

static bdg_err_t *one(bdg_issuer_t **out, bdg_db_t *db, bdg_query_e q, bdg_arg_t key, apr_pool_t *pool)
{
    take_t t = { NULL, pool };
    BDG_TRY(bdg_db_one(db, q, &key, 1, take, &t));
    *out = t.i;
    return NULL;
}

bdg_err_t *bdg_issuer_by_id(bdg_issuer_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool) { return one(out, db, BDG_Q_ISSUER_BY_ID, BDG_INT(id), pool); }
bdg_err_t *bdg_issuer_by_public_id(bdg_issuer_t **out, bdg_db_t *db, const char *id, apr_pool_t *pool) { return one(out, db, BDG_Q_ISSUER_BY_PUBLIC_ID, BDG_STR(id), pool); }
bdg_err_t *bdg_issuer_by_version(bdg_issuer_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool) { return one(out, db, BDG_Q_ISSUER_BY_VERSION, BDG_INT(id), pool); }

bdg_err_t *bdg_issuer_by_number(bdg_issuer_t **out, bdg_db_t *db, int64_t id, int number, apr_pool_t *pool)
{
    take_t t = { NULL, pool };
    BDG_TRY(bdg_db_one(db, BDG_Q_ISSUER_BY_NUMBER, BDG_ARGS(BDG_INT(id), BDG_INT(number)), take, &t));
    *out = t.i;
    return NULL;
}

/* --- changing */

bdg_err_t *bdg_issuer_lock(bdg_db_t *db, int64_t id, int64_t organisation_id)
{
    int64_t revision;
    return bdg_db_int(db, BDG_Q_ISSUER_LOCK, BDG_ARGS(BDG_INT(id), BDG_INT(organisation_id)), &revision);
}

static bdg_err_t *insert_version(bdg_issuer_t *i, bdg_db_t *db, int64_t account_id)
{
    return bdg_db_exec(db, BDG_Q_ISSUER_VERSION_INSERT,
                       BDG_ARGS(BDG_INT(i->id), BDG_INT(i->number), BDG_STR(i->name), BDG_STR(i->url), BDG_STR(i->email), BDG_STR(i->description),
                                BDG_STR(i->telephone), BDG_INT_OR_NULL(i->logo_graphic_id), BDG_STR(i->language), BDG_INT(account_id)), NULL, &i->version_id);
}

bdg_err_t *bdg_issuer_insert(bdg_issuer_t *i, bdg_db_t *db, int64_t account_id)
{
    BDG_TRY(bdg_db_exec(db, BDG_Q_ISSUER_INSERT, BDG_ARGS(BDG_STR(i->public_id), BDG_INT(i->organisation_id)), NULL, &i->id));
    i->number = 1;
    BDG_TRY(insert_version(i, db, account_id));
    return bdg_db_exec(db, BDG_Q_ISSUER_SET_FIRST_VERSION, BDG_ARGS(BDG_INT(i->version_id), BDG_INT(i->id)), NULL, NULL);
}

bdg_err_t *bdg_issuer_version_insert(bdg_issuer_t *i, bdg_db_t *db, int64_t account_id)
{
    i->number++;
    i->endorsements_json = NULL;
    return insert_version(i, db, account_id);
}

bdg_err_t *bdg_issuer_update(bdg_db_t *db, const bdg_issuer_t *i)
{
    int64_t changed;
    BDG_TRY(bdg_db_exec(db, BDG_Q_ISSUER_UPDATE, BDG_ARGS(BDG_INT(i->version_id), BDG_STR(i->state), BDG_INT(i->id), BDG_INT(i->organisation_id),
                                                          BDG_INT(i->revision)), &changed, NULL));
    return changed ? NULL : bdg_err(BDG_E_CONFLICT, "Somebody else changed this issuer at the same time.");
}

bdg_err_t *bdg_issuer_published(int64_t *n, bdg_db_t *db, int64_t id) { return bdg_db_int(db, BDG_Q_ISSUER_BADGES_PUBLISHED, BDG_ARGS(BDG_INT(id)), n); }

/* --- lists */

static bdg_err_t *take_row(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_issuer_row_t *r = apr_array_push(l->rows);
    r->public_id = bdg_row_str(row, 0, l->pool);
    r->state = bdg_row_str(row, 1, l->pool);
    r->name = bdg_row_str(row, 2, l->pool);
    r->url = bdg_row_str(row, 3, l->pool);
    r->updated_at = bdg_row_time(row, 4);
    r->logo_public_id = bdg_row_str(row, 5, l->pool);
    r->logo_revision = (int)bdg_row_int(row, 6);
    r->badges = bdg_row_int(row, 7);
    return NULL;
}

#define FILTER(f) BDG_INT((f)->organisation_id), BDG_STR((f)->like), BDG_STR((f)->like), BDG_STR((f)->state), BDG_INT((f)->whole), BDG_INT((f)->account_id)

static bdg_err_t *take_below(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    BDG_TRY(take_row(baton, row));
    bdg_issuer_row_t *r = &APR_ARRAY_IDX(l->rows, l->rows->nelts - 1, bdg_issuer_row_t);
    r->organisation_id = bdg_row_int(row, 8);
    r->organisation_name = bdg_row_str(row, 9, l->pool);
    return NULL;
}

static bdg_err_t *list_below(bdg_list_t *l, bdg_db_t *db, const bdg_issuer_filter_t *f)
{
    static const bdg_query_e q[2][2] = { { BDG_Q_ISSUER_BELOW_OLDER_FEW, BDG_Q_ISSUER_BELOW_OLDER_MANY }, { BDG_Q_ISSUER_BELOW_NEWER_FEW, BDG_Q_ISSUER_BELOW_NEWER_MANY } };
    return bdg_db_each(db, q[f->newer != 0][f->reach == BDG_REACH_MANY], BDG_ARGS(FILTER(f), BDG_STR(f->cursor), BDG_INT(f->organisation_id), BDG_INT(f->limit + 1)), take_below, l);
}

bdg_err_t *bdg_issuer_list(apr_array_header_t **rows, bdg_db_t *db, const bdg_issuer_filter_t *f, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_issuer_row_t), pool);
    if (f->reach != BDG_REACH_ALONE)
        BDG_TRY(list_below(&l, db, f));
    else
        BDG_TRY(bdg_db_each(db, f->newer ? BDG_Q_ISSUER_LIST_NEWER : BDG_Q_ISSUER_LIST_OLDER, BDG_ARGS(FILTER(f), BDG_STR(f->cursor), BDG_INT(f->limit + 1)),
                            take_row, &l));
    *rows = bdg_list_end(&l, f->newer);
    return NULL;
}

bdg_err_t *bdg_issuer_count(int64_t *n, bdg_db_t *db, const bdg_issuer_filter_t *f)
{
    static const bdg_query_e q[] = { [BDG_REACH_ALONE] = BDG_Q_ISSUER_LIST_COUNT, [BDG_REACH_FEW] = BDG_Q_ISSUER_BELOW_COUNT_FEW, [BDG_REACH_MANY] = BDG_Q_ISSUER_BELOW_COUNT_MANY };
    return bdg_db_int(db, q[f->reach], BDG_ARGS(FILTER(f)), n);
}

static bdg_err_t *take_version(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_issuer_version_row_t *r = apr_array_push(l->rows);
    r->number = (int)bdg_row_int(row, 0);
    r->name = bdg_row_str(row, 1, l->pool);
    r->at = bdg_row_time(row, 2);
    r->by = bdg_row_str(row, 3, l->pool);
    return NULL;
}

bdg_err_t *bdg_issuer_versions(apr_array_header_t **rows, bdg_db_t *db, int64_t id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_issuer_version_row_t), pool);
    BDG_TRY(bdg_db_each(db, BDG_Q_ISSUER_VERSIONS, BDG_ARGS(BDG_INT(id)), take_version, &l));
    *rows = bdg_list_end(&l, 0);
    return NULL;
}

static bdg_err_t *take_choice(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_choice_t *r = apr_array_push(l->rows);
    r->public_id = bdg_row_str(row, 0, l->pool);
    r->name = bdg_row_str(row, 1, l->pool);
    return NULL;
}

bdg_err_t *bdg_issuer_choices(apr_array_header_t **rows, bdg_db_t *db, int64_t organisation_id, int whole, int64_t account_id, uint64_t perms, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_choice_t), pool);
    BDG_TRY(bdg_db_each(db, BDG_Q_ISSUER_CHOICES, BDG_ARGS(BDG_INT(organisation_id), BDG_INT(whole), BDG_INT(account_id), BDG_INT(perms)), take_choice, &l));
    *rows = bdg_list_end(&l, 0);
    return NULL;
}
