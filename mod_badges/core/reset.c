#include "core/reset.h"
#include "base/str.h"
#include "core/throttle.h"
#include "store/audit.h"
#include "store/link.h"
#include "store/outbox.h"
#include "store/session.h"
#include <apr_strings.h>
#include <string.h>

#define EMAIL_MAX 254

/* ---------------------------------------------------------------- asking */

static bdg_err_t *put(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    const char *email = baton;
    char id[BDG_ID_LEN + 1];
    bdg_id_new(id);
    BDG_TRY(bdg_link_delete_reset_of(db, email));
    return bdg_outbox_put(db, 0, BDG_RESET_KIND, apr_pstrcat(scratch, "reset:", id, NULL), 0, 0, email, NULL);
}

bdg_err_t *bdg_reset_ask(bdg_db_t *db, const char *email, apr_pool_t *pool)
{
    const char *typed = bdg_text_clean(email, strlen(email), 0, pool);
    if (!*typed)
        return bdg_err(BDG_E_INVALID, "Type your email address.");
    if (strlen(typed) > EMAIL_MAX || bdg_email_problem(typed))
        return bdg_err(BDG_E_INVALID, "This is not an email address.");
    const char *address = bdg_email_normalise(typed, pool);
    bdg_err_t *e = bdg_throttle_count(db, BDG_THROTTLE_RESET, address, pool);
    if (e && e->code == BDG_E_RATE) {
        bdg_err_clear(e);
        return NULL;
    }
    BDG_TRY(e);
    return bdg_db_tx(db, put, (void *)address, pool);
}

/* ---------------------------------------------------------------- mailing */

typedef struct mail_t { const char *address; const unsigned char *hash; bdg_account_t *account; apr_pool_t *pool; } mail_t;

static bdg_err_t *make_link(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    mail_t *m = baton;
    (void)scratch;
    bdg_err_t *e = bdg_account_by_email(&m->account, db, m->address, m->pool);
    if (e && e->code != BDG_E_NOT_FOUND)
        return e;
    if (e || m->account->state != BDG_ACCOUNT_VERIFIED) {
        bdg_err_clear(e);
        return bdg_err(BDG_E_GONE, "Nobody who may sign in has this address.");
    }
    BDG_TRY(bdg_link_delete_reset_of(db, m->address));
    return bdg_link_insert_reset(db, m->hash, m->account->id, BDG_RESET_MINUTES);
}

bdg_err_t *bdg_reset_mail(json_t **model, bdg_db_t *db, const bdg_site_t *site, const char *address, apr_pool_t *pool)
{
    unsigned char hash[32];
    const char *token = bdg_token_new(hash, pool);
    mail_t m = { address, hash, NULL, pool };
    BDG_TRY(bdg_db_tx(db, make_link, &m, pool));
    json_t *reset = json_object();
    bdg_json_str(reset, "name", m.account->name);
    bdg_json_str(reset, "url", bdg_site_url(site, pool, "/reset?token=%s", token));
    bdg_json_str(reset, "valid", "one hour");
    bdg_json_bool(reset, "first", !m.account->password_hash);
    *model = bdg_json_set(bdg_json_object(pool), "reset", reset);
    return NULL;
}

/* ---------------------------------------------------------------- using */

bdg_err_t *bdg_reset_look(bdg_account_t **account, int *first, bdg_db_t *db, const char *token, apr_pool_t *pool)
{
    unsigned char hash[32];
    bdg_link_t link;
    bdg_token_hash(token, hash);
    BDG_TRY(bdg_link_load(&link, db, hash));
    if (link.invite)
        return bdg_err(BDG_E_GONE, "This link is of an invitation, not for a new password.");
    BDG_TRY(bdg_account_by_id(account, db, link.account_id, pool));
    if ((*account)->state != BDG_ACCOUNT_VERIFIED)
        return bdg_err(BDG_E_GONE, "This account cannot be used any more.");
    *first = !(*account)->password_hash;
    return NULL;
}

typedef struct use_t {
    const unsigned char *link;      /* or NULL */
    const char *hash, *address, *action;
    int64_t account_id, actor_id;
} use_t;

static bdg_err_t *set_password(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    const use_t *u = baton;
    if (u->link)
        BDG_TRY(bdg_link_take(db, u->link));
    BDG_TRY(bdg_account_set_password(db, u->account_id, u->hash));
    BDG_TRY(bdg_link_delete_account(db, u->account_id));
    BDG_TRY(bdg_session_delete_all(db, u->account_id));
    return bdg_audit(db, 0, u->actor_id, u->address, u->action, "account", u->account_id, NULL, NULL, scratch);
}

bdg_err_t *bdg_reset_use(bdg_db_t *db, const char *token, const char *password_hash, const char *address, apr_pool_t *pool)
{
    unsigned char hash[32];
    bdg_account_t *account;
    int first;
    bdg_token_hash(token, hash);
    BDG_TRY(bdg_reset_look(&account, &first, db, token, pool));
    use_t u = { hash, password_hash, address, first ? "account.verify" : "account.reset_password", account->id, account->id };
    BDG_TRY(bdg_db_tx(db, set_password, &u, pool));
    return bdg_throttle_forget(db, BDG_THROTTLE_SIGN_IN_ACCOUNT, account->email, pool);
}

bdg_err_t *bdg_password_change(bdg_db_t *db, const bdg_actor_t *actor, const char *password_hash, apr_pool_t *pool)
{
    use_t u = { NULL, password_hash, actor->address, "account.change_password", actor->account_id, actor->account_id };
    return bdg_db_tx(db, set_password, &u, pool);
}
