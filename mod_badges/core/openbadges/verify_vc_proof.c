/* Signature and key of a Verifiable Credential. */
#include "core/openbadges/data_integrity.h"
#include "base/language.h"
#include "core/openbadges/verify_priv.h"

static int ours(const bdg_err_t *e) { return e && (e->code == BDG_E_NOMEM || e->code == BDG_E_INTERNAL); }

static void no_key(bdg_v_t *w, const bdg_key_found_t *found)
{
    if (found->unsure)
        UNCHECKED(w, V_PROOF, _("The signature could not be checked"), found->problem);
    else
        FAILED(w, V_PROOF, _("The signature cannot be checked: there is no such key"), found->problem);
}

/* ---------------------------------------------------------------- whose key it is */

/* An address that sends on to another host is told: its name alone says little then. */
static void is_issuers(bdg_v_t *w, const char *address, const char *found_at)
{
    const char *a = bdg_origin_of(address, w->pool), *b = found_at ? bdg_origin_of(found_at, w->pool) : NULL;
    const char *more = a && b && strcmp(a, b) ? apr_pstrcat(w->pool, ", which sends on to ", b, NULL) : "";
    PASSED(w, V_CONTROLLER, _("The key is the issuer's"), apr_pstrcat(w->pool, bdg_v_words(w, address), more, NULL));
}

/* Is url below the issuer's own address? */
static int below(const char *url, const char *issuer)
{
    size_t n = strlen(issuer);
    return url && !strncmp(url, issuer, n) && (!url[n] || strchr("/#?", url[n]) || (n && issuer[n - 1] == '/'));
}

static int names_keys(const json_t *doc)
{
    return json_object_get(doc, "verificationMethod") || json_object_get(doc, "assertionMethod") || json_object_get(doc, "publicKey");
}

/* The issuer's own document decides. One that says nothing of keys leaves it to the address: a key that is published on the issuer's own origin. */
static bdg_err_t *ask_issuer(bdg_v_t *w, const char *issuer, const bdg_key_found_t *found, const char *address)
{
    bdg_v_doc_t *d;
    const char *url = strncmp(issuer, "did:web:", 8) ? issuer : bdg_did_web_url(issuer, w->pool);
    const char *there = found->url ? bdg_origin_of(found->url, w->pool) : NULL, *own = bdg_origin_of(issuer, w->pool);
    if (!own && !strncmp(issuer, "did:", 4) && strncmp(issuer, "did:key:", 8) && strncmp(issuer, "did:jwk:", 8)) {
        UNCHECKED(w, V_CONTROLLER, _("Whether the key is the issuer's could not be checked"), _("The issuer's address is of a kind that cannot be looked up here."));
        return NULL;
    }
    if (!url || !own) {
        FAILED(w, V_CONTROLLER, _("The key is not the issuer's"), bdg_v_words(w, address));
        return NULL;
    }
    BDG_TRY(bdg_v_get(&d, w, url));
    const char *id = d->problem ? NULL : bdg_json_get_str(d->json, "id");
    int its_own = id && !strcmp(id, issuer);
    if (its_own && bdg_key_listed(d->json, address, found->key, 0, w->pool))
        is_issuers(w, address, d->final_url);
    else if (its_own && names_keys(d->json))
        FAILED(w, V_CONTROLLER, _("The issuer does not name this key as its own"), bdg_v_words(w, address));
    else if (there && !strcmp(there, own))
        PASSED(w, V_CONTROLLER, _("The key is published on the issuer's own address"), own);
    else if (d->unsure || (!d->json && d->status == 200))
        UNCHECKED(w, V_CONTROLLER, _("Whether the key is the issuer's could not be checked"), d->problem);
    else
        FAILED(w, V_CONTROLLER, _("The key is not the issuer's"), bdg_v_words(w, address));
    return NULL;
}

/* Whoever is named as the key's controller must be the issuer itself (Open Badges 3.0, 8.3.1; Controlled Identifiers 1.0, 3.3). */
bdg_err_t *bdg_v_vc_controller(bdg_v_t *w, const char *issuer, const bdg_key_found_t *found, const char *address)
{
    if (found->controller && strcmp(found->controller, issuer)) {
        FAILED(w, V_CONTROLLER, _("The key belongs to somebody else"), bdg_v_words(w, found->controller));
        return NULL;
    }
    if (found->listed || (found->url && below(found->url, issuer))) {
        is_issuers(w, address, found->url);
        return NULL;
    }
    return ask_issuer(w, issuer, found, address);
}

/* ---------------------------------------------------------------- VC-JWT */

/* kid wins over jwk, as in 1EdTech's validator. A kid without a scheme belongs to the issuer; an issuer that is a key needs none. */
static const char *address_of(const bdg_jws_t *jws, const char *issuer, apr_pool_t *pool)
{
    if (!jws->kid)
        return !jws->jwk && (!strncmp(issuer, "did:key:", 8) || !strncmp(issuer, "did:jwk:", 8)) ? issuer : NULL;
    if (strchr(jws->kid, ':'))
        return jws->kid;
    return apr_pstrcat(pool, issuer, *jws->kid == '#' ? "" : "#", jws->kid, NULL);
}

static bdg_err_t *find(bdg_key_found_t *found, const char **address, bdg_v_t *w, const bdg_jws_t *jws, const char *issuer)
{
    memset(found, 0, sizeof *found);
    *address = address_of(jws, issuer, w->pool);
    if (*address)
        return bdg_key_find(found, *address, bdg_v_key_document, w, w->pool);
    if (!jws->jwk) {
        found->problem = _("It does not say which key signed it.");
        return NULL;
    }
    *address = _("The key came with the credential.");
    bdg_err_t *e = bdg_keypair_from_jwk(&found->key, jws->jwk, w->pool);
    if (ours(e))
        return e;
    if (e) {
        found->key = NULL;
        found->problem = apr_pstrdup(w->pool, e->message);
    }
    bdg_err_clear(e);
    return NULL;
}

/* The key that came along, and an issuer whose name is a key: they must be one. */
static bdg_err_t *came_along(bdg_v_t *w, const char *issuer, const bdg_key_found_t *found, const char *address)
{
    bdg_key_found_t own = { 0 };
    if (strncmp(issuer, "did:key:", 8) && strncmp(issuer, "did:jwk:", 8))
        return ask_issuer(w, issuer, found, address);
    BDG_TRY(bdg_key_find(&own, issuer, bdg_v_key_document, w, w->pool));
    if (own.key && !strcmp(bdg_keypair_thumbprint(own.key, w->pool), bdg_keypair_thumbprint(found->key, w->pool)))
        is_issuers(w, issuer, NULL);
    else
        FAILED(w, V_CONTROLLER, _("The key is not the issuer's"), bdg_v_words(w, issuer));
    return NULL;
}

bdg_err_t *bdg_v_vc_jwt(bdg_v_t *w, const json_t *credential, const bdg_jws_t *jws)
{
    const char *issuer = bdg_v_id_of(json_object_get(credential, "issuer")), *address;
    bdg_key_found_t found;
    if (!issuer) {
        FAILED(w, V_PROOF, _("It does not say who issued it"), NULL);
        return NULL;
    }
    BDG_TRY(find(&found, &address, w, jws, issuer));
    if (!found.key) {
        no_key(w, &found);
        return NULL;
    }
    bdg_err_t *e = bdg_jws_check_typ(jws);
    if (!e)
        e = bdg_jws_verify(jws, found.key);
    if (ours(e))
        return e;
    if (e)
        FAILED(w, V_PROOF, _("The signature does not fit: it was changed, or another key signed it"), apr_pstrdup(w->pool, e->message));
    else
        PASSED(w, V_PROOF, _("Signed, and nothing was changed"), jws->alg);
    bdg_err_clear(e);
    return jws->kid || !jws->jwk ? bdg_v_vc_controller(w, issuer, &found, address) : came_along(w, issuer, &found, address);
}

/* ---------------------------------------------------------------- embedded */

static bdg_err_t *one_proof(bdg_v_t *w, const json_t *credential, const char *issuer, const bdg_di_proof_t *p, const apr_array_header_t *all)
{
    bdg_key_found_t found;
    BDG_TRY(bdg_key_find(&found, p->verification_method, bdg_v_key_document, w, w->pool));
    if (!found.key) {
        no_key(w, &found);
        return NULL;
    }
    bdg_err_t *e = bdg_di_current(p, "assertionMethod", w->now);
    if (!e)
        e = bdg_di_verify(p, all, credential, found.key, w->env->contexts, w->pool);
    if (ours(e))
        return e;
    const char *message = e ? apr_pstrdup(w->pool, e->message) : NULL;
    if (!e)
        PASSED(w, V_PROOF, _("Signed, and nothing was changed"), bdg_v_words(w, p->suite_name));
    else if (e->code == BDG_E_UNSUPPORTED || e->code == BDG_E_TOO_LARGE)
        UNCHECKED(w, V_PROOF, _("The signature could not be checked"), message);
    else
        FAILED(w, V_PROOF, _("The signature does not fit: it was changed, or another key signed it"), message);
    bdg_err_clear(e);
    return bdg_v_vc_controller(w, issuer, &found, p->verification_method);
}

/* Every proof of a kind that is known must hold; those of other kinds say nothing, but one must be known. */
static bdg_err_t *proofs(bdg_v_t *w, const json_t *credential, const char *issuer, const apr_array_header_t *all)
{
    const char *unknown = NULL;
    int known = 0;
    for (int i = 0; i < all->nelts; i++) {
        const bdg_di_proof_t *p = &APR_ARRAY_IDX(all, i, bdg_di_proof_t);
        if (p->suite == BDG_DI_UNKNOWN) {
            unknown = p->suite_name;
            continue;
        }
        known++;
        BDG_TRY(one_proof(w, credential, issuer, p, all));
    }
    if (!all->nelts)
        FAILED(w, V_PROOF, _("It is not signed"), NULL);
    else if (!known)
        UNCHECKED(w, V_PROOF, _("It is signed in a way that cannot be checked here"), bdg_v_words(w, unknown));
    return NULL;
}

bdg_err_t *bdg_v_vc_embedded(bdg_v_t *w, const json_t *credential)
{
    const char *issuer = bdg_v_id_of(json_object_get(credential, "issuer"));
    const apr_array_header_t *all;
    if (!issuer) {
        FAILED(w, V_PROOF, _("It does not say who issued it"), NULL);
        return NULL;
    }
    if (!w->env->contexts) {
        UNCHECKED(w, V_PROOF, _("The signature could not be checked"), NULL);
        return NULL;
    }
    bdg_err_t *e = bdg_di_proofs(&all, credential, w->pool);
    if (ours(e))
        return e;
    if (e) {
        FAILED(w, V_PROOF, _("Its signature cannot be read"), apr_pstrdup(w->pool, e->message));
        bdg_err_clear(e);
        return NULL;
    }
    return proofs(w, credential, issuer, all);
}
