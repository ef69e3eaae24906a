#include "store/migration.h"
#include <string.h>

typedef struct take_t { apr_array_header_t *list; apr_pool_t *pool; } take_t;

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    take_t *t = baton;
    size_t n;
    bdg_migration_row_t *m = apr_array_push(t->list);
    memset(m, 0, sizeof *m);
    m->version = (int)bdg_row_int(row, 0);
    m->name = bdg_row_str(row, 1, t->pool);
    const void *sum = bdg_row_bytes(row, 2, &n);
    if (sum && n == sizeof m->checksum)
        memcpy(m->checksum, sum, n);
    m->done = !strcmp(bdg_row_str(row, 3, t->pool), "done");
    m->steps = (int)bdg_row_int(row, 4);
    m->held = !m->done && bdg_row_int(row, 5) != 0;
    m->held_by = bdg_row_str(row, 6, t->pool);
    return NULL;
}

bdg_err_t *bdg_migration_all(apr_array_header_t **out, bdg_db_t *db, apr_pool_t *pool)
{
    take_t t = { apr_array_make(pool, 16, sizeof(bdg_migration_row_t)), pool };
    *out = t.list;
    return bdg_db_each(db, BDG_Q_MIGRATION_ALL, BDG_NO_ARGS, take, &t);
}

typedef struct text_t { const char *text; apr_pool_t *pool; } text_t;

static bdg_err_t *take_text(void *baton, const bdg_row_t *row)
{
    text_t *t = baton;
    t->text = bdg_row_str(row, 0, t->pool);
    return NULL;
}

bdg_err_t *bdg_migration_account(const char **out, bdg_db_t *db, apr_pool_t *pool)
{
    text_t t = { "", pool };
    BDG_TRY(bdg_db_one(db, BDG_Q_MIGRATION_ACCOUNT, BDG_NO_ARGS, take_text, &t));
    *out = t.text;
    return NULL;
}

bdg_err_t *bdg_migration_claim(int *got, bdg_db_t *db, const bdg_migration_row_t *m, int begun, const unsigned char owner[16], const char *who)
{
    int64_t changed = 0;
    if (begun) {
        BDG_TRY(bdg_db_exec(db, BDG_Q_MIGRATION_CLAIM_LEFT, BDG_ARGS(BDG_BYTES(owner, 16), BDG_STR(who), BDG_INT(m->version)), &changed, NULL));
        *got = changed > 0;
        return NULL;
    }
    bdg_err_t *e = bdg_db_exec(db, BDG_Q_MIGRATION_CLAIM_NEW,
                               BDG_ARGS(BDG_INT(m->version), BDG_STR(m->name), BDG_BYTES(m->checksum, 32), BDG_BYTES(owner, 16), BDG_STR(who)), NULL, NULL);
    *got = !e;
    if (e && (e->code == BDG_E_DUPLICATE || e->code == BDG_E_RETRY)) {
        bdg_err_clear(e);
        return NULL;
    }
    return e;
}

static bdg_err_t *mine(bdg_err_t *e, int64_t changed)
{
    return e || changed ? e : bdg_err(BDG_E_CONFLICT, "Another badgesctl has taken over.");
}

bdg_err_t *bdg_migration_extend(bdg_db_t *db, int version, const unsigned char owner[16])
{
    int64_t changed = 0;
    bdg_err_t *e = bdg_db_exec(db, BDG_Q_MIGRATION_EXTEND, BDG_ARGS(BDG_INT(version), BDG_BYTES(owner, 16)), &changed, NULL);
    return mine(e, changed);
}

bdg_err_t *bdg_migration_step(bdg_db_t *db, int version, const unsigned char owner[16], int steps_done)
{
    int64_t changed = 0;
    bdg_err_t *e = bdg_db_exec(db, BDG_Q_MIGRATION_STEP, BDG_ARGS(BDG_INT(steps_done), BDG_INT(version), BDG_BYTES(owner, 16)), &changed, NULL);
    return mine(e, changed);
}

bdg_err_t *bdg_migration_done(bdg_db_t *db, int version, const unsigned char owner[16])
{
    int64_t changed = 0;
    bdg_err_t *e = bdg_db_exec(db, BDG_Q_MIGRATION_DONE, BDG_ARGS(BDG_INT(version), BDG_BYTES(owner, 16)), &changed, NULL);
    return mine(e, changed);
}

bdg_err_t *bdg_migration_release(bdg_db_t *db, int version, const unsigned char owner[16])
{
    return bdg_db_exec(db, BDG_Q_MIGRATION_RELEASE, BDG_ARGS(BDG_INT(version), BDG_BYTES(owner, 16)), NULL, NULL);
}
