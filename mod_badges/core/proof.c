#include "core/proof.h"
#include "base/language.h"
#include "base/str.h"
#include "core/throttle.h"
#include "store/audit.h"
#include "store/outbox.h"
#include "store/recipient.h"
#include <apr_strings.h>
#include <string.h>

#define EMAIL_MAX 254
#define PAYLOAD_MAX 32768

/* ---------------------------------------------------------------- asking */

typedef struct ask_t { const char *email; int64_t account_id; const bdg_proof_next_t *next; } ask_t;

static bdg_err_t *put(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    const ask_t *a = baton;
    char id[BDG_ID_LEN + 1];
    bdg_id_new(id);
    BDG_TRY(bdg_identity_link_delete(db, a->email, a->account_id));
    json_t *payload = bdg_json_int(bdg_json_object(scratch), "account", a->account_id);
    if (a->next && a->next->path && a->next->browser)
        bdg_json_str(bdg_json_str(payload, "next", a->next->path), "browser", a->next->browser);
    return bdg_outbox_put(db, 0, BDG_PROOF_KIND, apr_pstrcat(scratch, "proof:", id, NULL), 0, 0, a->email, bdg_json_dump(payload, scratch));
}

static bdg_err_t *may_add(bdg_db_t *db, const ask_t *a, apr_pool_t *pool)
{
    apr_array_header_t *mine;
    BDG_TRY(bdg_identity_list(&mine, db, a->account_id, pool));
    for (int i = 0; i < mine->nelts; i++)
        if (!strcmp(APR_ARRAY_IDX(mine, i, bdg_identity_t).identity, a->email))
            return bdg_err(BDG_E_CONFLICT, "%s is among your addresses already.", a->email);
    if (mine->nelts >= BDG_IDENTITIES_MAX)
        return bdg_err(BDG_E_CONFLICT, "An account can have %d addresses. Remove one first.", BDG_IDENTITIES_MAX);
    return bdg_throttle_count(db, BDG_THROTTLE_PROOF_ACCOUNT, apr_psprintf(pool, "%" APR_INT64_T_FMT, (apr_int64_t)a->account_id), pool);
}

bdg_err_t *bdg_proof_ask(bdg_db_t *db, const char *email, int64_t account_id, const bdg_proof_next_t *next, apr_pool_t *pool)
{
    const char *typed = bdg_text_clean(email, strlen(email), 0, pool);
    if (!*typed)
        return bdg_err(BDG_E_INVALID, "Type an email address.");
    if (strlen(typed) > EMAIL_MAX || bdg_email_problem(typed))
        return bdg_err(BDG_E_INVALID, "This is not an email address.");
    ask_t a = { bdg_email_normalise(typed, pool), account_id, account_id ? NULL : next };
    if (account_id)
        BDG_TRY(may_add(db, &a, pool));
    bdg_err_t *e = bdg_throttle_count(db, BDG_THROTTLE_PROOF, a.email, pool);
    if (e && e->code == BDG_E_RATE) {
        bdg_err_clear(e);
        return NULL;
    }
    BDG_TRY(e);
    return bdg_db_tx(db, put, &a, pool);
}

/* ---------------------------------------------------------------- whose would it be */

/* The account that an address signs in to: the one that has proven it, else the one that signs in with it; NULL: none yet. */
static bdg_err_t *account_of(bdg_account_t **out, bdg_db_t *db, const char *email, apr_pool_t *pool)
{
    unsigned char key[16];
    int64_t owner;
    *out = NULL;
    bdg_recipient_key(key, BDG_RECIPIENT_EMAIL, email);
    BDG_TRY(bdg_identity_owner(&owner, db, key));
    bdg_err_t *e = owner ? bdg_account_by_id(out, db, owner, pool) : bdg_account_by_email(out, db, email, pool);
    if (e && e->code == BDG_E_NOT_FOUND) {
        bdg_err_clear(e);
        return NULL;
    }
    BDG_TRY(e);
    if ((*out)->state != BDG_ACCOUNT_VERIFIED && (*out)->state != BDG_ACCOUNT_INVITED)
        return bdg_err(BDG_E_GONE, "This account cannot be used any more.");
    return NULL;
}

/* ---------------------------------------------------------------- mailing */

typedef struct mail_t {
    const char *address;
    int64_t account_id;
    const char *next, *browser;
    const unsigned char *hash;
    bdg_account_t *account;      /* set by make_link; NULL: one will be made */
    apr_pool_t *pool;
} mail_t;

static bdg_err_t *make_link(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    mail_t *m = baton;
    int known;
    (void)scratch;
    if (m->account_id) {
        BDG_TRY(bdg_account_by_id(&m->account, db, m->account_id, m->pool));
        if (m->account->state != BDG_ACCOUNT_VERIFIED)
            return bdg_err(BDG_E_GONE, "The account that asked for this cannot be used any more.");
    } else {
        BDG_TRY(bdg_recipient_known(&known, db, m->address));
        if (!known)
            return bdg_err(BDG_E_GONE, "Nothing was awarded to this address, and nobody signs in with it.");
        BDG_TRY(account_of(&m->account, db, m->address, m->pool));
    }
    BDG_TRY(bdg_identity_link_delete(db, m->address, m->account_id));
    return bdg_identity_link_insert(db, m->hash, &(bdg_identity_link_t){ m->account_id, m->address, m->next, m->browser }, BDG_PROOF_MINUTES);
}

static bdg_err_t *read_payload(mail_t *m, const char *payload_json, apr_pool_t *pool)
{
    json_t *payload;
    if (!payload_json)
        return NULL;
    BDG_TRY(bdg_json_parse(&payload, payload_json, strlen(payload_json), PAYLOAD_MAX, pool));
    m->account_id = json_integer_value(json_object_get(payload, "account"));
    m->next = bdg_json_get_str(payload, "next");
    m->browser = bdg_json_get_str(payload, "browser");
    return NULL;
}

bdg_err_t *bdg_proof_mail(json_t **model, bdg_db_t *db, const bdg_site_t *site, const char *address, const char *payload_json, apr_pool_t *pool)
{
    unsigned char hash[32];
    const char *token = bdg_token_new(hash, pool), *name = NULL;
    mail_t m = { .address = address, .hash = hash, .pool = pool };
    BDG_TRY(read_payload(&m, payload_json, pool));
    BDG_TRY(bdg_db_tx(db, make_link, &m, pool));
    if (m.account)      /* to somebody else's address goes no name that could be anything, but one that was proven */
        name = m.account_id ? m.account->email : m.account->name;
    else
        BDG_TRY(bdg_recipient_name(&name, db, address, pool));
    json_t *proof = json_object();
    bdg_json_str(proof, "name", name ? name : "");
    bdg_json_str(proof, "email", address);
    bdg_json_str(proof, "url", bdg_site_url(site, pool, "/me/proof?token=%s", token));
    bdg_json_str(proof, "valid", _("half an hour"));
    bdg_json_bool(proof, "add", m.account_id != 0);
    *model = bdg_json_set(bdg_json_object(pool), "proof", proof);
    return NULL;
}

/* ---------------------------------------------------------------- using */

static bdg_err_t *look(bdg_proof_t *out, bdg_account_t **account, bdg_db_t *db, const unsigned char hash[32], apr_pool_t *pool)
{
    bdg_identity_link_t link;
    BDG_TRY(bdg_identity_link_load(&link, db, hash, pool));
    out->email = link.email;
    out->account_id = link.account_id;
    out->next = link.next;
    out->browser = link.browser;
    if (link.account_id) {
        BDG_TRY(bdg_account_by_id(account, db, link.account_id, pool));
        if ((*account)->state != BDG_ACCOUNT_VERIFIED)
            return bdg_err(BDG_E_GONE, "This account cannot be used any more.");
    } else {
        BDG_TRY(account_of(account, db, link.email, pool));
    }
    out->account_name = *account ? (*account)->name : NULL;
    return NULL;
}

bdg_err_t *bdg_proof_look(bdg_proof_t *out, bdg_db_t *db, const char *token, apr_pool_t *pool)
{
    unsigned char hash[32];
    bdg_account_t *account;
    bdg_token_hash(token, hash);
    return look(out, &account, db, hash, pool);
}

/* The name of the newest award; else what stands before the @. */
static bdg_err_t *make_account(bdg_account_t **out, bdg_db_t *db, const char *email, apr_pool_t *pool)
{
    char id[BDG_ID_LEN + 1];
    const char *name;
    BDG_TRY(bdg_recipient_name(&name, db, email, pool));
    bdg_id_new(id);
    bdg_account_t *a = *out = apr_pcalloc(pool, sizeof *a);
    a->public_id = apr_pstrdup(pool, id);
    a->email = email;
    a->name = name && *name ? name : apr_pstrmemdup(pool, email, strcspn(email, "@"));
    a->state = BDG_ACCOUNT_VERIFIED;
    return bdg_account_insert_plain(a, db);
}

typedef struct use_t {
    const unsigned char *hash;
    const bdg_actor_t *actor;
    int64_t account_id;
} use_t;

static bdg_err_t *use(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    use_t *u = baton;
    bdg_proof_t proof;
    bdg_account_t *account;
    unsigned char key[16];
    int64_t owner;
    const char *action = "account.sign_in_by_link";
    BDG_TRY(look(&proof, &account, db, u->hash, scratch));
    if (proof.account_id && proof.account_id != u->actor->account_id)
        return bdg_err(BDG_E_FORBIDDEN, "Sign in as %s first, then open the link again.", account->email);
    BDG_TRY(bdg_identity_link_take(db, u->hash));
    bdg_recipient_key(key, BDG_RECIPIENT_EMAIL, proof.email);
    BDG_TRY(bdg_identity_owner(&owner, db, key));
    if (owner && account && owner != account->id)
        return bdg_err(BDG_E_CONFLICT, "%s belongs to another account here. Sign in there and remove it, then add it again.", proof.email);
    if (!account) {
        BDG_TRY(make_account(&account, db, proof.email, scratch));
        action = "account.create";
    } else {
        BDG_TRY(bdg_account_verify(db, account->id));
    }
    if (!owner) {
        BDG_TRY(bdg_identity_insert(db, account->id, BDG_RECIPIENT_EMAIL, proof.email));
        if (proof.account_id)
            action = "account.add_address";
    }
    u->account_id = account->id;
    json_t *after = bdg_json_str(bdg_json_object(scratch), "email", proof.email);
    return bdg_audit(db, 0, account->id, u->actor->address, action, "account", account->id, NULL, after, scratch);
}

bdg_err_t *bdg_proof_use(int64_t *account_id, bdg_db_t *db, const char *token, const bdg_actor_t *actor, apr_pool_t *pool)
{
    unsigned char hash[32];
    use_t u = { hash, actor, 0 };
    bdg_token_hash(token, hash);
    bdg_err_t *e = bdg_db_tx(db, use, &u, pool);
    if (e && e->code == BDG_E_DUPLICATE)   /* the same address, proven twice at the same moment */
        return bdg_err_wrap(e, BDG_E_CONFLICT, "This address was proven a moment ago. Ask for a new link to sign in.");
    *account_id = u.account_id;
    return e;
}
