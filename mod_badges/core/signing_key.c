#include "core/signing_key.h"
#include "base/id.h"
#include "base/kept.h"
#include "core/openbadges/keys.h"
#include "io/seal.h"
#include "store/audit.h"
#include "store/issuer.h"
#include "store/public_change.h"
#include <apr_strings.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#define THE_SERVER (-2)                  /* account of the audit log */
#define LOOK_AGAIN (500 * 1000)          /* microseconds for which a key is taken for the present one */

/* ---------------------------------------------------------------- sealed and opened */

static const char *about(const bdg_signing_key_t *k, const char *issuer_public_id, apr_pool_t *pool)
{
    return apr_pstrcat(pool, "signing key ", k->public_id, " of issuer ", issuer_public_id, NULL);
}

static bdg_err_t *check_secret_file(const bdg_site_t *site)
{
    if (site->secret)
        return NULL;
    if (!site->secret_file)
        return bdg_err(BDG_E_NOT_FOUND, "This server does not sign credentials.");
    return bdg_err_detail(bdg_err(BDG_E_UNAVAILABLE, "This server cannot sign at the moment."), "%s", site->secret_wrong ? site->secret_wrong : "no secret was read");
}

static bdg_err_t *unseal(bdg_keypair_t **pair, const bdg_signing_key_t *k, const char *issuer_public_id, const bdg_site_t *site, apr_pool_t *pool)
{
    const unsigned char *secret;
    size_t len;
    BDG_TRY(bdg_unseal(&secret, &len, site->secret, about(k, issuer_public_id, pool), k->sealed, k->sealed_len, pool));
    return bdg_keypair_from_secret(pair, bdg_key_kind_of(k->kind), secret, len, pool);
}

/* A new row, sealed; nothing is stored yet. */
static bdg_err_t *make(bdg_signing_key_t *k, const bdg_issuer_t *i, const bdg_site_t *site, bdg_key_kind_e kind, int64_t account_id, apr_pool_t *pool)
{
    bdg_keypair_t *pair;
    const unsigned char *secret;
    const void *sealed;
    size_t len;
    char *id = apr_palloc(pool, BDG_ID_LEN + 1);
    unsigned char *public_key = apr_palloc(pool, BDG_MULTIKEY_MAX);
    bdg_id_new(id);
    *k = (bdg_signing_key_t){ .organisation_id = i->organisation_id, .issuer_id = i->id, .public_id = id, .kind = bdg_key_kind_name(kind),
                              .public_key = public_key, .created_by = account_id };
    BDG_TRY(bdg_keypair_make(&pair, kind, pool));
    k->public_len = bdg_keypair_multikey(public_key, pair);
    BDG_TRY(bdg_keypair_secret(&secret, &len, pair, pool));
    BDG_TRY(bdg_seal(&sealed, &k->sealed_len, site->secret, about(k, i->public_id, pool), secret, len, pool));
    k->sealed = sealed;
    return NULL;
}

static bdg_err_t *audit(bdg_db_t *db, const bdg_signing_key_t *k, int64_t account_id, const char *address, const char *action, const char *before, apr_pool_t *pool)
{
    json_t *was = before ? bdg_json_str(bdg_json_str(bdg_json_object(pool), "kind", k->kind), "key", before) : NULL;
    json_t *is = bdg_json_str(bdg_json_str(bdg_json_object(pool), "kind", k->kind), "key", k->public_id);
    return bdg_audit(db, k->organisation_id, account_id, address, action, "issuer", k->issuer_id, was, is, pool);
}

/* ---------------------------------------------------------------- made on first use */

static pthread_mutex_t making = PTHREAD_MUTEX_INITIALIZER;       /* a process makes one key at a time: RSA takes a while */

static bdg_err_t *first_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const bdg_signing_key_t *k = baton;
    BDG_TRY(bdg_signing_key_insert(db, k));
    BDG_TRY(audit(db, k, THE_SERVER, "", "signing_key.create", NULL, pool));
    return bdg_public_change_bump_all(db);
}

static bdg_err_t *make_first(bdg_signing_key_t **out, bdg_db_t *db, const bdg_issuer_t *i, const bdg_site_t *site, bdg_key_kind_e kind, apr_pool_t *pool)
{
    bdg_signing_key_t k;
    bdg_err_t *e = bdg_signing_key_present(out, db, i->id, bdg_key_kind_name(kind), pool);    /* the thread before us may have made it */
    if (!e || e->code != BDG_E_NOT_FOUND)
        return e;
    bdg_err_clear(e);
    BDG_TRY(make(&k, i, site, kind, THE_SERVER, pool));
    e = bdg_db_tx(db, first_tx, &k, pool);
    if (e && e->code != BDG_E_DUPLICATE)
        return e;
    bdg_err_clear(e);                                                                          /* another process was quicker: theirs it is */
    return bdg_signing_key_present(out, db, i->id, bdg_key_kind_name(kind), pool);
}

static bdg_err_t *present_or_first(bdg_signing_key_t **out, bdg_db_t *db, const bdg_issuer_t *i, const bdg_site_t *site, bdg_key_kind_e kind, apr_pool_t *pool)
{
    bdg_err_t *e = bdg_signing_key_present(out, db, i->id, bdg_key_kind_name(kind), pool);
    if (!e || e->code != BDG_E_NOT_FOUND)
        return e;
    bdg_err_clear(e);
    pthread_mutex_lock(&making);
    e = make_first(out, db, i, site, kind, pool);
    pthread_mutex_unlock(&making);
    return e;
}

/* ---------------------------------------------------------------- kept opened */

typedef struct opened_t {
    bdg_signer_t s;
    const bdg_site_t *site;              /* keys are those of its database */
    int64_t issuer_id, key_id;
    _Atomic apr_time_t looked_at;
} opened_t;

static bdg_kept_t opened = BDG_KEPT(opened_t);

static bdg_err_t *open_key(void *thing, const bdg_kept_key_t *key, void *db, apr_pool_t *pool)
{
    opened_t *o = thing;
    bdg_issuer_t *i;
    bdg_signing_key_t *k;
    bdg_keypair_t *pair;
    o->site = key->owner;
    o->issuer_id = key->a;
    o->s.kind = (bdg_key_kind_e)key->b;
    atomic_init(&o->looked_at, apr_time_now());
    BDG_TRY(bdg_issuer_by_id(&i, db, o->issuer_id, pool));
    BDG_TRY(present_or_first(&k, db, i, o->site, o->s.kind, pool));
    bdg_err_t *err = unseal(&pair, k, i->public_id, o->site, pool);
    if (err)
        return bdg_err_detail(bdg_err_wrap(err, BDG_E_UNAVAILABLE, "This server cannot sign at the moment."), "key %s of issuer %s cannot be opened", k->public_id, i->public_id);
    bdg_public_key_t as_public = { k->public_id, pair };
    o->key_id = k->id;
    o->s.pair = pair;
    o->s.public_id = k->public_id;
    o->s.since = k->created_at;
    o->s.address = bdg_keys_address(o->site, i->public_id, k->public_id, pool);
    o->s.creator = apr_pstrcat(pool, o->s.address, ".json", NULL);
    o->s.issuer = bdg_keys_issuer(o->site, i->public_id, pool);
    o->s.did = bdg_keys_did(o->site, i->public_id, pool);
    o->s.did_url = apr_pstrcat(pool, o->s.did, "#", bdg_keys_fragment(&as_public, pool), NULL);
    return NULL;
}

/* Is it still the present one? One thread asks, the others go on meanwhile. */
static bdg_err_t *still_present(int *present, opened_t *o, bdg_db_t *db)
{
    apr_time_t now = apr_time_now(), before = atomic_load(&o->looked_at);
    int64_t id;
    *present = 1;
    if (now - before < LOOK_AGAIN || !atomic_compare_exchange_strong(&o->looked_at, &before, now))
        return NULL;
    bdg_err_t *err = bdg_signing_key_present_id(&id, db, o->issuer_id, bdg_key_kind_name(o->s.kind));
    if (err)
        atomic_store(&o->looked_at, before);
    else
        *present = id == o->key_id;
    return err;
}

bdg_err_t *bdg_signer_get(const bdg_signer_t **out, bdg_db_t *db, const bdg_site_t *site, int64_t issuer_id, bdg_key_kind_e kind, apr_pool_t *pool)
{
    bdg_kept_key_t key = { site, issuer_id, kind };
    int present = 0;
    BDG_TRY(check_secret_file(site));
    void *o = bdg_kept_find(&opened, &key, pool);
    if (o)
        BDG_TRY(still_present(&present, o, db));
    if (!present)
        BDG_TRY(bdg_kept_make(&o, &opened, &key, open_key, db, pool));
    *out = &((opened_t *)o)->s;
    return NULL;
}

bdg_err_t *bdg_signing_key_check(const bdg_signing_key_t *key, const bdg_site_t *site, bdg_db_t *db, apr_pool_t *pool)
{
    bdg_issuer_t *i;
    bdg_keypair_t *pair;
    BDG_TRY(check_secret_file(site));
    BDG_TRY(bdg_issuer_by_id(&i, db, key->issuer_id, pool));
    return unseal(&pair, key, i->public_id, site, pool);
}

bdg_err_t *bdg_signing_works(int *works, bdg_db_t *db, const bdg_site_t *site, int64_t issuer_id, apr_pool_t *pool)
{
    static const bdg_key_kind_e kinds[] = { BDG_KEY_ED25519, BDG_KEY_RSA, BDG_KEY_P256 };
    *works = site->secret != NULL;
    for (size_t i = 0; *works && i < sizeof kinds / sizeof *kinds; i++) {
        bdg_signing_key_t *k = NULL;
        bdg_err_t *e = bdg_signing_key_present(&k, db, issuer_id, bdg_key_kind_name(kinds[i]), pool);
        if (!e)
            e = bdg_signing_key_check(k, site, db, pool);
        if (e && e->code == BDG_E_INVALID)
            *works = 0;
        else if (e && e->code != BDG_E_NOT_FOUND)
            return e;
        bdg_err_clear(e);
    }
    return NULL;
}

/* ---------------------------------------------------------------- for everybody */

bdg_err_t *bdg_signing_keys_public(apr_array_header_t **out, const apr_array_header_t *rows, apr_pool_t *pool)
{
    *out = apr_array_make(pool, rows->nelts + 1, sizeof(bdg_public_key_t));
    for (int i = 0; i < rows->nelts; i++) {
        const bdg_signing_key_t *k = &APR_ARRAY_IDX(rows, i, bdg_signing_key_t);
        bdg_keypair_t *pair;
        BDG_TRY(bdg_keypair_from_multikey(&pair, k->public_key, k->public_len, pool));
        APR_ARRAY_PUSH(*out, bdg_public_key_t) = (bdg_public_key_t){ k->public_id, pair };
    }
    return NULL;
}

/* ---------------------------------------------------------------- a new one */

typedef struct replace_t { const bdg_edit_t *edit; const bdg_signing_key_t *key; const char *before; } replace_t;

static bdg_err_t *replace_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const replace_t *r = baton;
    const bdg_edit_t *edit = r->edit;
    BDG_TRY(bdg_issuer_lock(db, edit->id, edit->organisation_id));
    if (r->before)
        BDG_TRY(bdg_signing_key_retire(db, edit->id, r->key->kind, r->before));
    BDG_TRY(bdg_signing_key_insert(db, r->key));
    BDG_TRY(audit(db, r->key, edit->actor->account_id, edit->actor->address, r->before ? "signing_key.replace" : "signing_key.create", r->before, pool));
    return bdg_public_change_bump_all(db);
}

bdg_err_t *bdg_signing_key_replace(const bdg_edit_t *edit, const bdg_site_t *site, bdg_key_kind_e kind, const char *public_id)
{
    bdg_issuer_t *i;
    bdg_signing_key_t k;
    replace_t r = { edit, &k, public_id };
    BDG_TRY(check_secret_file(site));
    BDG_TRY(bdg_issuer_by_id(&i, edit->db, edit->id, edit->pool));
    BDG_TRY(make(&k, i, site, kind, edit->actor->account_id, edit->pool));
    bdg_err_t *e = bdg_db_tx(edit->db, replace_tx, &r, edit->pool);
    if (e && e->code == BDG_E_DUPLICATE)
        return bdg_err_wrap(e, BDG_E_CONFLICT, "Somebody else has made a new key meanwhile.");
    BDG_TRY(e);
    bdg_kept_forget(&opened, &(bdg_kept_key_t){ site, edit->id, kind });
    return NULL;
}
