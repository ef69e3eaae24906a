#include "store/badge_class.h"

typedef struct take_t { bdg_badge_class_t *b; apr_pool_t *pool; } take_t;

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    take_t *t = baton;
    bdg_badge_class_t *b = t->b = apr_pcalloc(t->pool, sizeof *b);
    int c = 0;
    b->id = bdg_row_int(row, c++);
    b->organisation_id = bdg_row_int(row, c++);
    b->issuer_id = bdg_row_int(row, c++);
    b->graphic_id = bdg_row_int(row, c++);
    b->version_id = bdg_row_int(row, c++);
    b->public_id = bdg_row_str(row, c++, t->pool);
    b->state = bdg_row_str(row, c++, t->pool);
    b->duplicate_policy = bdg_row_str(row, c++, t->pool);
    b->expiry_months = (int)bdg_row_int(row, c++);
    b->award_count = bdg_row_int(row, c++);
    b->revision = (int)bdg_row_int(row, c++);
    b->created_at = bdg_row_time(row, c++);
    b->updated_at = bdg_row_time(row, c++);
    b->published_at = bdg_row_time(row, c++);
    b->number = (int)bdg_row_int(row, c++);
    b->used = (int)bdg_row_int(row, c++);
    b->name = bdg_row_str(row, c++, t->pool);
    b->description = bdg_row_str(row, c++, t->pool);
    b->language = bdg_row_str(row, c++, t->pool);
    b->criteria_text = bdg_row_str(row, c++, t->pool);
    b->criteria_url = bdg_row_str(row, c++, t->pool);
    b->tags_json = bdg_row_str(row, c++, t->pool);
    b->attributes_json = bdg_row_str(row, c++, t->pool);
    b->graphic_public_id = bdg_row_str(row, c++, t->pool);
    b->graphic_revision = (int)bdg_row_int(row, c++);
    return NULL;
}

static bdg_err_t *one(bdg_badge_class_t **out, bdg_db_t *db, bdg_query_e q, const bdg_arg_t *args, int nargs, apr_pool_t *pool)
{
    take_t t = { NULL, pool };
    BDG_TRY(bdg_db_one(db, q, args, nargs, take, &t));
    *out = t.b;
    return NULL;
}

bdg_err_t *bdg_badge_class_by_id(bdg_badge_class_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool)
{
    return one(out, db, BDG_Q_BADGE_CLASS_BY_ID, BDG_ARGS(BDG_INT(id)), pool);
}

bdg_err_t *bdg_badge_class_by_public_id(bdg_badge_class_t **out, bdg_db_t *db, const char *id, apr_pool_t *pool)
{
    return one(out, db, BDG_Q_BADGE_CLASS_BY_PUBLIC_ID, BDG_ARGS(BDG_STR(id)), pool);
}

bdg_err_t *bdg_badge_class_by_version(bdg_badge_class_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool)
{
    return one(out, db, BDG_Q_BADGE_CLASS_BY_VERSION, BDG_ARGS(BDG_INT(id)), pool);
}

bdg_err_t *bdg_badge_class_by_number(bdg_badge_class_t **out, bdg_db_t *db, const char *id, int number, apr_pool_t *pool)
{
    return one(out, db, BDG_Q_BADGE_CLASS_BY_NUMBER, BDG_ARGS(BDG_STR(id), BDG_INT(number)), pool);
}
