#include "store/revoked.h"

#define FIRST_DAY (-25567)       /* 1900-01-01, before all dates of awards */

typedef struct take_t { bdg_revoked_at_t *at; int n; void (*fn)(void *baton, const bdg_revoked_t *one); void *baton; apr_pool_t *pool; } take_t;

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    take_t *t = baton;
    bdg_revoked_t one = { bdg_row_int(row, 0), bdg_row_str(row, 1, t->pool), bdg_row_str(row, 3, t->pool), bdg_row_date(row, 2) };
    t->at->id = one.id;
    t->at->issued_on = one.issued_on;
    t->n++;
    t->fn(t->baton, &one);
    return NULL;
}

/* The next badge class; done when there is none. */
static bdg_err_t *step(bdg_revoked_at_t *at, bdg_db_t *db)
{
    bdg_err_t *e = bdg_db_int(db, BDG_Q_REVOKED_NEXT_BADGE, BDG_ARGS(BDG_INT(at->issuer_id), BDG_INT(at->badge_class_id)), &at->badge_class_id);
    at->id = 0;
    at->issued_on = FIRST_DAY;
    if (!e || e->code != BDG_E_NOT_FOUND)
        return e;
    bdg_err_clear(e);
    at->done = 1;
    return NULL;
}

bdg_err_t *bdg_revoked_next(bdg_revoked_at_t *at, bdg_db_t *db, int limit, void (*fn)(void *baton, const bdg_revoked_t *one), void *baton, apr_pool_t *pool)
{
    take_t t = { at, 0, fn, baton, pool };
    if (!at->badge_class_id)
        BDG_TRY(step(at, db));
    for (int badges = 0; !at->done && !t.n && badges < 100; badges++) {
        BDG_TRY(bdg_db_each(db, BDG_Q_REVOKED_OF_BADGE, BDG_ARGS(BDG_INT(at->badge_class_id), BDG_DATE(at->issued_on), BDG_DATE(at->issued_on), BDG_INT(at->id),
                                                                 BDG_INT(limit)), take, &t));
        if (t.n < limit)
            BDG_TRY(step(at, db));
    }
    return NULL;
}
