/* Open Badges 2.0 and 1.1, hosted. What counts is the document at the credential's own address, and that this address is the issuer's
 * (2.0: "Verification", HostedBadge; Profile.verification). */
#include "base/str.h"
#include "base/language.h"
#include "core/openbadges/verify_ob2.h"

const bdg_v_names_t bdg_v_names_20 = { 20, N_("Open Badges 2.0"), "verification", V_ASSERTION_20, V_BADGE_20, V_ISSUER_20 };
const bdg_v_names_t bdg_v_names_11 = { 11, N_("Open Badges 1.1"), "verify", V_ASSERTION_11, V_BADGE_11, V_ISSUER_11 };

const bdg_v_names_t *bdg_v_ob2_names(const json_t *doc)
{
    const json_t *context = json_object_get(doc, "@context");
    if (bdg_v_has(context, "https://w3id.org/openbadges/v2"))
        return &bdg_v_names_20;
    if (bdg_v_has(context, "https://w3id.org/openbadges/v1") || bdg_v_has(context, "https://openbadgespec.org/v1/context.json"))
        return &bdg_v_names_11;
    return NULL;
}

/* ---------------------------------------------------------------- badge and issuer */

/* A document that another one refers to, by address or written out. Written out with an http(s) id it is asked for there all the same, unless what
 * holds it is signed. *doc NULL: it could not be had; *why and *unsure say so. */
bdg_err_t *bdg_v_ob2_part(const json_t **doc, const char **why, int *unsure, bdg_v_t *w, const json_t *value, int trusted)
{
    const char *id = bdg_v_id_of(value);
    bdg_v_doc_t *d;
    *doc = NULL;
    *why = NULL;
    *unsure = 0;
    if (json_is_object(value) && (trusted || !id || bdg_url_problem(id))) {
        *doc = value;
        return NULL;
    }
    if (!id || bdg_url_problem(id)) {
        *why = _("It has no address that could be asked.");
        return NULL;
    }
    BDG_TRY(bdg_v_get(&d, w, id));
    if (d->problem) {
        *why = d->problem;
        *unsure = d->unsure;
        return NULL;
    }
    const char *said = bdg_json_get_str(d->json, "id");
    if (said && strcmp(said, id)) {
        *why = bdg_say(w->pool, "The document there says that it is %s.", bdg_v_words(w, said));
        return NULL;
    }
    *doc = d->json;
    return NULL;
}

static void missing(bdg_v_t *w, const char *text_failed, const char *text_unsure, const char *why, int unsure)
{
    if (unsure)
        UNCHECKED(w, V_ISSUER, text_unsure, why);
    else
        FAILED(w, V_ISSUER, text_failed, why);
}

bdg_err_t *bdg_v_ob2_chain(bdg_v_ob2_t *o, bdg_v_t *w)
{
    const char *why;
    int unsure;
    BDG_TRY(bdg_v_ob2_part(&o->badge, &why, &unsure, w, json_object_get(o->assertion, "badge"), o->is_signed));
    if (!o->badge) {
        missing(w, _("The badge that was awarded is not where it should be"), _("The badge that was awarded could not be looked at"), why, unsure);
        return NULL;
    }
    bdg_v_schema(w, o->names->badge, o->badge, "badge");
    BDG_TRY(bdg_v_ob2_part(&o->issuer, &why, &unsure, w, json_object_get(o->badge, "issuer"), 0));
    o->issuer_id = bdg_v_id_of(json_object_get(o->badge, "issuer"));
    if (!o->issuer) {
        missing(w, _("The issuer's profile is not where it should be"), _("The issuer's profile could not be looked at"), why, unsure);
        return NULL;
    }
    if (o->issuer == json_object_get(o->badge, "issuer")) {   /* written out, without an address: nobody vouches for it */
        FAILED(w, V_ISSUER, _("The issuer's profile has no address of its own"), NULL);
        return NULL;
    }
    bdg_v_schema(w, o->names->issuer, o->issuer, "issuer");
    return NULL;
}

/* ---------------------------------------------------------------- the issuer's address */

static const char *authority(const char *origin) { return origin ? strstr(origin, "://") + 3 : NULL; }

/* allowedOrigins are host names (with a port, as some write them); the issuer's own host and port when there are none. */
static int origin_fits(const bdg_v_ob2_t *o, const bdg_v_t *w, const char *id)
{
    const json_t *policy = json_object_get(o->issuer, "verification"), *allowed = json_object_get(policy, "allowedOrigins"), *one;
    const char *a = authority(bdg_origin_of(id, w->pool)), *i = authority(bdg_origin_of(o->issuer_id, w->pool));
    if (!a || !i)
        return 0;
    if (!allowed)
        return !strcmp(a, i);
    const char *host = apr_pstrmemdup(w->pool, a, *a == '[' ? strcspn(a, "]") + 1 : strcspn(a, ":"));
    for (size_t n = 0; (one = bdg_v_nth(allowed, n)); n++)
        if (json_is_string(one) && (!strcasecmp(json_string_value(one), a) || !strcasecmp(json_string_value(one), host)))
            return 1;
    return 0;
}

static int start_fits(const bdg_v_ob2_t *o, const char *id)
{
    const json_t *starts = json_object_get(json_object_get(o->issuer, "verification"), "startsWith"), *one;
    if (!starts)
        return 1;
    for (size_t n = 0; (one = bdg_v_nth(starts, n)); n++)
        if (json_is_string(one) && *json_string_value(one) && !strncmp(id, json_string_value(one), strlen(json_string_value(one))))
            return 1;
    return 0;
}

/* Where a document was in the end, when its address sent on to another host; NULL when it did not. It was asked before. */
static bdg_err_t *sent_on(const char **to, bdg_v_t *w, const char *url)
{
    bdg_v_doc_t *d;
    *to = NULL;
    BDG_TRY(bdg_v_get(&d, w, url));
    const char *a = authority(bdg_origin_of(url, w->pool)), *b = d->final_url ? authority(bdg_origin_of(d->final_url, w->pool)) : NULL;
    if (a && b && strcmp(a, b))
        *to = b;
    return NULL;
}

/* An address of the issuer's that sends on to anyone must not lend its name: where the award was in the end has to be the issuer's as well, or where
 * the issuer's own profile was in the end (as with w3id.org). */
static bdg_err_t *origin(bdg_v_ob2_t *o, bdg_v_t *w)
{
    const char *host = authority(bdg_origin_of(o->issuer_id, w->pool)), *award, *profile;
    BDG_TRY(sent_on(&award, w, o->url));
    BDG_TRY(sent_on(&profile, w, o->issuer_id));
    int strayed = award && (!profile || strcmp(award, profile)) && !origin_fits(o, w, apr_pstrcat(w->pool, "http://", award, "/", NULL));
    if (!origin_fits(o, w, o->url) || !start_fits(o, o->url))
        FAILED(w, V_ISSUER, _("Its address is not one of the issuer's"), bdg_say(w->pool, "The issuer's is %s", bdg_v_words(w, o->issuer_id)));
    else if (strayed)
        FAILED(w, V_ISSUER, _("Its address sends on to one that is not the issuer's"), bdg_v_words(w, award));
    else if (bdg_v_is_own(w, o->url))
        PASSED(w, V_ISSUER, _("Issued here, on the issuer's own address"), host);
    else
        PASSED(w, V_ISSUER, _("Issued on the issuer's own address"), profile ? apr_pstrcat(w->pool, host, ", which sends on to ", bdg_v_words(w, profile), NULL) : host);
    return NULL;
}

/* ---------------------------------------------------------------- what it says */

void bdg_v_ob2_describe(const bdg_v_ob2_t *o, bdg_v_t *w, int revoked)
{
    if (bdg_v_is_own(w, o->issuer_id))   /* a signed one is named by a UUID, but its picture's address is the award's */
        w->own_award = o->url ? o->url : bdg_v_id_of(json_object_get(o->assertion, "image"));
    bdg_v_say(w, "id", o->url ? o->url : bdg_json_get_str(o->assertion, "id"));
    bdg_v_say(w, "name", bdg_v_text_of(json_object_get(o->badge, "name")));
    bdg_v_say(w, "description", bdg_v_text_of(json_object_get(o->badge, "description")));
    bdg_v_say(w, "issuer", bdg_v_text_of(json_object_get(o->issuer, "name")));
    bdg_v_say_url(w, "issuer_url", bdg_v_is_own(w, o->issuer_id) ? o->issuer_id : bdg_json_get_str(o->issuer, "url"));
    if (revoked)
        return;
    bdg_v_times(w, json_object_get(o->assertion, "issuedOn"), json_object_get(o->assertion, "expires"));
}

void bdg_v_ob2_recipient(const bdg_v_ob2_t *o, bdg_v_t *w)
{
    const json_t *r = json_object_get(o->assertion, "recipient");
    const char *identity = bdg_json_get_str(r, "identity");
    if (!w->email)
        return;
    int email = bdg_v_has(json_object_get(r, "type"), "email") || bdg_v_has(json_object_get(r, "type"), "schema:email");
    bdg_v_recipient(w, identity && email ? bdg_v_identity_fits(w, identity, !json_is_false(json_object_get(r, "hashed")), bdg_json_get_str(r, "salt")) : -1);
}

/* ---------------------------------------------------------------- hosted */

/* Members that may differ between what was given and what is published: how it is written, and pictures, which do not say who got what. */
static int may_differ(const char *key) { return !strcmp(key, "@context") || !strcmp(key, "image") || !strcmp(key, "type"); }

static int same(const json_t *given, const json_t *published, const char *key)
{
    const char *a = bdg_v_id_of(given), *b = bdg_v_id_of(published);
    if (!strcmp(key, "badge"))   /* written out here, an address there */
        return a && b && !strcmp(a, b);
    return json_equal(given, published);
}

/* The first member that was changed, taken out or put in; NULL when there is none. */
static const char *changed(const json_t *given, const json_t *published)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)given, key, value)
        if (!may_differ(key) && !same(value, json_object_get(published, key), key))
            return key;
    json_object_foreach((json_t *)published, key, value)
        if (!may_differ(key) && !json_object_get(given, key))
            return key;
    return NULL;
}

static void compare(bdg_v_t *w, const json_t *given, const bdg_v_doc_t *d)
{
    const char *said = bdg_json_get_str(d->json, "id"), *key = given && given != d->json ? changed(given, d->json) : NULL;
    if (said && strcmp(said, d->url))
        FAILED(w, V_PROOF, _("The document at its address says that it is another one"), bdg_v_words(w, said));
    else if (key)
        FAILED(w, V_PROOF, _("It is not as its issuer publishes it: something in it was changed"), bdg_say(w->pool, "The difference is in: %s", bdg_v_words(w, key)));
    else
        PASSED(w, V_PROOF, given && given != d->json ? _("It is whole: nothing was changed") : _("It is published at its own address"), NULL);
}

static void revoked(bdg_v_t *w, const json_t *doc)
{
    FAILED(w, V_STATUS, _("Revoked"), bdg_v_words(w, bdg_json_get_str(doc, "revocationReason")));
}

/* The award is at its address, with status 200. */
static bdg_err_t *published(bdg_v_ob2_t *o, bdg_v_t *w, const json_t *given, const bdg_v_doc_t *d)
{
    o->assertion = d->json;
    if (json_is_true(json_object_get(d->json, "revoked"))) {
        revoked(w, d->json);
        return NULL;
    }
    compare(w, given, d);
    bdg_v_schema(w, o->names->assertion, d->json, "");
    BDG_TRY(bdg_v_ob2_chain(o, w));
    if (o->issuer && w->checks[V_ISSUER].result == V_NOT_MADE)
        BDG_TRY(origin(o, w));
    PASSED(w, V_STATUS, _("Not revoked"), NULL);
    bdg_v_ob2_describe(o, w, 0);
    bdg_v_ob2_recipient(o, w);
    return NULL;
}

/* Badge and issuer are looked up for their names only: of what was withdrawn nothing else is checked. */
static bdg_err_t *withdrawn(bdg_v_ob2_t *o, bdg_v_t *w, const json_t *given, const bdg_v_doc_t *d)
{
    revoked(w, d->json);
    bdg_v_say(w, "id", d->url);
    if (!d->own || given == d->json)
        return NULL;
    o->assertion = given;
    BDG_TRY(bdg_v_ob2_chain(o, w));
    w->checks[V_SCHEMA].result = w->checks[V_ISSUER].result = V_NOT_MADE;
    bdg_v_ob2_describe(o, w, 1);
    return NULL;
}

bdg_err_t *bdg_v_ob2(bdg_v_t *w, const bdg_v_names_t *names, const json_t *given, const char *from_url)
{
    bdg_v_ob2_t o = { .names = names };
    const json_t *v = json_object_get(given, o.names->verification);
    const json_t *type = json_object_get(v, "type");
    bdg_v_doc_t *d;
    if (bdg_v_has(type, "SignedBadge") || bdg_v_has(type, "signed")) {
        FAILED(w, V_PROOF, _("It says that it is signed, but its signature is missing"), NULL);
        return NULL;
    }
    const char *format = apr_pstrcat(w->pool, o.names->label, ", hosted", w->container, NULL);
    PASSED(w, V_FORMAT, format, NULL);
    bdg_json_str(w->verdict, "format", format);
    o.url = o.names->version == 11 && bdg_json_get_str(v, "url") ? bdg_json_get_str(v, "url") : bdg_json_get_str(given, "id");
    if (!o.url && from_url)
        o.url = from_url;
    if (!o.url || bdg_url_problem(o.url)) {
        FAILED(w, V_PROOF, _("It does not say where its issuer publishes it"), NULL);
        return NULL;
    }
    BDG_TRY(bdg_v_get(&d, w, o.url));
    if (d->status == 410)
        return withdrawn(&o, w, given, d);
    if (d->problem) {
        if (d->unsure)
            UNCHECKED(w, V_PROOF, _("Its own address could not be asked"), d->problem);
        else
            FAILED(w, V_PROOF, _("It is not published at its own address"), d->problem);
        return NULL;
    }
    return published(&o, w, given, d);
}

bdg_err_t *bdg_v_ob2_gone(bdg_v_t *w, const bdg_v_doc_t *d)
{
    PASSED(w, V_FORMAT, _("A credential that was withdrawn"), NULL);
    if (d->own) {
        PASSED(w, V_ISSUER, _("Issued here, on the issuer's own address"), w->env->site->host);
        w->own_award = d->url;
    }
    bdg_v_say(w, "id", d->url);
    revoked(w, d->json);
    return NULL;
}
