#include "store/link.h"

static bdg_err_t *gone(void) { return bdg_err(BDG_E_GONE, "This link was used already, or is too old."); }

bdg_err_t *bdg_link_insert_reset(bdg_db_t *db, const unsigned char hash[32], int64_t account_id, int minutes)
{
    return bdg_db_exec(db, BDG_Q_LINK_INSERT, BDG_ARGS(BDG_BYTES(hash, 32), BDG_STR("reset"), BDG_INT(account_id), BDG_INT(minutes)), NULL, NULL);
}

bdg_err_t *bdg_link_insert_invite(bdg_db_t *db, const unsigned char hash[32], int64_t account_id, int minutes)
{
    return bdg_db_exec(db, BDG_Q_LINK_INSERT, BDG_ARGS(BDG_BYTES(hash, 32), BDG_STR("invite"), BDG_INT(account_id), BDG_INT(minutes)), NULL, NULL);
}

bdg_err_t *bdg_link_insert_first_run(int *made, bdg_db_t *db, const unsigned char hash[32], int minutes)
{
    int64_t changed;
    BDG_TRY(bdg_db_exec(db, BDG_Q_LINK_INSERT_FIRST_RUN, BDG_ARGS(BDG_BYTES(hash, 32), BDG_INT(minutes)), &changed, NULL));
    *made = changed > 0;
    return NULL;
}

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    bdg_link_t *l = baton;
    l->account_id = bdg_row_int(row, 0);
    l->invite = bdg_row_int(row, 1) != 0;
    return NULL;
}

static bdg_err_t *or_gone(bdg_err_t *e)
{
    if (!e || e->code != BDG_E_NOT_FOUND)
        return e;
    bdg_err_clear(e);
    return gone();
}

bdg_err_t *bdg_link_load(bdg_link_t *out, bdg_db_t *db, const unsigned char hash[32])
{
    return or_gone(bdg_db_one(db, BDG_Q_LINK_LOAD, BDG_ARGS(BDG_BYTES(hash, 32)), take, out));
}

bdg_err_t *bdg_link_load_first_run(bdg_db_t *db, const unsigned char hash[32])
{
    int64_t one;
    return or_gone(bdg_db_int(db, BDG_Q_LINK_LOAD_FIRST_RUN, BDG_ARGS(BDG_BYTES(hash, 32)), &one));
}

bdg_err_t *bdg_link_take(bdg_db_t *db, const unsigned char hash[32])
{
    int64_t changed;
    BDG_TRY(bdg_db_exec(db, BDG_Q_LINK_TAKE, BDG_ARGS(BDG_BYTES(hash, 32)), &changed, NULL));
    return changed ? NULL : gone();
}

bdg_err_t *bdg_link_delete_account(bdg_db_t *db, int64_t id) { return bdg_db_exec(db, BDG_Q_LINK_DELETE_ACCOUNT, BDG_ARGS(BDG_INT(id)), NULL, NULL); }
bdg_err_t *bdg_link_delete_reset_of(bdg_db_t *db, const char *email) { return bdg_db_exec(db, BDG_Q_LINK_DELETE_RESET_OF, BDG_ARGS(BDG_STR(email)), NULL, NULL); }
bdg_err_t *bdg_link_delete_first_run(bdg_db_t *db) { return bdg_db_exec(db, BDG_Q_LINK_DELETE_FIRST_RUN, BDG_NO_ARGS, NULL, NULL); }
