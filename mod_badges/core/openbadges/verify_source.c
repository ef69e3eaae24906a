/* Documents by address: those of this server from itself, others over HTTP. Each is asked once in a verification, so that documents that point at
 * each other end. */
#include "base/log.h"
#include "base/language.h"
#include "core/openbadges/verify_priv.h"

#define ACCEPT "application/ld+json, application/json;q=0.9, application/vc+ld+json;q=0.8, application/vc;q=0.8, application/did+json;q=0.8, application/jwk+json;q=0.8, " \
               "application/vc+jwt;q=0.7, text/plain;q=0.5, image/png;q=0.4, image/svg+xml;q=0.4, */*;q=0.1"

int bdg_v_is_own(const bdg_v_t *w, const char *url)
{
    if (w->env->site && url && !strncmp(url, "did:web:", 8))
        url = bdg_did_web_url(url, w->pool);
    if (!w->env->site || !url)
        return 0;
    size_t n = strlen(w->env->site->base);
    return !strncmp(url, w->env->site->base, n) && (!url[n] || strchr("/?#", url[n]));
}

static void no_good(bdg_v_doc_t *d, int unsure, const char *problem)
{
    d->problem = problem;
    d->unsure = unsure;
}

static bdg_err_t *from_here(bdg_v_doc_t *d, bdg_v_t *w)
{
    bdg_own_document_t own = { 0, "", 0 };
    if (!w->env->own) {
        no_good(d, 1, _("This server's own documents cannot be read just now."));
        return NULL;
    }
    BDG_TRY(w->env->own(&own, w->env->own_baton, d->url, ACCEPT, w->pool));
    if (own.status == 503)
        return bdg_err(BDG_E_UNAVAILABLE, "The server is busy. Please try again in a moment.");
    d->status = own.status;
    d->body = own.body;
    d->len = own.len;
    return NULL;
}

static bdg_err_t *open_fetch(bdg_v_t *w)
{
    bdg_guard_t *guard;
    const bdg_site_t *site = w->env->site;
    if (w->fetch)
        return NULL;
    BDG_TRY(bdg_guard_make(&guard, site ? site->verify_allow : NULL, w->pool));
    w->rules = apr_pcalloc(w->pool, sizeof *w->rules);
    w->rules->guard = guard;
    w->rules->ca_file = site ? site->verify_ca : NULL;
    w->rules->agent = site ? apr_pstrcat(w->pool, "mod_badges/" BDG_VERSION " (verifier; ", site->base, ")", NULL) : "mod_badges/" BDG_VERSION " (verifier)";
    return bdg_fetch_open(&w->fetch, w->rules, w->pool);
}

static bdg_err_t *from_elsewhere(bdg_v_doc_t *d, bdg_v_t *w)
{
    bdg_fetched_t *answer;
    if (w->env->site && !w->env->site->verify_fetch_on) {
        no_good(d, 1, _("This server does not fetch documents of other servers."));
        return NULL;
    }
    BDG_TRY(open_fetch(w));
    bdg_err_t *e = bdg_fetch_get(&answer, w->fetch, d->url, ACCEPT, w->pool);
    if (e && (e->code == BDG_E_INVALID || e->code == BDG_E_TOO_LARGE)) {
        bdg_log_err(BDG_LOG_DEBUG, "BDG0040", e, d->url);
        no_good(d, 1, apr_pstrdup(w->pool, e->message));
        bdg_err_clear(e);
        return NULL;
    }
    BDG_TRY(e);
    d->final_url = answer->url;
    d->status = answer->status;
    d->body = answer->body;
    d->len = answer->len;
    return NULL;
}

/* What the status means, and the JSON. A 410 may have a body that says why. */
static void look(bdg_v_doc_t *d, bdg_v_t *w)
{
    const char *b = d->body;
    size_t n = d->len;
    while (n && strchr(" \t\r\n", *b)) {
        b++;
        n--;
    }
    bdg_err_t *e = n && (*b == '{' || *b == '[') ? bdg_json_parse(&d->json, b, n, d->own ? BDG_OWN_JSON_MAX : BDG_VERIFY_JSON_MAX, w->pool) : NULL;
    if (e)
        d->json = NULL;
    if (d->status == 404)
        no_good(d, 0, _("There is nothing at this address."));
    else if (d->status == 410)
        no_good(d, 0, _("It was withdrawn from this address."));
    else if (d->status != 200)
        no_good(d, 1, bdg_say(w->pool, "Its server answered with status %d.", d->status));
    else if (e)
        no_good(d, 0, apr_pstrcat(w->pool, "It cannot be read: ", e->message, NULL));
    else if (!d->json)
        no_good(d, 0, _("It is not a JSON document."));
    bdg_err_clear(e);
}

bdg_err_t *bdg_v_get(bdg_v_doc_t **out, bdg_v_t *w, const char *url)
{
    const char *hash = strchr(url, '#'), *bare = hash ? apr_pstrmemdup(w->pool, url, (apr_size_t)(hash - url)) : apr_pstrdup(w->pool, url);
    bdg_v_doc_t *d = apr_hash_get(w->documents, bare, APR_HASH_KEY_STRING);
    *out = d;
    if (d)
        return NULL;
    *out = d = apr_pcalloc(w->pool, sizeof *d);
    apr_hash_set(w->documents, bare, APR_HASH_KEY_STRING, d);
    d->url = bare;
    d->body = "";
    d->own = bdg_v_is_own(w, bare);
    BDG_TRY(d->own ? from_here(d, w) : from_elsewhere(d, w));
    if (!d->problem)
        look(d, w);
    return NULL;
}

bdg_err_t *bdg_v_key_document(bdg_key_document_t *out, const char *url, void *baton)
{
    bdg_v_t *w = baton;
    bdg_v_doc_t *d;
    BDG_TRY(bdg_v_get(&d, w, url));
    if (d->status == 200 && (d->json || d->len < 65536)) {
        out->json = d->json;
        out->text = d->json ? NULL : d->body;
        out->final_url = d->final_url;
        return NULL;
    }
    out->problem = apr_pstrcat(w->pool, "The key could not be had. ", d->problem, NULL);
    out->unsure = d->unsure;
    return NULL;
}
