#include "store/session.h"
#include <string.h>

bdg_err_t *bdg_session_insert(bdg_db_t *db, const unsigned char hash[32], int64_t account_id, int64_t organisation_id, int awaits, long long minutes, const char *address,
                              const char *user_agent)
{
    return bdg_db_exec(db, BDG_Q_SESSION_INSERT, BDG_ARGS(BDG_BYTES(hash, 32), BDG_INT(account_id), BDG_INT(organisation_id), BDG_INT(awaits), BDG_INT(minutes),
                       BDG_STR(address), BDG_STR(user_agent)), NULL, NULL);
}

static bdg_err_t *take_int(void *baton, const bdg_row_t *row)
{
    *(int64_t *)baton = bdg_row_int(row, 0);
    return NULL;
}

bdg_err_t *bdg_session_awaiting(int64_t *account_id, bdg_db_t *db, const unsigned char hash[32])
{
    *account_id = 0;
    return bdg_db_each(db, BDG_Q_SESSION_AWAITING, BDG_ARGS(BDG_BYTES(hash, 32)), take_int, account_id);
}

bdg_err_t *bdg_session_organisation(int64_t *organisation_id, bdg_db_t *db, const unsigned char hash[32], int64_t account_id)
{
    *organisation_id = 0;
    return bdg_db_each(db, BDG_Q_SESSION_ORGANISATION, BDG_ARGS(BDG_BYTES(hash, 32), BDG_INT(account_id)), take_int, organisation_id);
}

bdg_err_t *bdg_session_set_organisation(bdg_db_t *db, const unsigned char hash[32], int64_t organisation_id)
{
    return bdg_db_exec(db, BDG_Q_SESSION_SET_ORGANISATION, BDG_ARGS(BDG_INT(organisation_id), BDG_BYTES(hash, 32)), NULL, NULL);
}

typedef struct list_t { apr_array_header_t *rows; apr_pool_t *pool; } list_t;

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    list_t *l = baton;
    size_t n;
    bdg_session_row_t *s = apr_array_push(l->rows);
    const void *hash = bdg_row_bytes(row, 0, &n);
    memcpy(s->hash, hash, n < sizeof s->hash ? n : sizeof s->hash);
    s->created_at = bdg_row_time(row, 1);
    s->seen_at = bdg_row_time(row, 2);
    s->address = bdg_row_str(row, 3, l->pool);
    s->user_agent = bdg_row_str(row, 4, l->pool);
    return NULL;
}

bdg_err_t *bdg_session_list(apr_array_header_t **out, bdg_db_t *db, int64_t account_id, long long idle_minutes, apr_pool_t *pool)
{
    list_t l = { apr_array_make(pool, 8, sizeof(bdg_session_row_t)), pool };
    *out = l.rows;
    return bdg_db_each(db, BDG_Q_SESSION_OF_ACCOUNT, BDG_ARGS(BDG_INT(account_id), BDG_INT(idle_minutes)), take, &l);
}

bdg_err_t *bdg_session_delete(bdg_db_t *db, const unsigned char hash[32])
{
    return bdg_db_exec(db, BDG_Q_SESSION_DELETE, BDG_ARGS(BDG_BYTES(hash, 32)), NULL, NULL);
}

bdg_err_t *bdg_session_delete_of(bdg_db_t *db, const unsigned char hash[32], int64_t account_id)
{
    int64_t changed;
    BDG_TRY(bdg_db_exec(db, BDG_Q_SESSION_DELETE_OF_ACCOUNT, BDG_ARGS(BDG_BYTES(hash, 32), BDG_INT(account_id)), &changed, NULL));
    return changed ? NULL : bdg_err(BDG_E_NOT_FOUND, "That sign-in has ended already.");
}

bdg_err_t *bdg_session_delete_all(bdg_db_t *db, int64_t account_id)
{
    return bdg_db_exec(db, BDG_Q_SESSION_DELETE_ACCOUNT, BDG_ARGS(BDG_INT(account_id)), NULL, NULL);
}
