#include "store/account.h"
#include "store/person.h"
#include <string.h>

typedef struct take_t { bdg_account_t *a; apr_pool_t *pool; } take_t;

static const char *const names[] = { "invited", "verified", "suspended", "erased" };

const char *bdg_account_state_name(bdg_account_state_e state) { return names[state]; }

bdg_account_state_e bdg_account_state_of(const char *s)
{
    for (int i = 0; i < 4; i++)
        if (s && !strcmp(s, names[i]))
            return (bdg_account_state_e)i;
    return BDG_ACCOUNT_ERASED;
}

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    take_t *t = baton;
    bdg_account_t *a = t->a = apr_pcalloc(t->pool, sizeof *a);
    a->id = bdg_row_int(row, 0);
    a->public_id = bdg_row_str(row, 1, t->pool);
    a->email = bdg_row_str(row, 2, t->pool);
    a->name = bdg_row_str(row, 3, t->pool);
    a->password_hash = bdg_row_str(row, 4, t->pool);
    a->state = bdg_account_state_of(bdg_row_str(row, 5, t->pool));
    a->password_at = bdg_row_time(row, 6);
    return NULL;
}

bdg_err_t *bdg_account_by_email(bdg_account_t **out, bdg_db_t *db, const char *email, apr_pool_t *pool)
{
    take_t t = { NULL, pool };
    BDG_TRY(bdg_db_one(db, BDG_Q_ACCOUNT_BY_EMAIL, BDG_ARGS(BDG_STR(email)), take, &t));
    *out = t.a;
    return NULL;
}

bdg_err_t *bdg_account_by_username(bdg_account_t **out, bdg_db_t *db, const char *username, apr_pool_t *pool)
{
    take_t t = { NULL, pool };
    BDG_TRY(bdg_db_one(db, BDG_Q_ACCOUNT_BY_USERNAME, BDG_ARGS(BDG_STR(username)), take, &t));
    *out = t.a;
    return NULL;
}

bdg_err_t *bdg_account_by_id(bdg_account_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool)
{
    take_t t = { NULL, pool };
    BDG_TRY(bdg_db_one(db, BDG_Q_ACCOUNT_BY_ID, BDG_ARGS(BDG_INT(id)), take, &t));
    *out = t.a;
    return NULL;
}

static bdg_err_t *note(void *baton, const bdg_row_t *row)
{
    (void)row;
    *(int *)baton = 1;
    return NULL;
}

bdg_err_t *bdg_account_any(int *any, bdg_db_t *db)
{
    *any = 0;
    return bdg_db_each(db, BDG_Q_ACCOUNT_ANY, BDG_NO_ARGS, note, any);
}

bdg_err_t *bdg_account_insert(bdg_account_t *a, bdg_db_t *db)
{
    return bdg_db_exec(db, BDG_Q_ACCOUNT_INSERT, BDG_ARGS(BDG_STR(a->public_id), BDG_STR(a->email), BDG_STR(a->name), BDG_STR(a->password_hash),
                       BDG_STR(a->name), BDG_STR(a->name)), NULL, &a->id);
}

bdg_err_t *bdg_account_insert_plain(bdg_account_t *a, bdg_db_t *db)
{
    return bdg_db_exec(db, BDG_Q_ACCOUNT_INSERT_PLAIN, BDG_ARGS(BDG_STR(a->public_id), BDG_STR(a->email), BDG_STR(a->name), BDG_STR(a->name), BDG_STR(a->name)), NULL, &a->id);
}

bdg_err_t *bdg_account_lock(bdg_db_t *db, int64_t id)
{
    int64_t there;
    return bdg_db_int(db, BDG_Q_ACCOUNT_LOCK, BDG_ARGS(BDG_INT(id)), &there);
}

bdg_err_t *bdg_account_works(int *where, bdg_db_t *db, int64_t id)
{
    int64_t n;
    BDG_TRY(bdg_db_int(db, BDG_Q_ACCOUNT_WORKS, BDG_ARGS(BDG_INT(id)), &n));
    *where = (int)n;
    return NULL;
}

bdg_err_t *bdg_account_roles(int64_t *n, bdg_db_t *db, int64_t id) { return bdg_db_int(db, BDG_Q_ACCOUNT_ROLES, BDG_ARGS(BDG_INT(id)), n); }

bdg_err_t *bdg_account_verify(bdg_db_t *db, int64_t id)
{
    BDG_TRY(bdg_db_exec(db, BDG_Q_ACCOUNT_VERIFY, BDG_ARGS(BDG_INT(id)), NULL, NULL));
    return bdg_person_renamed(db, id);
}

bdg_err_t *bdg_account_erase(bdg_db_t *db, int64_t id)
{
    BDG_TRY(bdg_person_forget_external_ids(db, id));
    BDG_TRY(bdg_db_exec(db, BDG_Q_ACCOUNT_ERASE, BDG_ARGS(BDG_INT(id)), NULL, NULL));
    return bdg_person_placed(db, id);
}

bdg_err_t *bdg_account_disconnect(bdg_db_t *db, int64_t id)
{
    static const bdg_query_e q[] = { BDG_Q_ACCOUNT_DELETE_TOKENS, BDG_Q_ACCOUNT_DELETE_GRANTS, BDG_Q_ACCOUNT_DELETE_CODES, BDG_Q_ACCOUNT_DELETE_PROFILE };
    for (size_t i = 0; i < sizeof q / sizeof *q; i++)
        BDG_TRY(bdg_db_exec(db, q[i], BDG_ARGS(BDG_INT(id)), NULL, NULL));
    return NULL;
}

bdg_err_t *bdg_account_rename(bdg_db_t *db, int64_t id, const char *name)
{
    BDG_TRY(bdg_db_exec(db, BDG_Q_ACCOUNT_RENAME, BDG_ARGS(BDG_STR(name), BDG_STR(name), BDG_STR(name), BDG_INT(id)), NULL, NULL));
    return bdg_person_renamed(db, id);
}

bdg_err_t *bdg_account_set_email(bdg_db_t *db, int64_t id, const char *email)
{
    return bdg_db_exec(db, BDG_Q_ACCOUNT_SET_EMAIL, BDG_ARGS(BDG_STR(email), BDG_INT(id)), NULL, NULL);
}

bdg_err_t *bdg_account_set_password(bdg_db_t *db, int64_t id, const char *password_hash)
{
    int64_t changed;
    BDG_TRY(bdg_db_exec(db, BDG_Q_ACCOUNT_SET_PASSWORD, BDG_ARGS(BDG_STR(password_hash), BDG_INT(id)), &changed, NULL));
    return changed ? bdg_person_renamed(db, id) : bdg_err(BDG_E_NOT_FOUND, "This account cannot be used.");
}

bdg_err_t *bdg_account_rehash(bdg_db_t *db, int64_t id, const char *old_hash, const char *new_hash)
{
    return bdg_db_exec(db, BDG_Q_ACCOUNT_REHASH, BDG_ARGS(BDG_STR(new_hash), BDG_INT(id), BDG_STR(old_hash)), NULL, NULL);
}
