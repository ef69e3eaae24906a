/* Open Badges 3.0: OpenBadgeCredential (AchievementCredential), a Verifiable Credential of data model 2.0 or 1.1. */
#include "base/str.h"
#include "base/language.h"
#include "core/openbadges/verify_priv.h"

static const json_t *subject_of(bdg_v_t *w, const json_t *credential)
{
    const json_t *all = json_object_get(credential, "credentialSubject");
    if (bdg_v_nth(all, 1))
        FAILED(w, V_SCHEMA, _("It is not made as its standard asks"), _("credentialSubject is more than one."));
    return bdg_v_nth(all, 0);
}

static void describe(bdg_v_t *w, const json_t *c, const json_t *subject)
{
    const json_t *achievement = bdg_v_nth(json_object_get(subject, "achievement"), 0), *issuer = json_object_get(c, "issuer");
    const char *id = bdg_v_id_of(issuer), *name = bdg_v_text_of(json_object_get(achievement, "name"));
    if (bdg_v_is_own(w, id))
        w->own_award = bdg_json_get_str(c, "id");
    bdg_v_say(w, "id", bdg_json_get_str(c, "id"));
    bdg_v_say(w, "name", name ? name : bdg_v_text_of(json_object_get(c, "name")));
    bdg_v_say(w, "description", bdg_v_text_of(json_object_get(achievement, "description")));
    const char *issuer_name = json_is_object(issuer) ? bdg_v_text_of(json_object_get(issuer, "name")) : NULL;
    bdg_v_say(w, "issuer_id", id);
    bdg_v_say(w, "issuer", issuer_name ? issuer_name : id);
    bdg_v_say_url(w, "issuer_url", bdg_v_is_own(w, id) && !bdg_url_problem(id) ? id : bdg_json_get_str(issuer, "url"));
    bdg_v_say_url(w, "issuer_url", id);
    bdg_v_say(w, "recipient_name", bdg_v_text_of(json_object_get(subject, "name")));
}

/* validFrom, validUntil; 1.1: issuanceDate, expirationDate; what a VC-JWT says by nbf and exp alone. */
static void times(bdg_v_t *w, const json_t *c, int v1)
{
    const json_t *from = json_object_get(c, v1 ? "issuanceDate" : "validFrom"), *until = json_object_get(c, v1 ? "expirationDate" : "validUntil");
    const json_t *awarded = json_object_get(c, "awardedDate");
    if (awarded)
        bdg_v_say_date(w, "issued_on", awarded);
    bdg_v_times(w, from ? from : json_object_get(c, "nbf"), until ? until : json_object_get(c, "exp"));
}

/* Identifiers of mail addresses decide; an id that is one does as well. */
static void recipient(bdg_v_t *w, const json_t *subject)
{
    const json_t *list = json_object_get(subject, "identifier"), *one;
    const char *id = bdg_json_get_str(subject, "id");
    int fits = -1;
    if (!w->email)
        return;
    for (size_t i = 0; (one = bdg_v_nth(list, i)) && fits != 1; i++) {
        const char *hash = bdg_json_get_str(one, "identityHash"), *type = bdg_json_get_str(one, "identityType");
        if (!hash || (type && strcmp(type, "emailAddress") && strcmp(type, "email")))
            continue;
        int this_one = bdg_v_identity_fits(w, hash, json_is_true(json_object_get(one, "hashed")), bdg_json_get_str(one, "salt"));
        fits = this_one > fits ? this_one : fits;
    }
    if (fits != 1 && id && !strncasecmp(id, "mailto:", 7))
        fits = bdg_v_identity_fits(w, id + 7, 0, NULL);
    bdg_v_recipient(w, fits);
}

/* All but the proof. */
static bdg_err_t *content(bdg_v_t *w, const json_t *c)
{
    const char *issuer = bdg_v_id_of(json_object_get(c, "issuer"));
    int v1 = !bdg_v_has(json_object_get(c, "@context"), BDG_CONTEXT_VC_V2);
    bdg_v_schema(w, v1 ? V_CREDENTIAL_11 : V_CREDENTIAL_20, c, "");
    const json_t *subject = subject_of(w, c);
    describe(w, c, subject);
    times(w, c, v1);
    if (issuer)
        BDG_TRY(bdg_v_vc_status(w, c, issuer));
    recipient(w, subject);
    return bdg_v_endorsements(w, c);
}

static void format(bdg_v_t *w, const char *how)
{
    const char *text = apr_pstrcat(w->pool, "Open Badges 3.0, ", how, w->container, NULL);
    PASSED(w, V_FORMAT, text, NULL);
    bdg_json_str(w->verdict, "format", text);
    w->is_vc = 1;
}

bdg_err_t *bdg_v_ob3_jwt(bdg_v_t *w, const bdg_jws_t *jws, const json_t *claims)
{
    const char *why;
    const json_t *c = bdg_v_vc_of_claims(&why, claims, w->pool);
    int endorsement = bdg_v_is_endorsement(c);
    format(w, endorsement ? "endorsement, signed (VC-JWT)" : "signed (VC-JWT)");
    if (why)
        FAILED(w, V_SCHEMA, _("It is not made as its standard asks"), why);
    if (endorsement)
        return bdg_v_endorsement(w, c, jws);
    BDG_TRY(bdg_v_vc_jwt(w, c, jws));
    return content(w, c);
}

bdg_err_t *bdg_v_ob3(bdg_v_t *w, const json_t *c)
{
    if (bdg_v_is_endorsement(c)) {
        format(w, _("endorsement, with an embedded proof"));
        return bdg_v_endorsement(w, c, NULL);
    }
    format(w, _("with an embedded proof"));
    BDG_TRY(bdg_v_vc_embedded(w, c));
    return content(w, c);
}
