/* Endorsements of Open Badges 3.0: one that was given by itself, and those that a credential quotes. These are verified each by itself, with the same
 * documents at hand, and told; they are others' words, so that none of them makes the credential around them better or worse. */
#include "base/str.h"
#include "core/openbadges/verify_priv.h"

#define QUOTED_MAX 20

int bdg_v_is_endorsement(const json_t *credential)
{
    return bdg_v_has_type(credential, "EndorsementCredential") && !bdg_v_has_type(credential, "OpenBadgeCredential") && !bdg_v_has_type(credential, "AchievementCredential");
}

static const char *issuer_of(const json_t *e) { return bdg_v_id_of(json_object_get(e, "issuer")); }

static const json_t *subject_of(const json_t *e) { return bdg_v_nth(json_object_get(e, "credentialSubject"), 0); }

static const char *name_of(const bdg_v_t *w, const json_t *e)
{
    const json_t *issuer = json_object_get(e, "issuer");
    const char *name = json_is_object(issuer) ? bdg_v_words(w, bdg_v_text_of(json_object_get(issuer, "name"))) : NULL;
    return name ? name : bdg_v_words(w, issuer_of(e));
}

/* Ours stand in no list: what their own address answers decides. */
static bdg_err_t *status(bdg_v_t *w, const json_t *e)
{
    const char *issuer = issuer_of(e), *id = bdg_json_get_str(e, "id");
    bdg_v_doc_t *d;
    if (!bdg_v_is_own(w, issuer) || !bdg_v_is_own(w, id) || bdg_url_problem(id))
        return bdg_v_vc_status(w, e, issuer ? issuer : "");
    BDG_TRY(bdg_v_get(&d, w, id));
    if (d->status == 410)
        FAILED(w, V_STATUS, "Revoked", bdg_v_words(w, bdg_json_get_str(d->json, "revocationReason")));
    else if (d->status == 200)
        PASSED(w, V_STATUS, "Not revoked", NULL);
    else if (d->status == 404)
        FAILED(w, V_STATUS, "There is no such endorsement here", NULL);
    else
        UNCHECKED(w, V_STATUS, "Whether it was revoked could not be checked", d->problem);
    return NULL;
}

static void times(bdg_v_t *w, const json_t *e, int v1)
{
    const json_t *from = json_object_get(e, v1 ? "issuanceDate" : "validFrom"), *until = json_object_get(e, v1 ? "expirationDate" : "validUntil");
    bdg_v_times(w, from ? from : json_object_get(e, "nbf"), until ? until : json_object_get(e, "exp"));
}

/* jws: NULL for one with a proof in it. */
static bdg_err_t *all_of(bdg_v_t *w, const json_t *e, const bdg_jws_t *jws)
{
    int v1 = !bdg_v_has(json_object_get(e, "@context"), BDG_CONTEXT_VC_V2);
    BDG_TRY(jws ? bdg_v_vc_jwt(w, e, jws) : bdg_v_vc_embedded(w, e));
    bdg_v_schema(w, v1 ? V_ENDORSEMENT_11 : V_ENDORSEMENT_20, e, "");
    times(w, e, v1);
    return status(w, e);
}

bdg_err_t *bdg_v_endorsement(bdg_v_t *w, const json_t *e, const bdg_jws_t *jws)
{
    const char *issuer = issuer_of(e);
    w->is_endorsement = 1;
    bdg_json_str(w->verdict, "kind", "endorsement");
    bdg_v_say(w, "id", bdg_json_get_str(e, "id"));
    bdg_v_say(w, "name", bdg_v_text_of(json_object_get(e, "name")));
    bdg_v_say(w, "issuer", name_of(w, e));
    bdg_v_say_url(w, "issuer_url", issuer);
    bdg_v_say(w, "endorses", bdg_json_get_str(subject_of(e), "id"));
    bdg_v_say(w, "comment", bdg_v_text_of(json_object_get(subject_of(e), "endorsementComment")));
    return all_of(w, e, jws);
}

/* ---------------------------------------------------------------- those that are quoted */

static void tell(bdg_v_t *w, bdg_v_result_e result, const char *text, const char *detail)
{
    static const char *const names[] = { [V_PASSED] = "passed", [V_FAILED] = "failed", [V_UNCHECKED] = "unchecked" };
    json_t *c = json_object();
    bdg_json_str(c, "check", "endorsement");
    bdg_json_str(c, "result", names[result]);
    bdg_json_str(c, "text", text);
    bdg_json_str(c, "detail", detail);
    bdg_json_add(w->endorsements, c);
}

/* The worst of its checks, with its reason. */
static bdg_v_result_e worst(const char **why, const bdg_v_t *apart)
{
    static const bdg_v_check_e must[] = { V_PROOF, V_CONTROLLER, V_SCHEMA, V_STATUS, V_EXPIRY };
    static const bdg_v_result_e order[] = { V_FAILED, V_UNCHECKED, V_NOT_MADE };
    for (size_t r = 0; r < sizeof order / sizeof *order; r++)
        for (size_t i = 0; i < sizeof must / sizeof *must; i++)
            if (apart->checks[must[i]].result == order[r]) {
                const char *text = apart->checks[must[i]].text, *detail = apart->checks[must[i]].detail;
                *why = !text ? NULL : detail ? apr_pstrcat(apart->pool, text, ": ", detail, NULL) : apr_pstrcat(apart->pool, text, ".", NULL);
                return order[r] == V_FAILED ? V_FAILED : V_UNCHECKED;
            }
    return V_PASSED;
}

static const char *about(bdg_v_t *w, const char *before, const json_t *e, const char *after)
{
    const char *name = name_of(w, e);
    return apr_pstrcat(w->pool, before, name ? name : "somebody", after, NULL);
}

static bdg_err_t *one(bdg_v_t *w, const json_t *e, const bdg_jws_t *jws, const char *of)
{
    const char *why = NULL, *subject = bdg_json_get_str(subject_of(e), "id");
    bdg_v_t *apart = bdg_v_apart(w);
    bdg_err_t *err = all_of(apart, e, jws);
    bdg_v_rejoin(w, apart);
    BDG_TRY(err);
    if (!bdg_v_is_endorsement(e))
        FAILED(apart, V_SCHEMA, "It is no endorsement", NULL);
    else if (!of || !subject || strcmp(of, subject))
        FAILED(apart, V_SCHEMA, "It is of something else", bdg_v_words(w, subject));
    bdg_v_result_e result = worst(&why, apart);
    if (result == V_PASSED)
        tell(w, V_PASSED, about(w, "Endorsed by ", e, ""), bdg_v_words(w, bdg_v_text_of(json_object_get(subject_of(e), "endorsementComment"))));
    else if (result == V_FAILED)
        tell(w, V_FAILED, about(w, "An endorsement by ", e, " does not hold"), why);
    else
        tell(w, V_UNCHECKED, about(w, "An endorsement by ", e, " could not be checked"), why);
    return NULL;
}

static bdg_err_t *one_jwt(bdg_v_t *w, const char *text, const char *of)
{
    bdg_jws_t *jws;
    json_t *claims;
    const char *why = NULL;
    bdg_err_t *e = bdg_jws_parse(&jws, text, strlen(text), w->pool);
    if (!e)
        e = bdg_jws_claims(&claims, jws, w->pool);
    if (e && (e->code == BDG_E_NOMEM || e->code == BDG_E_INTERNAL))
        return e;
    const json_t *said = e ? NULL : bdg_v_vc_of_claims(&why, claims, w->pool);
    if (e)
        why = apr_pstrdup(w->pool, e->message);
    bdg_err_clear(e);
    if (!why)
        return one(w, said, jws, of);
    tell(w, V_FAILED, "An endorsement cannot be read", why);
    return NULL;
}

/* of: the id of what has them. */
static bdg_err_t *quoted_by(bdg_v_t *w, const json_t *thing, const char *of)
{
    static const char *const members[] = { "endorsement", "endorsementJwt" };
    for (size_t m = 0; m < sizeof members / sizeof *members; m++) {
        const json_t *all = json_is_object(thing) ? json_object_get(thing, members[m]) : NULL, *e;
        for (size_t i = 0; (e = bdg_v_nth(all, i)); i++) {
            if (json_array_size(w->endorsements) > QUOTED_MAX)
                return NULL;
            if (json_array_size(w->endorsements) == QUOTED_MAX)
                tell(w, V_UNCHECKED, "There are more endorsements than are looked at", NULL);
            else if (json_is_object(e))
                BDG_TRY(one(w, e, NULL, of));
            else if (json_is_string(e))
                BDG_TRY(one_jwt(w, json_string_value(e), of));
            else
                tell(w, V_FAILED, "An endorsement cannot be read", NULL);
        }
    }
    return NULL;
}

bdg_err_t *bdg_v_endorsements(bdg_v_t *w, const json_t *credential)
{
    const json_t *subject = subject_of(credential), *achievement = bdg_v_nth(json_object_get(subject, "achievement"), 0), *issuer = json_object_get(credential, "issuer");
    w->endorsements = bdg_json_own(json_array(), w->pool);
    BDG_TRY(quoted_by(w, credential, bdg_json_get_str(credential, "id")));
    BDG_TRY(quoted_by(w, achievement, bdg_json_get_str(achievement, "id")));
    return quoted_by(w, issuer, bdg_v_id_of(issuer));
}
