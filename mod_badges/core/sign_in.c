#include "core/sign_in.h"
#include "base/log.h"
#include "base/str.h"
#include "core/throttle.h"
#include <string.h>

#define EMAIL_MAX 254

/* Counted as their address, whichever of the two they typed; what nobody has is counted as it was typed. */
static bdg_err_t *find(bdg_account_t **a, bdg_sign_in_t *s, bdg_db_t *db, const char *typed, apr_pool_t *pool)
{
    int address = strchr(typed, '@') != NULL;
    s->email = address ? bdg_email_normalise(typed, pool) : bdg_text_fold(typed, pool);
    bdg_err_t *e = address ? bdg_account_by_email(a, db, s->email, pool) : bdg_account_by_username(a, db, s->email, pool);
    if (!e)
        s->email = (*a)->email;
    return e;
}

bdg_err_t *bdg_sign_in_begin(bdg_sign_in_t *s, bdg_db_t *db, const char *name, const char *address, apr_pool_t *pool)
{
    bdg_account_t *a;
    memset(s, 0, sizeof *s);
    s->address = address;
    const char *typed = bdg_text_clean(name, strlen(name), 0, pool);
    if (strlen(typed) > EMAIL_MAX || (strchr(typed, '@') && bdg_email_problem(typed)))
        return bdg_err(BDG_E_INVALID, "This is neither an email address nor a username.");
    bdg_err_t *e = find(&a, s, db, typed, pool);
    if (e && e->code != BDG_E_NOT_FOUND)
        return e;
    bdg_err_t *blocked = bdg_throttle_count(db, BDG_THROTTLE_SIGN_IN_ACCOUNT, s->email, pool);
    if (blocked) {
        bdg_err_clear(e);
        return blocked;
    }
    if (!e && a->state == BDG_ACCOUNT_VERIFIED && a->password_hash) {
        s->account = a;
        s->hash = a->password_hash;
    }
    bdg_err_clear(e);
    return NULL;
}

bdg_err_t *bdg_sign_in_end(const bdg_sign_in_t *s, bdg_db_t *db, int fits, const char *new_hash, apr_pool_t *pool)
{
    if (!s->account || !fits) {
        bdg_log(BDG_LOG_INFO, "BDG0202", "Sign-in refused, from %s", s->address);
        return bdg_err(BDG_E_UNAUTHENTICATED, "Address and password do not fit together.");
    }
    BDG_TRY(bdg_throttle_forget(db, BDG_THROTTLE_SIGN_IN_ACCOUNT, s->email, pool));
    if (new_hash)
        BDG_TRY(bdg_account_rehash(db, s->account->id, s->hash, new_hash));
    bdg_log(BDG_LOG_INFO, "BDG0201", "Account %s signed in, from %s", s->account->public_id, s->address);
    return NULL;
}
