#include "store/outbox.h"

bdg_err_t *bdg_outbox_put(bdg_db_t *db, int64_t organisation_id, const char *kind, const char *job_key, int64_t assertion_id, int64_t batch_id,
                          const char *address, const char *payload_json)
{
    return bdg_db_exec(db, BDG_Q_OUTBOX_PUT, BDG_ARGS(BDG_INT(organisation_id), BDG_STR(kind), BDG_STR(job_key), BDG_INT_OR_NULL(assertion_id),
                       BDG_INT_OR_NULL(batch_id), BDG_STR(address), BDG_STR(payload_json)), NULL, NULL);
}

typedef struct ids_t { int64_t *ids; int n; } ids_t;

static bdg_err_t *take_id(void *baton, const bdg_row_t *row)
{
    ids_t *t = baton;
    if (t->n < BDG_OUTBOX_CLAIM)
        t->ids[t->n++] = bdg_row_int(row, 0);
    return NULL;
}

bdg_err_t *bdg_outbox_claim(bdg_db_t *db, const unsigned char token[16], int64_t ids[BDG_OUTBOX_CLAIM], int *n)
{
    ids_t t = { ids, 0 };
    BDG_TRY(bdg_db_each(db, BDG_Q_OUTBOX_DUE, BDG_ARGS(BDG_STR("waiting")), take_id, &t));
    if (!t.n)   /* rows whose worker died */
        BDG_TRY(bdg_db_each(db, BDG_Q_OUTBOX_DUE, BDG_ARGS(BDG_STR("claimed")), take_id, &t));
    for (int i = 0; i < t.n; i++)
        BDG_TRY(bdg_db_exec(db, BDG_Q_OUTBOX_CLAIM, BDG_ARGS(BDG_BYTES(token, 16), BDG_INT(ids[i])), NULL, NULL));
    *n = t.n;
    return NULL;
}

typedef struct load_t { bdg_outbox_t *o; apr_pool_t *pool; } load_t;

static bdg_err_t *load(void *baton, const bdg_row_t *row)
{
    load_t *l = baton;
    bdg_outbox_t *o = l->o = apr_pcalloc(l->pool, sizeof *o);
    o->id = bdg_row_int(row, 0);
    o->organisation_id = bdg_row_int(row, 1);
    o->kind = bdg_row_str(row, 2, l->pool);
    o->job_key = bdg_row_str(row, 3, l->pool);
    o->assertion_id = bdg_row_int(row, 4);
    o->address = bdg_row_str(row, 5, l->pool);
    o->payload_json = bdg_row_str(row, 6, l->pool);
    o->attempts = (int)bdg_row_int(row, 7);
    o->created_at = bdg_row_time(row, 8);
    return NULL;
}

bdg_err_t *bdg_outbox_load(bdg_outbox_t **out, bdg_db_t *db, int64_t id, const unsigned char token[16], apr_pool_t *pool)
{
    load_t l = { NULL, pool };
    BDG_TRY(bdg_db_one(db, BDG_Q_OUTBOX_LOAD, BDG_ARGS(BDG_INT(id), BDG_BYTES(token, 16)), load, &l));
    *out = l.o;
    return NULL;
}

typedef struct hurry_t { int64_t mails, waiting; } hurry_t;

static bdg_err_t *take_hurry(void *baton, const bdg_row_t *row)
{
    hurry_t *h = baton;
    h->mails = bdg_row_int(row, 0);
    h->waiting = bdg_row_int(row, 1);
    return NULL;
}

bdg_err_t *bdg_outbox_hurry(int64_t *waiting, int64_t *all, bdg_db_t *db, int64_t assertion_id)
{
    hurry_t h = { 0, 0 };
    BDG_TRY(bdg_db_exec(db, BDG_Q_OUTBOX_HURRY, BDG_ARGS(BDG_INT(assertion_id)), NULL, NULL));
    BDG_TRY(bdg_db_one(db, BDG_Q_OUTBOX_OF_ASSERTION, BDG_ARGS(BDG_INT(assertion_id)), take_hurry, &h));
    *waiting = h.waiting;
    *all = h.mails;
    return NULL;
}
