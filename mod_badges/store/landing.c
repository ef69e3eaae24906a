#include "store/landing.h"

typedef struct take_t { bdg_landing_t *l; apr_pool_t *pool; } take_t;

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    take_t *t = baton;
    bdg_landing_t *l = t->l;
    l->published = bdg_row_int(row, 0) != 0;
    l->title = bdg_row_str(row, 1, t->pool);
    l->lead = bdg_row_str(row, 2, t->pool);
    l->body = bdg_row_str(row, 3, t->pool);
    l->language = bdg_row_str(row, 4, t->pool);
    l->picture = (bdg_look_picture_t){ bdg_row_int(row, 5), bdg_row_str(row, 6, t->pool), (int)bdg_row_int(row, 7), (int)bdg_row_int(row, 8) };
    l->picture_alt = bdg_row_str(row, 9, t->pool);
    l->show_issuers = bdg_row_int(row, 10) != 0;
    l->show_badges = bdg_row_int(row, 11) != 0;
    l->updated_at = bdg_row_time(row, 12);
    l->revision = (int)bdg_row_int(row, 13);
    return NULL;
}

bdg_err_t *bdg_landing_of(bdg_landing_t **out, bdg_db_t *db, int64_t organisation_id, apr_pool_t *pool)
{
    take_t t = { apr_pcalloc(pool, sizeof **out), pool };
    t.l->organisation_id = organisation_id;
    BDG_TRY(bdg_db_one(db, BDG_Q_LANDING_OF, BDG_ARGS(BDG_INT(organisation_id)), take, &t));
    *out = t.l;
    return NULL;
}

static bdg_err_t *stale(void) { return bdg_err(BDG_E_CONFLICT, "Somebody else changed the landing page while you were working on it."); }

bdg_err_t *bdg_landing_put(bdg_db_t *db, const bdg_landing_t *l)
{
    int64_t changed;
#define VALUES BDG_INT(l->published), BDG_STR(l->title), BDG_STR(l->lead), BDG_STR(l->body), BDG_STR(l->language), BDG_INT_OR_NULL(l->picture.id), BDG_STR(l->picture_alt), \
        BDG_INT(l->show_issuers), BDG_INT(l->show_badges), BDG_INT(l->organisation_id)
    if (!l->revision) {
        bdg_err_t *e = bdg_db_exec(db, BDG_Q_LANDING_INSERT, BDG_ARGS(VALUES), NULL, NULL);
        if (!e || e->code != BDG_E_DUPLICATE)
            return e;
        bdg_err_clear(e);
        return stale();
    }
    BDG_TRY(bdg_db_exec(db, BDG_Q_LANDING_UPDATE, BDG_ARGS(VALUES, BDG_INT(l->revision)), &changed, NULL));
#undef VALUES
    return changed ? NULL : stale();
}

typedef struct list_t { apr_array_header_t *rows; apr_pool_t *pool; int pictures; } list_t;

static bdg_err_t *add(void *baton, const bdg_row_t *row)
{
    list_t *l = baton;
    bdg_landing_row_t *r = apr_array_push(l->rows);
    r->id = bdg_row_str(row, 0, l->pool);
    r->name = bdg_row_str(row, 1, l->pool);
    r->text = bdg_row_str(row, 2, l->pool);
    r->has_picture = l->pictures && bdg_row_int(row, 3) != 0;
    return NULL;
}

bdg_err_t *bdg_landing_list(apr_array_header_t **rows, bdg_db_t *db, bdg_landing_list_e what, int64_t organisation_id, apr_pool_t *pool)
{
    static const bdg_query_e query[] = { [BDG_LANDING_BADGES] = BDG_Q_LANDING_BADGES, [BDG_LANDING_ISSUERS] = BDG_Q_LANDING_ISSUERS, [BDG_LANDING_BELOW] = BDG_Q_LANDING_BELOW };
    list_t l = { apr_array_make(pool, 24, sizeof(bdg_landing_row_t)), pool, what == BDG_LANDING_ISSUERS };
    *rows = l.rows;
    return bdg_db_each(db, query[what], BDG_ARGS(BDG_INT(organisation_id)), add, &l);
}
