#include "store/look.h"
#include <apr_strings.h>
#include <string.h>

typedef struct take_t { bdg_looks_t *looks; apr_pool_t *pool; } take_t;

static bdg_look_picture_t picture_at(const bdg_row_t *row, int col, apr_pool_t *pool)
{
    return (bdg_look_picture_t){ bdg_row_int(row, col), bdg_row_str(row, col + 1, pool), (int)bdg_row_int(row, col + 2), (int)bdg_row_int(row, col + 3) };
}

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    take_t *t = baton;
    bdg_looks_t *s = t->looks;
    int own = bdg_row_int(row, 0) == 0;
    bdg_look_t *l = own ? &s->own : apr_pcalloc(t->pool, sizeof *l);
    l->organisation_id = bdg_row_int(row, 1);
    l->organisation_name = bdg_row_str(row, 2, t->pool);
    l->colours = bdg_row_str(row, 3, t->pool);
    l->nav = bdg_row_str(row, 4, t->pool);
    l->nav_text = bdg_row_str(row, 5, t->pool);
    l->highlight = bdg_row_str(row, 6, t->pool);
    l->revision = (int)bdg_row_int(row, 7);
    l->logo = picture_at(row, 8, t->pool);
    l->icon = picture_at(row, 12, t->pool);
    const struct { int has; const bdg_look_t **here, **above; } parts[] = { { strcmp(l->colours, "inherited") != 0, &s->colours, &s->above_colours },
        { l->logo.id != 0, &s->logo, &s->above_logo }, { l->icon.id != 0, &s->icon, &s->above_icon } };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].has) {
            if (!*parts[i].here)
                *parts[i].here = l;
            if (!own && !*parts[i].above)
                *parts[i].above = l;
        }
    return NULL;
}

bdg_err_t *bdg_looks_of(bdg_looks_t **out, bdg_db_t *db, int64_t organisation_id, apr_pool_t *pool)
{
    take_t t = { apr_pcalloc(pool, sizeof **out), pool };
    *out = t.looks;
    t.looks->own.organisation_id = organisation_id;
    t.looks->own.colours = "inherited";
    return bdg_db_each(db, BDG_Q_LOOK_OF, BDG_ARGS(BDG_INT(organisation_id)), take, &t);
}

static bdg_err_t *stale(void) { return bdg_err(BDG_E_CONFLICT, "Somebody else changed the look while you were looking at it."); }

bdg_err_t *bdg_look_put(bdg_db_t *db, const bdg_look_t *l)
{
    int64_t changed;
    if (!l->revision) {
        bdg_err_t *e = bdg_db_exec(db, BDG_Q_LOOK_INSERT, BDG_ARGS(BDG_INT(l->organisation_id), BDG_STR(l->colours), BDG_STR(l->nav), BDG_STR(l->nav_text), BDG_STR(l->highlight),
                                   BDG_INT_OR_NULL(l->logo.id), BDG_INT_OR_NULL(l->icon.id)), NULL, NULL);
        if (!e || e->code != BDG_E_DUPLICATE)
            return e;
        bdg_err_clear(e);
        return stale();
    }
    BDG_TRY(bdg_db_exec(db, BDG_Q_LOOK_UPDATE, BDG_ARGS(BDG_STR(l->colours), BDG_STR(l->nav), BDG_STR(l->nav_text), BDG_STR(l->highlight), BDG_INT_OR_NULL(l->logo.id),
                        BDG_INT_OR_NULL(l->icon.id), BDG_INT(l->organisation_id), BDG_INT(l->revision)), &changed, NULL));
    return changed ? NULL : stale();
}

/* --- pictures */

bdg_err_t *bdg_look_picture_put(int64_t *id, bdg_db_t *db, int64_t organisation_id, int64_t account_id, const bdg_look_bytes_t *p)
{
    return bdg_db_exec(db, BDG_Q_ORGANISATION_PICTURE_PUT, BDG_ARGS(BDG_STR(p->public_id), BDG_INT(organisation_id), BDG_STR(p->media_type), BDG_INT(p->width), BDG_INT(p->height),
                       BDG_BYTES(p->data, p->len), BDG_INT(account_id)), NULL, id);
}

typedef struct bytes_t { bdg_look_bytes_t *out; apr_pool_t *pool; } bytes_t;

static bdg_err_t *take_bytes(void *baton, const bdg_row_t *row)
{
    bytes_t *b = baton;
    const void *data = bdg_row_bytes(row, 1, &b->out->len);
    b->out->media_type = bdg_row_str(row, 0, b->pool);
    b->out->data = data ? apr_pmemdup(b->pool, data, b->out->len) : "";
    return NULL;
}

bdg_err_t *bdg_look_picture_get(bdg_look_bytes_t *out, bdg_db_t *db, const char *public_id, apr_pool_t *pool)
{
    bytes_t b = { out, pool };
    *out = (bdg_look_bytes_t){ .public_id = public_id };
    return bdg_db_one(db, BDG_Q_ORGANISATION_PICTURE_GET, BDG_ARGS(BDG_STR(public_id)), take_bytes, &b);
}

typedef struct one_t { bdg_look_picture_t *out; apr_pool_t *pool; } one_t;

static bdg_err_t *take_one(void *baton, const bdg_row_t *row)
{
    one_t *o = baton;
    o->out->public_id = bdg_row_str(row, 0, o->pool);
    o->out->width = (int)bdg_row_int(row, 1);
    o->out->height = (int)bdg_row_int(row, 2);
    return NULL;
}

bdg_err_t *bdg_look_picture_of(bdg_look_picture_t *out, bdg_db_t *db, int64_t id, int64_t organisation_id, apr_pool_t *pool)
{
    one_t o = { out, pool };
    *out = (bdg_look_picture_t){ .id = id };
    return bdg_db_one(db, BDG_Q_ORGANISATION_PICTURE_OF, BDG_ARGS(BDG_INT(id), BDG_INT(organisation_id)), take_one, &o);
}

bdg_err_t *bdg_look_picture_sweep(bdg_db_t *db, int64_t organisation_id)
{
    return bdg_db_exec(db, BDG_Q_ORGANISATION_PICTURE_SWEEP, BDG_ARGS(BDG_INT(organisation_id)), NULL, NULL);
}
