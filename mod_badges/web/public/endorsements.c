/* /endorsements/{id}: one issuer's word for something, as a page, as a document of Open Badges 2.0, and signed, of 3.0. */
#include "core/openbadges/ob2.h"
#include "core/openbadges/ob3.h"
#include "io/markdown.h"
#include "web/handlers.h"
#include "web/public/credential.h"
#include "web/public/document.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

static bdg_err_t *nothing(void) { return bdg_err(BDG_E_NOT_FOUND, "There is no endorsement at this address. Please check it, letter by letter."); }

/* What was only asked for, and what others made, has no address here. */
static bdg_err_t *find(bdg_endorsement_t **e, bdg_req_t *req)
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *err = bdg_endorsement_by_public_id(e, db, req->params[0], req->pool);
    if (err && err->code == BDG_E_NOT_FOUND) {
        bdg_err_clear(err);
        return nothing();
    }
    BDG_TRY(err);
    return (*e)->issuer_version_id && (*e)->made_at ? NULL : nothing();
}

static int revoked(const bdg_endorsement_t *e) { return !strcmp(e->state, "revoked"); }

static bdg_err_t *document(bdg_req_t *req, bdg_res_t *res, const bdg_endorsement_t *e, bdg_want_e want)
{
    res->etag = apr_psprintf(req->pool, "\"%c%d.%s\"", want, e->revision, e->public_id);
    if (revoked(e))
        res->status = 410;
    return bdg_document_json(req, res, revoked(e) ? bdg_ob2_endorsement_revoked(req->site, e, req->pool) : bdg_ob2_endorsement(req->site, e, req->pool), want);
}

bdg_err_t *bdg_get_endorsement_json(bdg_req_t *req, bdg_res_t *res)
{
    bdg_endorsement_t *e;
    bdg_want_e want = bdg_document_want(req);
    BDG_TRY(find(&e, req));
    return document(req, res, e, want == BDG_WANT_JSON ? want : BDG_WANT_LD_JSON);
}

/* As a credential of Open Badges 3.0, signed by who endorses. */
static bdg_err_t *credential(bdg_req_t *req, bdg_res_t *res, bdg_want_e as)
{
    bdg_endorsement_t *e;
    const bdg_signer_t *s;
    bdg_db_t *db;
    BDG_TRY(find(&e, req));
    if (revoked(e))
        return document(req, res, e, BDG_WANT_LD_JSON);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_signer_get(&s, db, req->site, e->issuer_id, BDG_KEY_ED25519, req->pool));
    bdg_req_db_release(req);
    bdg_ob3_signer_t with = { s->pair, s->address, s->since };
    res->etag = apr_psprintf(req->pool, "\"%c%d.%s.%s\"", as, e->revision, e->public_id, s->public_id);
    res->content_type = bdg_document_type(as);
    return bdg_ob3_endorsement(res->body, req->site, e, &with, req->pool);
}

bdg_err_t *bdg_get_endorsement_vc(bdg_req_t *req, bdg_res_t *res)
{
    bdg_want_e want = bdg_negotiate(bdg_req_header(req, "Accept"));
    return credential(req, res, want == BDG_WANT_VC || want == BDG_WANT_JSON || want == BDG_WANT_LD_JSON ? want : BDG_WANT_VC_LD);
}

static bdg_err_t *model(json_t *m, bdg_req_t *req, const bdg_endorsement_t *e)
{
    static const char *const kinds[] = { "badge", "issuer", "credential" };      /* by bdg_endorsed_e */
    apr_pool_t *p = req->pool;
    const char *html, *url = bdg_site_url(req->site, p, "/endorsements/%s", e->public_id);
    json_t *o = json_object();
    bdg_json_set(m, "endorsement", o);
    BDG_TRY(bdg_markdown_html(&html, e->comment, p));
    bdg_json_str(o, "url", url);
    bdg_json_str(o, "json_url", apr_pstrcat(p, url, ".json", NULL));
    bdg_words_set(o, "vc_url", req->site->secret ? apr_pstrcat(p, url, ".vc.json", NULL) : NULL);
    bdg_json_str(o, "who", e->issuer_name);
    bdg_json_str(o, "who_page", bdg_site_url(req->site, p, "/issuers/%s", e->issuer_public_id));
    bdg_json_str(o, "of", e->subject_name);
    bdg_words_set(o, "recipient", e->recipient_name);
    bdg_json_str(o, "of_page", e->kind == BDG_ENDORSED_BADGE_CLASS ? bdg_site_url(req->site, p, "/badges/%s", e->subject_public_id) : bdg_ob2_endorsed(req->site, e, p));
    bdg_json_str(o, "kind", kinds[e->kind]);
    bdg_json_str(o, "version", e->kind == BDG_ENDORSED_ASSERTION ? "" : apr_itoa(p, e->subject_version));
    bdg_words_set(o, "comment_html", html);
    bdg_words_set(o, "language", e->language);
    bdg_json_str(o, "on_words", bdg_date_words(bdg_date_of(e->made_at), p));
    bdg_json_str(o, "on_iso", bdg_date_iso(bdg_date_of(e->made_at), p));
    bdg_json_bool(o, "revoked", revoked(e));
    bdg_json_str(o, "ended_words", revoked(e) ? bdg_date_words(bdg_date_of(e->ended_at), p) : "");
    bdg_words_set(o, "reason", revoked(e) ? e->reason : NULL);
    return NULL;
}

bdg_err_t *bdg_get_endorsement(bdg_req_t *req, bdg_res_t *res)
{
    bdg_endorsement_t *e;
    bdg_want_e want = bdg_negotiate(bdg_req_header(req, "Accept"));
    if ((want == BDG_WANT_VC_LD || want == BDG_WANT_VC) && bdg_credential_offered(req->site))
        return credential(req, res, want);
    want = bdg_document_want(req);
    BDG_TRY(find(&e, req));
    if (want != BDG_WANT_HTML)
        return document(req, res, e, want);
    json_t *m = bdg_json_object(req->pool);
    BDG_TRY(model(m, req, e));
    if (revoked(e))
        res->status = 410;
    else
        res->etag = apr_psprintf(req->pool, "\"h%d.%s.%s\"", e->revision, e->public_id, req->site->static_hash);
    return bdg_res_page(res, "public/endorsement", json_incref(m));
}
