/* The way in, and the verdict. */
#include "core/openbadges/verify_ob2.h"
#include "base/language.h"
#include "base/str.h"

static const char *const check_names[V_CHECKS] = { "format", "schema", "proof", "controller", "issuer", "status", "expiry", "recipient" };
static const char *const result_names[] = { NULL, "passed", "failed", "unchecked" };

void bdg_v_note(bdg_v_t *w, bdg_v_check_e check, bdg_v_result_e result, const char *text, const char *detail)
{
    static const int weight[] = { [V_NOT_MADE] = 0, [V_PASSED] = 1, [V_UNCHECKED] = 2, [V_FAILED] = 3 };
    if (weight[result] < weight[w->checks[check].result])
        return;
    if (result == V_FAILED && w->checks[check].result == V_FAILED) {   /* one more reason */
        if (detail)
            w->checks[check].detail = w->checks[check].detail ? apr_pstrcat(w->pool, w->checks[check].detail, " ", detail, NULL) : detail;
        return;
    }
    w->checks[check].result = result;
    w->checks[check].text = text;
    w->checks[check].detail = detail;
}

bdg_v_t *bdg_v_apart(bdg_v_t *w)
{
    bdg_v_t *apart = apr_pmemdup(w->pool, w, sizeof *w);
    memset(apart->checks, 0, sizeof apart->checks);
    apart->verdict = bdg_json_object(w->pool);
    return apart;
}

void bdg_v_rejoin(bdg_v_t *w, const bdg_v_t *apart)
{
    w->fetch = apart->fetch;   /* opened by whichever was first */
    w->rules = apart->rules;
}

/* ---------------------------------------------------------------- what is it */

static bdg_err_t *no_credential(bdg_v_t *w, const char *why)
{
    FAILED(w, V_FORMAT, _("This is not a credential that can be read"), why);
    return NULL;
}

static int is_vc(const json_t *doc)
{
    const json_t *context = json_object_get(doc, "@context");
    return bdg_v_has(context, BDG_CONTEXT_VC_V2) || bdg_v_has(context, BDG_CONTEXT_VC_V1);
}

static bdg_err_t *of_json(bdg_v_t *w, const json_t *doc, const char *from_url)
{
    const bdg_v_names_t *names = bdg_v_ob2_names(doc);
    if (is_vc(doc))
        return bdg_v_has_type(doc, "VerifiablePresentation") ? no_credential(w, _("It presents credentials, and is none itself. Give the credential.")) : bdg_v_ob3(w, doc);
    if (!names)
        return no_credential(w, json_object_get(doc, "uid") && !json_object_get(doc, "@context") ? _("Open Badges 1.0 are too old to be verified here.") :
                                _("It does not say by @context that it is an Open Badge (1.1, 2.0 or 3.0)."));
    if (bdg_v_has_type(doc, "BadgeClass"))
        return no_credential(w, _("This is a badge, and not an award of it to somebody."));
    if (bdg_v_has_type(doc, "Issuer") || bdg_v_has_type(doc, "Profile"))
        return no_credential(w, _("This is an issuer's profile, and not an award of a badge."));
    if (bdg_v_has_type(doc, "Endorsement"))
        return no_credential(w, _("This is an endorsement as of Open Badges 2.0. Give its credential (Open Badges 3.0), if there is one."));
    return bdg_v_ob2(w, names, doc, from_url);
}

static bdg_err_t *of_jws(bdg_v_t *w, const char *text, size_t len)
{
    bdg_jws_t *jws;
    json_t *claims;
    bdg_err_t *e = bdg_jws_parse(&jws, text, len, w->pool);
    if (!e)
        e = bdg_jws_claims(&claims, jws, w->pool);
    if (e && (e->code == BDG_E_NOMEM || e->code == BDG_E_INTERNAL))
        return e;
    if (e) {
        FAILED(w, V_FORMAT, _("This is not a signed credential that can be read"), apr_pstrdup(w->pool, e->message));
        bdg_err_clear(e);
        return NULL;
    }
    if (is_vc(claims) || is_vc(json_object_get(claims, "vc")))
        return bdg_v_ob3_jwt(w, jws, claims);
    const bdg_v_names_t *names = bdg_v_ob2_names(claims);
    if (names)
        return bdg_v_ob2_signed(w, names, jws, claims);
    return no_credential(w, _("What was signed is not an Open Badge (1.1, 2.0 or 3.0)."));
}

static bdg_err_t *of_input(bdg_v_t *w, const bdg_v_input_t *in, const char *from_url);

/* inner: the address came out of a picture, not from the person; one more such step is not taken. */
static bdg_err_t *of_url(bdg_v_t *w, const char *url, int inner)
{
    bdg_v_doc_t *d;
    bdg_v_input_t in;
    if (bdg_url_problem(url))
        return no_credential(w, _("This is not the address of a credential."));
    BDG_TRY(bdg_v_get(&d, w, url));
    if (d->status == 410)
        return bdg_v_ob2_gone(w, d);
    if (d->status != 200) {
        if (d->unsure)
            UNCHECKED(w, V_FORMAT, _("The credential could not be fetched"), d->problem);
        else
            FAILED(w, V_FORMAT, d->own ? _("There is no such credential here") : _("There is no credential at this address"), d->problem);
        return NULL;
    }
    BDG_TRY(bdg_v_read(&in, w, d->body, d->len));
    if (in.kind == V_IN_JSON && d->json)
        in.json = d->json;   /* the very object that is compared later */
    if (in.kind == V_IN_URL)
        return inner ? no_credential(w, _("It leads from one address to the next.")) : of_url(w, in.text, 1);
    return of_input(w, &in, url);
}

static bdg_err_t *of_input(bdg_v_t *w, const bdg_v_input_t *in, const char *from_url)
{
    switch (in->kind) {
    case V_IN_URL: return of_url(w, in->text, *w->container != 0);
    case V_IN_JSON: return of_json(w, in->json, from_url);
    case V_IN_JWS: return of_jws(w, in->text, in->len);
    default: return no_credential(w, in->why);
    }
}

/* ---------------------------------------------------------------- the verdict */

static int failed(const bdg_v_t *w, bdg_v_check_e check) { return w->checks[check].result == V_FAILED; }

/* "valid" needs every check of the credential's family to be passed: badges of before 3.0 are bound to their issuer by its address, later ones by its
 * key. Whatever was not reached was not checked. */
static const char *outcome(const bdg_v_t *w, const char **text)
{
    static const bdg_v_check_e hard[] = { V_FORMAT, V_SCHEMA, V_PROOF, V_CONTROLLER, V_ISSUER, V_RECIPIENT }, must[] = { V_FORMAT, V_SCHEMA, V_PROOF, V_STATUS, V_EXPIRY };
    int others = 0, unchecked = 0;
    for (size_t i = 0; i < sizeof hard / sizeof *hard; i++)
        others += hard[i] != V_RECIPIENT && failed(w, hard[i]);
    int e = w->is_endorsement;
    if (failed(w, V_FORMAT))
        *text = _("This could not be read as a credential.");
    else if (others)
        *text = e ? _("This endorsement is not in order.") : _("This credential is not in order.");
    else
        *text = _("The credential was not awarded to this address.");
    if (others || failed(w, V_RECIPIENT))
        return "invalid";
    if (failed(w, V_STATUS)) {
        if (w->suspended)
            *text = e ? _("This endorsement is suspended. It is not valid at present.") : _("This credential is suspended. It is not valid at present.");
        else
            *text = e ? _("This endorsement was revoked. It is no longer valid.") : _("This credential was revoked. It is no longer valid.");
        return "revoked";
    }
    if (failed(w, V_EXPIRY)) {
        if (w->late == 2)
            *text = e ? _("This endorsement is not valid yet.") : _("This credential is not valid yet.");
        else
            *text = e ? _("This endorsement has expired.") : _("This credential has expired.");
        return "expired";
    }
    for (int i = 0; i < V_CHECKS; i++)
        unchecked |= w->checks[i].result == V_UNCHECKED;
    for (size_t i = 0; i < sizeof must / sizeof *must; i++)
        unchecked |= w->checks[must[i]].result != V_PASSED;
    unchecked |= w->checks[w->is_vc ? V_CONTROLLER : V_ISSUER].result != V_PASSED;
    if (unchecked)
        *text = e ? _("Not everything could be checked, so this endorsement is not known to be valid.") : _("Not everything could be checked, so this credential is not known to be valid.");
    else
        *text = e ? _("This endorsement is valid.") : _("This credential is valid.");
    return unchecked ? "unknown" : "valid";
}

/* It claims an issuer of ours, and nothing speaks against it: signature, key and address hold, as far as there are such. */
static int is_ours(const bdg_v_t *w)
{
    static const bdg_v_check_e bound[] = { V_FORMAT, V_PROOF, V_CONTROLLER, V_ISSUER };
    for (size_t i = 0; i < sizeof bound / sizeof *bound; i++)
        if (w->checks[bound[i]].result == V_FAILED || w->checks[bound[i]].result == V_UNCHECKED)
            return 0;
    return bdg_v_is_own(w, w->own_award);
}

static void conclude(bdg_v_t *w)
{
    const char *text, *o = outcome(w, &text);
    json_t *list = json_array();
    bdg_json_bool(w->verdict, "valid", !strcmp(o, "valid"));
    bdg_json_str(w->verdict, "outcome", o);
    bdg_json_str(w->verdict, "text", text);
    for (int i = 0; i < V_CHECKS; i++) {
        if (w->checks[i].result == V_NOT_MADE)
            continue;
        json_t *c = json_object();
        bdg_json_str(c, "check", check_names[i]);
        bdg_json_str(c, "result", result_names[w->checks[i].result]);
        bdg_json_str(c, "text", w->checks[i].text);
        bdg_json_str(c, "detail", w->checks[i].detail);
        bdg_json_add(list, c);
    }
    if (w->endorsements)
        json_array_extend(list, w->endorsements);
    bdg_json_set(w->verdict, "checks", list);
    if (is_ours(w)) {
        bdg_json_bool(w->verdict, "own", 1);
        bdg_json_str(w->verdict, "assertion", w->own_award);
    }
}

static bdg_err_t *run(bdg_v_t *w, const bdg_verify_input_t *in)
{
    bdg_v_input_t what;
    if (in->url && *in->url)
        return of_url(w, in->url, 0);
    BDG_TRY(bdg_v_read(&what, w, in->data, in->len));
    return of_input(w, &what, NULL);
}

bdg_err_t *bdg_verify(json_t **verdict, const bdg_verify_t *env, const bdg_verify_input_t *in, apr_pool_t *pool)
{
    if ((!in->url || !*in->url) && !in->len)
        return bdg_err(BDG_E_INVALID, "Give an address, a file or a document.");
    if (in->len > BDG_VERIFY_MAX)
        return bdg_err(BDG_E_TOO_LARGE, "This is larger than the 4 MB that are taken here.");
    bdg_v_t *w = apr_pcalloc(pool, sizeof *w);
    w->env = env;
    w->pool = pool;
    w->now = apr_time_now();
    w->container = "";
    w->documents = apr_hash_make(pool);
    w->verdict = *verdict = bdg_json_object(pool);
    if (in->email && !bdg_is_blank(in->email))
        w->email = bdg_text_clean(in->email, strlen(in->email), 0, pool);
    bdg_err_t *e = run(w, in);
    bdg_fetch_close(w->fetch);
    BDG_TRY(e);
    conclude(w);
    return NULL;
}
