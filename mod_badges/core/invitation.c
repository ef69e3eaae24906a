#include "core/invitation.h"
#include "base/id.h"
#include "store/audit.h"
#include "store/link.h"
#include "store/outbox.h"
#include "store/recipient.h"
#include <apr_strings.h>
#include <string.h>

bdg_err_t *bdg_invitation_put(bdg_db_t *db, int64_t organisation_id, const bdg_person_t *person, const bdg_actor_t *actor, apr_pool_t *pool)
{
    char id[BDG_ID_LEN + 1];
    json_t *payload = bdg_json_object(pool);
    bdg_id_new(id);
    bdg_json_int(payload, "account", person->id);
    bdg_json_str(payload, "by", actor->account_id > 0 ? actor->name : NULL);
    BDG_TRY(bdg_person_invited(db, person->id));
    return bdg_outbox_put(db, organisation_id, BDG_INVITATION_KIND, apr_pstrcat(pool, "invite:", id, NULL), 0, 0, person->email, bdg_json_dump(payload, pool));
}

static bdg_err_t *gone(void) { return bdg_err(BDG_E_GONE, "This invitation was answered or taken back."); }

/* Still invited, and to somewhere. */
static bdg_err_t *load(bdg_invitation_t *out, bdg_db_t *db, int64_t id, apr_pool_t *pool)
{
    bdg_err_t *e = bdg_person_by_id(&out->person, db, id, pool);
    if (e && e->code == BDG_E_NOT_FOUND) {
        bdg_err_clear(e);
        return gone();
    }
    BDG_TRY(e);
    if (!out->person->is_invitation || out->person->state != BDG_ACCOUNT_INVITED)
        return gone();
    BDG_TRY(bdg_person_first_place(&out->organisation_id, &out->organisation, db, id, pool));
    return out->organisation_id ? NULL : gone();
}

/* --- mailing */

typedef struct mail_t { int64_t id; const unsigned char *hash; bdg_invitation_t invitation; apr_pool_t *pool; } mail_t;

static bdg_err_t *make_link(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    mail_t *m = baton;
    (void)scratch;
    BDG_TRY(load(&m->invitation, db, m->id, m->pool));
    BDG_TRY(bdg_link_delete_account(db, m->id));
    return bdg_link_insert_invite(db, m->hash, m->id, BDG_INVITATION_DAYS * 24 * 60);
}

bdg_err_t *bdg_invitation_mail(json_t **model, int64_t *organisation_id, bdg_db_t *db, const bdg_site_t *site, const char *payload_json, apr_pool_t *pool)
{
    unsigned char hash[32];
    json_t *payload, *invite = json_object();
    const char *token = bdg_token_new(hash, pool), *by;
    BDG_TRY_ELSE(bdg_json_parse(&payload, payload_json ? payload_json : "{}", strlen(payload_json ? payload_json : "{}"), 4096, pool), json_decref(invite));
    mail_t m = { json_integer_value(json_object_get(payload, "account")), hash, { NULL, NULL, NULL, 0 }, pool };
    BDG_TRY_ELSE(bdg_db_tx(db, make_link, &m, pool), json_decref(invite));
    by = bdg_json_get_str(payload, "by");
    bdg_json_str(invite, "name", m.invitation.person->name);
    bdg_json_str(invite, "organisation", m.invitation.organisation);
    bdg_json_str(invite, "by", by ? by : "");
    bdg_json_str(invite, "url", bdg_site_url(site, pool, "/join?token=%s", token));
    bdg_json_str(invite, "valid", apr_psprintf(pool, "%d days", BDG_INVITATION_DAYS));
    *model = bdg_json_set(bdg_json_object(pool), "invite", invite);
    *organisation_id = m.invitation.organisation_id;
    return NULL;
}

/* --- answering */

/* Who has this address: to sign in with, or proven beside it. */
static bdg_err_t *account_of(bdg_account_t **out, bdg_db_t *db, const char *email, apr_pool_t *pool)
{
    unsigned char key[16];
    int64_t owner;
    *out = NULL;
    bdg_err_t *e = bdg_account_by_email(out, db, email, pool);
    if (!e || e->code != BDG_E_NOT_FOUND)
        return e;
    bdg_err_clear(e);
    bdg_recipient_key(key, BDG_RECIPIENT_EMAIL, email);
    BDG_TRY(bdg_identity_owner(&owner, db, key));
    return owner ? bdg_account_by_id(out, db, owner, pool) : NULL;
}

static bdg_err_t *look(bdg_invitation_t *out, bdg_db_t *db, const unsigned char hash[32], apr_pool_t *pool)
{
    bdg_link_t link;
    BDG_TRY(bdg_link_load(&link, db, hash));
    if (!link.invite)
        return gone();
    BDG_TRY(load(out, db, link.account_id, pool));
    BDG_TRY(account_of(&out->account, db, out->person->email, pool));
    if (!out->account)
        return NULL;
    return out->account->state == BDG_ACCOUNT_VERIFIED ? NULL : bdg_err(BDG_E_GONE, "The account with this address cannot be used.");
}

bdg_err_t *bdg_invitation_look(bdg_invitation_t *out, bdg_db_t *db, const char *token, apr_pool_t *pool)
{
    unsigned char hash[32];
    bdg_token_hash(token, hash);
    return look(out, db, hash, pool);
}

typedef struct use_t { const unsigned char *link; const char *hash, *address; int64_t account_id; } use_t;

/* The link came by mail to this address: whoever shows it reads that mail, so the address is proven. */
static bdg_err_t *become(bdg_db_t *db, const use_t *u, const bdg_person_t *p)
{
    BDG_TRY(bdg_person_promote(db, p->id));
    if (u->hash)
        BDG_TRY(bdg_account_set_password(db, p->id, u->hash));
    return bdg_identity_insert(db, p->id, BDG_RECIPIENT_EMAIL, p->email);
}

static bdg_err_t *use(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    use_t *u = baton;
    bdg_invitation_t i = { NULL, NULL, NULL, 0 };
    BDG_TRY(look(&i, db, u->link, scratch));
    BDG_TRY(bdg_link_take(db, u->link));
    BDG_TRY(bdg_link_delete_account(db, i.person->id));
    if (i.account)
        BDG_TRY(bdg_person_merge(db, i.person->id, i.account->id));
    else
        BDG_TRY(become(db, u, i.person));
    u->account_id = i.account ? i.account->id : i.person->id;
    return bdg_audit(db, i.organisation_id, u->account_id, u->address, i.account ? "account.join" : "account.verify", "account", u->account_id, NULL, NULL, scratch);
}

bdg_err_t *bdg_invitation_use(int64_t *account_id, bdg_db_t *db, const char *token, const char *password_hash, const char *address, apr_pool_t *pool)
{
    unsigned char hash[32];
    bdg_token_hash(token, hash);
    use_t u = { hash, password_hash, address, 0 };
    BDG_TRY(bdg_db_tx(db, use, &u, pool));
    *account_id = u.account_id;
    return NULL;
}
