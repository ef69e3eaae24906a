#include "store/badge_class.h"
#include "store/list.h"
#include "store/search.h"

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
    b->alignments_json = bdg_row_str(row, c++, t->pool);
    b->related_json = bdg_row_str(row, c++, t->pool);
    b->achievement_json = bdg_row_str(row, c++, t->pool);
    b->translations_json = bdg_row_str(row, c++, t->pool);
    b->endorsements_json = bdg_row_str(row, c++, t->pool);
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

/* --- changing */

bdg_err_t *bdg_badge_class_lock(bdg_db_t *db, int64_t id, int64_t organisation_id)
{
    int64_t revision;
    return bdg_db_int(db, BDG_Q_BADGE_CLASS_LOCK, BDG_ARGS(BDG_INT(id), BDG_INT(organisation_id)), &revision);
}

#define TEXTS(b) BDG_STR((b)->name), BDG_STR((b)->description), BDG_STR((b)->language), BDG_STR((b)->criteria_text), BDG_STR((b)->criteria_url), \
                 BDG_STR((b)->tags_json), BDG_STR((b)->attributes_json), BDG_STR((b)->alignments_json), BDG_STR((b)->related_json), \
                 BDG_STR((b)->achievement_json), BDG_STR((b)->translations_json)

static bdg_err_t *insert_version(bdg_badge_class_t *b, bdg_db_t *db, int64_t account_id)
{
    return bdg_db_exec(db, BDG_Q_BADGE_CLASS_VERSION_INSERT, BDG_ARGS(BDG_INT(b->id), BDG_INT(b->number), TEXTS(b), BDG_INT(account_id)), NULL, &b->version_id);
}

bdg_err_t *bdg_badge_class_insert(bdg_badge_class_t *b, bdg_db_t *db, int64_t account_id)
{
    BDG_TRY(bdg_db_exec(db, BDG_Q_BADGE_CLASS_INSERT, BDG_ARGS(BDG_STR(b->public_id), BDG_INT(b->organisation_id), BDG_INT_OR_NULL(b->issuer_id),
                                                               BDG_INT_OR_NULL(b->graphic_id), BDG_STR(b->duplicate_policy), BDG_INT_OR_NULL(b->expiry_months),
                                                               BDG_INT(account_id)), NULL, &b->id));
    b->number = 1;
    BDG_TRY(insert_version(b, db, account_id));
    return bdg_db_exec(db, BDG_Q_BADGE_CLASS_SET_FIRST_VERSION, BDG_ARGS(BDG_INT(b->version_id), BDG_INT(b->id)), NULL, NULL);
}

bdg_err_t *bdg_badge_class_write(bdg_badge_class_t *b, bdg_db_t *db, int64_t account_id)
{
    if (!b->used)
        return bdg_db_exec(db, BDG_Q_BADGE_CLASS_VERSION_UPDATE, BDG_ARGS(TEXTS(b), BDG_INT(b->version_id)), NULL, NULL);
    b->number++;
    b->used = 0;
    b->endorsements_json = NULL;
    return insert_version(b, db, account_id);
}

bdg_err_t *bdg_badge_class_update(bdg_db_t *db, const bdg_badge_class_t *b, int publishing)
{
    int64_t changed;
    BDG_TRY(bdg_db_exec(db, BDG_Q_BADGE_CLASS_UPDATE,
                        BDG_ARGS(BDG_INT(b->version_id), BDG_INT_OR_NULL(b->issuer_id), BDG_INT_OR_NULL(b->graphic_id), BDG_STR(b->state),
                                 BDG_STR(b->duplicate_policy), BDG_INT_OR_NULL(b->expiry_months), BDG_INT(publishing), BDG_INT(b->id),
                                 BDG_INT(b->organisation_id), BDG_INT(b->revision)), &changed, NULL));
    return changed ? NULL : bdg_err(BDG_E_CONFLICT, "Somebody else changed this badge at the same time.");
}

/* The class before the version, as bdg_badge_class_lock() does it: the same order everywhere keeps deadlocks away. */
bdg_err_t *bdg_badge_class_awarded(bdg_db_t *db, int64_t id, int64_t version_id, int64_t n)
{
    BDG_TRY(bdg_db_exec(db, BDG_Q_BADGE_CLASS_COUNT_AWARDS, BDG_ARGS(BDG_INT(n), BDG_INT(id)), NULL, NULL));
    return bdg_db_exec(db, BDG_Q_BADGE_CLASS_VERSION_USE, BDG_ARGS(BDG_INT(n), BDG_INT(version_id)), NULL, NULL);
}

/* --- lists */

static bdg_err_t *take_row(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_badge_class_row_t *r = apr_array_push(l->rows);
    r->public_id = bdg_row_str(row, 0, l->pool);
    r->name = bdg_row_str(row, 1, l->pool);
    r->state = bdg_row_str(row, 2, l->pool);
    r->award_count = bdg_row_int(row, 3);
    r->updated_at = bdg_row_time(row, 4);
    r->issuer_name = bdg_row_str(row, 5, l->pool);
    r->graphic_public_id = bdg_row_str(row, 6, l->pool);
    r->graphic_revision = (int)bdg_row_int(row, 7);
    return NULL;
}

#define FILTER(f) BDG_INT((f)->organisation_id), BDG_STR((f)->like), BDG_STR((f)->like), BDG_STR((f)->issuer), BDG_STR((f)->issuer), \
                  BDG_STR((f)->state), BDG_STR((f)->state), BDG_INT((f)->whole), BDG_INT((f)->account_id)

static bdg_err_t *take_below(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    BDG_TRY(take_row(baton, row));
    bdg_badge_class_row_t *r = &APR_ARRAY_IDX(l->rows, l->rows->nelts - 1, bdg_badge_class_row_t);
    r->organisation_id = bdg_row_int(row, 8);
    r->organisation_name = bdg_row_str(row, 9, l->pool);
    return NULL;
}

/* The plans of below.sql. Where many lie below, the newest are taken one after the other until the page is full, unless few of all would fit. */
typedef enum { BY_FEW, BY_MANY, BY_NAME, BY_ISSUER } plan_e;
#define SORTED_MAX 1000     /* up to here all that fit are read and sorted */

static plan_e plan_below(const bdg_badge_class_filter_t *f)
{
    if (f->issuer)
        return BY_ISSUER;
    if (f->reach != BDG_REACH_MANY)
        return BY_FEW;
    if (f->like)
        return f->counted > BDG_COUNT_MAX ? BY_MANY : BY_NAME;
    return f->counted > SORTED_MAX ? BY_MANY : BY_FEW;
}

static bdg_err_t *list_below(bdg_list_t *l, bdg_db_t *db, const bdg_badge_class_filter_t *f)
{
    static const bdg_query_e q[][2] = { [BY_FEW] = { BDG_Q_BADGE_CLASS_BELOW_OLDER_FEW, BDG_Q_BADGE_CLASS_BELOW_NEWER_FEW },
        [BY_MANY] = { BDG_Q_BADGE_CLASS_BELOW_OLDER_MANY, BDG_Q_BADGE_CLASS_BELOW_NEWER_MANY }, [BY_NAME] = { BDG_Q_BADGE_CLASS_BELOW_OLDER_NAMED, BDG_Q_BADGE_CLASS_BELOW_NEWER_NAMED },
        [BY_ISSUER] = { BDG_Q_BADGE_CLASS_BELOW_OLDER_ISSUER, BDG_Q_BADGE_CLASS_BELOW_NEWER_ISSUER } };
    if (!f->counted)
        return NULL;
    return bdg_db_each(db, q[plan_below(f)][f->newer != 0], BDG_ARGS(FILTER(f), BDG_STR(f->cursor), BDG_INT(f->organisation_id), BDG_INT(f->limit + 1)), take_below, l);
}

bdg_err_t *bdg_badge_class_list(apr_array_header_t **rows, bdg_db_t *db, const bdg_badge_class_filter_t *f, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_badge_class_row_t), pool);
    if (f->reach != BDG_REACH_ALONE)
        BDG_TRY(list_below(&l, db, f));
    else
        BDG_TRY(bdg_db_each(db, f->newer ? BDG_Q_BADGE_CLASS_LIST_NEWER : BDG_Q_BADGE_CLASS_LIST_OLDER,
                            BDG_ARGS(FILTER(f), BDG_STR(f->cursor), BDG_INT(f->limit + 1)), take_row, &l));
    *rows = bdg_list_end(&l, f->newer);
    return NULL;
}

bdg_err_t *bdg_badge_class_count(int64_t *n, bdg_db_t *db, const bdg_badge_class_filter_t *f)
{
    bdg_query_e q = f->reach == BDG_REACH_ALONE ? BDG_Q_BADGE_CLASS_LIST_COUNT : f->issuer ? BDG_Q_BADGE_CLASS_BELOW_COUNT_ISSUER : BDG_Q_BADGE_CLASS_BELOW_COUNT;
    if (f->reach == BDG_REACH_MANY && !f->issuer && !f->like)
        return bdg_db_int(db, BDG_Q_BADGE_CLASS_BELOW_COUNT_STATE, BDG_ARGS(BDG_INT(f->organisation_id), BDG_STR(f->state), BDG_STR(f->state), BDG_INT(f->whole),
                          BDG_INT(f->account_id)), n);
    if (f->reach == BDG_REACH_MANY && !f->issuer)
        q = BDG_Q_BADGE_CLASS_BELOW_COUNT_NAMED;
    return bdg_db_int(db, q, BDG_ARGS(FILTER(f)), n);
}

static bdg_err_t *take_version(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_badge_class_version_row_t *r = apr_array_push(l->rows);
    r->number = (int)bdg_row_int(row, 0);
    r->name = bdg_row_str(row, 1, l->pool);
    r->used = (int)bdg_row_int(row, 2);
    r->at = bdg_row_time(row, 3);
    r->by = bdg_row_str(row, 4, l->pool);
    r->awards = bdg_row_int(row, 5);
    return NULL;
}

bdg_err_t *bdg_badge_class_versions(apr_array_header_t **rows, bdg_db_t *db, int64_t id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_badge_class_version_row_t), pool);
    BDG_TRY(bdg_db_each(db, BDG_Q_BADGE_CLASS_VERSIONS, BDG_ARGS(BDG_INT(id)), take_version, &l));
    *rows = bdg_list_end(&l, 0);
    return NULL;
}

static bdg_err_t *take_place(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_badge_class_place_t *p = apr_array_push(l->rows);
    p->id = bdg_row_int(row, 0);
    p->public_id = bdg_row_str(row, 1, l->pool);
    p->name = bdg_row_str(row, 2, l->pool);
    return NULL;
}

bdg_err_t *bdg_badge_class_places(apr_array_header_t **rows, bdg_db_t *db, int64_t account_id, uint64_t permission, const char *like, int64_t present, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_badge_class_place_t), pool);
    BDG_TRY(bdg_db_each(db, BDG_Q_BADGE_CLASS_PLACES, BDG_ARGS(BDG_INT(account_id), BDG_INT(permission), BDG_STR(like), BDG_STR(like), BDG_INT(present)), take_place, &l));
    *rows = bdg_list_end(&l, 0);
    return NULL;
}
