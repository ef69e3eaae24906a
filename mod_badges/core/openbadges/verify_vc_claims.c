/* A JWT's claims as a credential. 2.0 and Open Badges 3.0: the credential is the claims, with iss, jti, sub, nbf, exp beside it. Data model 1.1
 * (section 6.3.1): it is below "vc", and what the registered claims say may be left out of it. What is said twice must be the same. */
#include "base/time.h"
#include "base/language.h"
#include "core/openbadges/verify_priv.h"

/* claim: a text; member: where the credential has it. */
static int contradicts(const json_t *claims, const char *claim, const char *member)
{
    const char *a = bdg_json_get_str(claims, claim);
    return a && member && strcmp(a, member);
}

/* Seconds against a moment: as they are written by people, to the second. */
static int time_contradicts(const json_t *claims, const char *claim, const json_t *member)
{
    apr_time_t t;
    const json_t *n = json_object_get(claims, claim);
    if (!n || !member)
        return 0;
    if (!json_is_number(n) || !bdg_v_moment(&t, member))
        return 1;
    apr_int64_t seconds = apr_time_sec(t);
    double d = json_number_value(n) - (double)seconds;
    return d > 1 || d < -1;
}

static const char *contradiction(const json_t *claims, const json_t *vc, int v1)
{
    const json_t *subject = bdg_v_nth(json_object_get(vc, "credentialSubject"), 0);
    if (contradicts(claims, "iss", bdg_v_id_of(json_object_get(vc, "issuer"))))
        return _("Its envelope (iss) names another issuer than the credential.");
    if (contradicts(claims, "jti", bdg_json_get_str(vc, "id")))
        return _("Its envelope (jti) names another id than the credential.");
    if (contradicts(claims, "sub", bdg_json_get_str(subject, "id")))
        return _("Its envelope (sub) names another recipient than the credential.");
    if (time_contradicts(claims, "nbf", json_object_get(vc, v1 ? "issuanceDate" : "validFrom")))
        return _("Its envelope (nbf) has another beginning than the credential.");
    if (time_contradicts(claims, "exp", json_object_get(vc, v1 ? "expirationDate" : "validUntil")))
        return _("Its envelope (exp) has another end than the credential.");
    return NULL;
}

static void fill_text(json_t *object, const char *member, const json_t *claims, const char *claim)
{
    if (json_is_object(object) && !json_object_get(object, member))
        bdg_json_str(object, member, bdg_json_get_str(claims, claim));
}

static void fill_time(json_t *vc, const char *member, const json_t *claims, const char *claim, apr_pool_t *pool)
{
    apr_time_t t;
    if (!json_object_get(vc, member) && bdg_v_moment(&t, json_object_get(claims, claim)))
        bdg_json_str(vc, member, bdg_time_iso(t, pool));
}

const json_t *bdg_v_vc_of_claims(const char **why, const json_t *claims, apr_pool_t *pool)
{
    const json_t *inner = json_object_get(claims, "vc");
    int v1 = !bdg_v_has(json_object_get(inner ? inner : claims, "@context"), BDG_CONTEXT_VC_V2);
    *why = contradiction(claims, inner ? inner : claims, v1);
    if (!json_is_object(inner))
        return claims;
    json_t *vc = bdg_json_own(json_deep_copy(inner), pool);
    fill_text(vc, "id", claims, "jti");
    fill_text(vc, "issuer", claims, "iss");
    fill_text(json_object_get(vc, "credentialSubject"), "id", claims, "sub");
    fill_time(vc, v1 ? "issuanceDate" : "validFrom", claims, "nbf", pool);
    fill_time(vc, v1 ? "expirationDate" : "validUntil", claims, "exp", pool);
    return vc;
}
