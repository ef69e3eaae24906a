#include "core/recipient.h"
#include "base/json.h"
#include "base/str.h"
#include "core/account.h"
#include "store/account.h"
#include "store/audit.h"
#include "store/public_change.h"
#include <apr_strings.h>
#include <string.h>

bdg_err_t *bdg_recipient_identities(apr_array_header_t **out, bdg_db_t *db, int64_t account_id, apr_pool_t *pool) { return bdg_identity_list(out, db, account_id, pool); }

int bdg_recipient_is(const apr_array_header_t *identities, const unsigned char key[16])
{
    int found = 0;
    for (int i = 0; i < identities->nelts; i++)
        found |= bdg_equal_ct(APR_ARRAY_IDX(identities, i, bdg_identity_t).key, key, 16);
    return found;
}

/* ---------------------------------------------------------------- addresses */

typedef struct address_t { const bdg_actor_t *actor; int64_t id; } address_t;

static bdg_err_t *one_of_mine(const bdg_identity_t **out, int *n, bdg_db_t *db, const address_t *a, apr_pool_t *scratch)
{
    apr_array_header_t *mine;
    BDG_TRY(bdg_account_lock(db, a->actor->account_id));
    BDG_TRY(bdg_identity_list(&mine, db, a->actor->account_id, scratch));
    *n = mine->nelts;
    for (int i = 0; i < mine->nelts; i++)
        if (APR_ARRAY_IDX(mine, i, bdg_identity_t).id == a->id) {
            *out = &APR_ARRAY_IDX(mine, i, bdg_identity_t);
            return NULL;
        }
    return bdg_err(BDG_E_NOT_FOUND, "This address is not among yours any more.");
}

static bdg_err_t *note(bdg_db_t *db, const bdg_actor_t *actor, const char *action, const char *email, apr_pool_t *scratch)
{
    return bdg_audit(db, 0, actor->account_id, actor->address, action, "account", actor->account_id, NULL, bdg_json_str(bdg_json_object(scratch), "email", email), scratch);
}

static bdg_err_t *drop(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    const address_t *a = baton;
    const bdg_identity_t *i;
    bdg_account_t *account;
    int n;
    BDG_TRY(one_of_mine(&i, &n, db, a, scratch));
    BDG_TRY(bdg_account_by_id(&account, db, a->actor->account_id, scratch));
    if (n == 1)
        return bdg_err(BDG_E_CONFLICT, "This is your only address. Add another one before you remove it.");
    if (!strcmp(account->email, i->identity))
        return bdg_err(BDG_E_CONFLICT, "You sign in with this address. Choose another one for that before you remove it.");
    BDG_TRY(bdg_identity_delete(db, a->actor->account_id, a->id));
    return note(db, a->actor, "account.remove_address", i->identity, scratch);
}

bdg_err_t *bdg_recipient_drop(bdg_db_t *db, const bdg_actor_t *actor, int64_t identity_id, apr_pool_t *pool)
{
    address_t a = { actor, identity_id };
    return bdg_db_tx(db, drop, &a, pool);
}

static bdg_err_t *make_main(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    const address_t *a = baton;
    const bdg_identity_t *i;
    int n;
    BDG_TRY(one_of_mine(&i, &n, db, a, scratch));
    BDG_TRY(bdg_account_set_email(db, a->actor->account_id, i->identity));
    return note(db, a->actor, "account.change_address", i->identity, scratch);
}

bdg_err_t *bdg_recipient_make_main(bdg_db_t *db, const bdg_actor_t *actor, int64_t identity_id, apr_pool_t *pool)
{
    address_t a = { actor, identity_id };
    bdg_err_t *e = bdg_db_tx(db, make_main, &a, pool);
    if (e && e->code == BDG_E_DUPLICATE)
        return bdg_err_wrap(e, BDG_E_CONFLICT, "Another account signs in with this address.");
    return e;
}

typedef struct rename_t { const bdg_actor_t *actor; const char *before, *name; } rename_t;

static bdg_err_t *rename_tx(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    const rename_t *r = baton;
    bdg_account_t *now;
    BDG_TRY(bdg_account_lock(db, r->actor->account_id));
    BDG_TRY(bdg_account_by_id(&now, db, r->actor->account_id, scratch));
    if (!bdg_same(now->name, r->before))
        return bdg_err(BDG_E_CONFLICT, "Your name was changed meanwhile.");
    BDG_TRY(bdg_account_rename(db, r->actor->account_id, r->name));
    json_t *before = bdg_json_str(bdg_json_object(scratch), "name", now->name), *after = bdg_json_str(bdg_json_object(scratch), "name", r->name);
    return bdg_audit(db, 0, r->actor->account_id, r->actor->address, "account.rename", "account", r->actor->account_id, before, after, scratch);
}

bdg_err_t *bdg_recipient_rename(bdg_db_t *db, const bdg_actor_t *actor, const char *before, const char *typed, bdg_check_t *check, apr_pool_t *pool)
{
    rename_t r = { actor, before, bdg_check_line(check, "name", "Your name", typed, 1, BDG_PERSON_NAME_MAX) };
    BDG_TRY(bdg_check_result(check));
    return bdg_db_tx(db, rename_tx, &r, pool);
}

/* ---------------------------------------------------------------- awards */

typedef struct decide_t { const bdg_actor_t *actor; const char *public_id; bdg_decide_e what; int changed; } decide_t;

static const char *const words[] = { "unclaimed", "accepted", "rejected" };

static bdg_err_t *accept_or_reject(bdg_db_t *db, decide_t *d, int64_t organisation, int64_t id, const bdg_held_t *was, apr_pool_t *scratch)
{
    int to = d->what == BDG_DECIDE_ACCEPT ? BDG_ACCEPTED : BDG_REJECTED;
    if (was->acceptance == to)
        return NULL;
    if (was->state == BDG_ASSERTION_REVOKED)
        return bdg_err(BDG_E_CONFLICT, "It was revoked by its issuer meanwhile.");
    d->changed = 1;
    BDG_TRY(bdg_held_decide(db, id, to));
    BDG_TRY(bdg_public_change_bump(db, d->public_id));
    json_t *before = bdg_json_str(bdg_json_object(scratch), "acceptance", words[was->acceptance]), *after = bdg_json_str(bdg_json_object(scratch), "acceptance", words[to]);
    return bdg_audit(db, organisation, d->actor->account_id, d->actor->address, to == BDG_ACCEPTED ? "assertion.accept" : "assertion.reject", "assertion", id, before, after,
                     scratch);
}

static bdg_err_t *decide(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    decide_t *d = baton;
    int64_t organisation, id;
    bdg_held_t was;
    d->changed = 0;
    BDG_TRY(bdg_held_scope(&organisation, &id, db, d->actor->account_id, d->public_id));
    BDG_TRY(bdg_held_lock(&was, db, d->actor->account_id, id));
    if (d->what == BDG_DECIDE_ACCEPT || d->what == BDG_DECIDE_REJECT)
        return accept_or_reject(db, d, organisation, id, &was, scratch);
    int hidden = d->what == BDG_DECIDE_HIDE;
    if (was.acceptance == BDG_REJECTED && !hidden)
        return bdg_err(BDG_E_CONFLICT, "You rejected it. Accept it to have it among your credentials again.");
    if (was.hidden == hidden)
        return NULL;
    d->changed = 1;
    return bdg_held_hide(db, id, hidden);
}

bdg_err_t *bdg_recipient_decide(int *changed, bdg_db_t *db, const bdg_actor_t *actor, const char *public_id, bdg_decide_e what, apr_pool_t *pool)
{
    decide_t d = { actor, public_id, what, 0 };
    BDG_TRY(bdg_db_tx(db, decide, &d, pool));
    if (changed)
        *changed = d.changed;
    return NULL;
}
