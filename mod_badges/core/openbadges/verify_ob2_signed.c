/* Open Badges 2.0 and 1.1, signed: the whole award is in the JWS; the key must be the issuer's, and the issuer's list says what was revoked
 * (2.0: "Verification", SignedBadge, CryptographicKey, RevocationList). */
#include "core/openbadges/verify_ob2.h"
#include "base/language.h"

#define LIST_MAX 1000000

/* creator; without it, the issuer's key, when it has one only. */
static const char *key_address(const bdg_v_ob2_t *o)
{
    const json_t *v = json_object_get(o->assertion, o->names->verification);
    const char *named = bdg_json_get_str(v, o->names->version == 11 ? "url" : "creator");
    const json_t *keys = json_object_get(o->issuer, "publicKey");
    return named ? named : bdg_v_nth(keys, 1) ? NULL : bdg_v_id_of(bdg_v_nth(keys, 0));
}

static bdg_err_t *signature(bdg_v_t *w, const bdg_jws_t *jws, const bdg_key_found_t *found)
{
    if (!found->key) {
        if (found->unsure)
            UNCHECKED(w, V_PROOF, _("The signature could not be checked"), found->problem);
        else
            FAILED(w, V_PROOF, _("The signature cannot be checked: there is no such key"), found->problem);
        return NULL;
    }
    bdg_err_t *e = bdg_jws_verify(jws, found->key);
    if (e && (e->code == BDG_E_NOMEM || e->code == BDG_E_INTERNAL))
        return e;
    if (e)
        FAILED(w, V_PROOF, _("The signature does not fit: it was changed, or another key signed it"), apr_pstrdup(w->pool, e->message));
    else
        PASSED(w, V_PROOF, _("Signed, and nothing was changed"), apr_pstrcat(w->pool, jws->alg, NULL));
    bdg_err_clear(e);
    return NULL;
}

/* The link goes both ways: the key names its owner, the owner names its key. 1.1 knows no such link: there the address must be the issuer's. */
static void controller(const bdg_v_ob2_t *o, bdg_v_t *w, const bdg_key_found_t *found, const char *address)
{
    if (!found->key)
        return;
    if (!o->issuer) {
        UNCHECKED(w, V_CONTROLLER, _("Whose key it is could not be checked"), NULL);
        return;
    }
    const char *a = bdg_origin_of(address, w->pool), *i = bdg_origin_of(o->issuer_id, w->pool);
    if (found->controller && strcmp(found->controller, o->issuer_id))
        FAILED(w, V_CONTROLLER, _("The key belongs to somebody else"), bdg_v_words(w, found->controller));
    else if (bdg_key_listed(o->issuer, address, found->key, 1, w->pool) || (o->names->version == 11 && a && i && !strcmp(a, i)))
        PASSED(w, V_CONTROLLER, _("The key is the issuer's"), bdg_v_words(w, address));
    else
        FAILED(w, V_CONTROLLER, _("The issuer does not name this key as its own"), bdg_v_words(w, address));
}

/* ---------------------------------------------------------------- revocation */

/* A list's entry: an id, or {id or uid, revoked, revocationReason}. 1.1 has {uid: reason}. */
static int in_list(const char **reason, const bdg_v_ob2_t *o, const json_t *list)
{
    const char *id = bdg_json_get_str(o->assertion, "id"), *uid = bdg_json_get_str(o->assertion, "uid");
    const json_t *revoked = json_object_get(list, "revokedAssertions"), *one;
    *reason = NULL;
    if (!revoked && uid && o->names->version == 11) {
        *reason = bdg_json_get_str(list, uid);
        return json_object_get(list, uid) != NULL;
    }
    size_t n = json_is_array(revoked) ? json_array_size(revoked) : revoked ? 1 : 0;
    for (size_t i = 0; i < n && i < LIST_MAX; i++) {
        one = json_is_array(revoked) ? json_array_get(revoked, i) : revoked;
        const char *has = bdg_v_id_of(one), *has_uid = bdg_json_get_str(one, "uid");
        if (((has && id && !strcmp(has, id)) || (has_uid && uid && !strcmp(has_uid, uid))) && !json_is_false(json_object_get(one, "revoked"))) {
            *reason = bdg_json_get_str(one, "revocationReason");
            return 1;
        }
    }
    return 0;
}

static bdg_err_t *status(const bdg_v_ob2_t *o, bdg_v_t *w)
{
    const char *list = bdg_v_id_of(json_object_get(o->issuer, "revocationList")), *reason;
    bdg_v_doc_t *d;
    if (json_is_true(json_object_get(o->assertion, "revoked"))) {
        FAILED(w, V_STATUS, _("Revoked"), bdg_v_words(w, bdg_json_get_str(o->assertion, "revocationReason")));
        return NULL;
    }
    if (!o->issuer) {
        UNCHECKED(w, V_STATUS, _("Whether it was revoked could not be checked"), NULL);
        return NULL;
    }
    if (!list) {
        PASSED(w, V_STATUS, _("Its issuer keeps no list of revoked credentials"), NULL);
        return NULL;
    }
    BDG_TRY(bdg_v_get(&d, w, list));
    const char *issuer = bdg_v_id_of(json_object_get(d->json, "issuer"));
    if (d->problem || (issuer && strcmp(issuer, o->issuer_id)))
        UNCHECKED(w, V_STATUS, _("Whether it was revoked could not be checked"), d->problem ? d->problem : _("The list of revoked credentials is another issuer's."));
    else if (in_list(&reason, o, d->json))
        FAILED(w, V_STATUS, _("Revoked"), bdg_v_words(w, reason));
    else
        PASSED(w, V_STATUS, _("Not revoked"), NULL);
    return NULL;
}

/* ---------------------------------------------------------------- all of it */

bdg_err_t *bdg_v_ob2_signed(bdg_v_t *w, const bdg_v_names_t *names, const bdg_jws_t *jws, const json_t *claims)
{
    bdg_v_ob2_t o = { .names = names, .is_signed = 1, .assertion = claims };
    bdg_key_found_t found = { 0 };
    const json_t *type = json_object_get(json_object_get(claims, o.names->verification), "type");
    const char *format = apr_pstrcat(w->pool, o.names->label, ", signed", w->container, NULL);
    PASSED(w, V_FORMAT, format, NULL);
    bdg_json_str(w->verdict, "format", format);
    bdg_v_schema(w, o.names->assertion, claims, "");
    if (!bdg_v_has(type, "SignedBadge") && !bdg_v_has(type, "signed"))
        FAILED(w, V_SCHEMA, _("It is not made as its standard asks"), _("It is signed, but says that it is not."));
    BDG_TRY(bdg_v_ob2_chain(&o, w));
    if (o.issuer && w->checks[V_ISSUER].result == V_NOT_MADE)
        PASSED(w, V_ISSUER, bdg_v_is_own(w, o.issuer_id) ? _("Issued here") : _("The issuer's profile is at its own address"), bdg_v_words(w, o.issuer_id));
    const char *address = key_address(&o);
    if (address) {
        BDG_TRY(bdg_key_find(&found, address, bdg_v_key_document, w, w->pool));
        BDG_TRY(signature(w, jws, &found));
        controller(&o, w, &found, address);
    } else if (o.issuer) {
        FAILED(w, V_PROOF, _("It does not say which key signed it"), NULL);
    } else {
        UNCHECKED(w, V_PROOF, _("The signature could not be checked"), _("The issuer's profile, which has the key, could not be looked at."));
    }
    BDG_TRY(status(&o, w));
    bdg_v_ob2_describe(&o, w, 0);
    bdg_v_ob2_recipient(&o, w);
    return NULL;
}
