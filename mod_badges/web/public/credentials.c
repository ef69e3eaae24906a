/* Open Badges 3.0: /assertions/{id} as a credential, with its proof inside (.vc.json) or as a token (.jwt), and in its picture; the lists that say
 * what was revoked: /issuers/{id}/status/{n}, /issuers/{id}/revoked/{n}. */
#include "core/openbadges/ob2.h"
#include "core/openbadges/ob3_status.h"
#include "core/signing_key.h"
#include "io/png.h"
#include "io/svg.h"
#include "store/public_change.h"
#include "web/handlers.h"
#include "web/public/award.h"
#include "web/public/credential.h"
#include "web/public/document.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define PIECE 1024              /* awards looked through for a piece of a revocation list */

typedef struct signer_t { const bdg_signer_t *found; bdg_ob3_signer_t s; } signer_t;

int bdg_credential_offered(const bdg_site_t *site) { return site->secret_file != NULL; }

static int is_token(bdg_want_e want) { return want == BDG_WANT_VC_JWT || want == BDG_WANT_JWT || want == BDG_WANT_PLAIN; }

int bdg_credential_wanted(bdg_want_e want) { return want == BDG_WANT_VC_LD || want == BDG_WANT_VC || is_token(want); }

static bdg_key_kind_e kind_of(const bdg_site_t *site, int token)
{
    return !token ? BDG_KEY_ED25519 : !strcmp(site->jwt_algorithm, "ES256") ? BDG_KEY_P256 : BDG_KEY_RSA;
}

static bdg_err_t *find_signer(signer_t *out, bdg_req_t *req, int64_t issuer_id, int token)
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_signer_get(&out->found, db, req->site, issuer_id, kind_of(req->site, token), req->pool));
    out->s = (bdg_ob3_signer_t){ out->found->pair, out->found->address, out->found->since };
    return NULL;
}

/* A P-256 signature is another one each time. */
static const char *weak(const bdg_req_t *req, int token) { return kind_of(req->site, token) == BDG_KEY_P256 ? "W/" : ""; }

/* ---------------------------------------------------------------- credentials */

static bdg_err_t *find(bdg_shown_award_t *x, bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    bdg_res_cacheable(req, res, req->params[0]);
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_assertion_credential(&x->a, db, req->params[0], req->pool);
    if (e && e->code == BDG_E_NOT_FOUND)
        return bdg_err_wrap(e, BDG_E_NOT_FOUND, "There is no credential at this address. Please check it, letter by letter.");
    BDG_TRY(e);
    return bdg_wording_get(&x->w, req, x->a->badge_class_version_id, x->a->issuer_version_id);
}

/* All that needs the database. */
static bdg_err_t *prepare(bdg_prepared_t *p, bdg_req_t *req, int token)
{
    const bdg_assertion_t *a = p->award.a;
    const char *of_wording;
    signer_t s;
    bdg_db_t *db;
    BDG_TRY(bdg_wording_ob3(&p->wording, &of_wording, req, p->award.w));
    p->of_award = (bdg_standing_t){ .tag = "" };
    if (bdg_standing_any(a)) {
        BDG_TRY(bdg_req_db(req, &db));
        BDG_TRY(bdg_standing_load(&p->of_award, db, req->site, BDG_ENDORSED_ASSERTION, a->id, a->badge_class_version_id, req->pool));
    }
    p->tag = !*of_wording && !*p->of_award.tag ? "" : apr_pstrcat(req->pool, ".", of_wording, ".", p->of_award.tag, NULL);
    BDG_TRY(find_signer(&s, req, p->award.w->issuer->id, token));
    p->signer = s.found;
    p->with = s.s;
    return NULL;
}

static bdg_err_t *write_credential(bdg_buf_t *out, const bdg_req_t *req, const bdg_prepared_t *p, int token, apr_pool_t *pool)
{
    const bdg_ob3_wording_t *w = p->wording;
    bdg_ob3_endorsements_t endorsements;
    if (p->of_award.rows) {
        BDG_TRY(bdg_standing_sign(&endorsements, &p->of_award, req->site, pool));
        w = bdg_ob3_wording_for(w, &endorsements, pool);
    }
    return token ? bdg_ob3_jwt(out, req->site, p->award.a, w, &p->with, pool) : bdg_ob3_embedded(out, req->site, p->award.a, w, &p->with, pool);
}

bdg_err_t *bdg_credential_answer(bdg_req_t *req, bdg_res_t *res, bdg_want_e as)
{
    bdg_prepared_t p;
    int token = is_token(as);
    BDG_TRY(find(&p.award, req, res));
    if (p.award.a->state == BDG_ASSERTION_REVOKED)
        return bdg_shown_award_gone(req, res, &p.award);
    BDG_TRY(prepare(&p, req, token));
    bdg_req_db_release(req);
    res->etag = apr_psprintf(req->pool, "%s\"%c%d.%s.%s%s\"", weak(req, token), as, p.award.a->revision, p.award.a->public_id, p.signer->public_id, p.tag);
    res->content_type = bdg_document_type(as);
    return write_credential(res->body, req, &p, token, req->pool);
}

bdg_err_t *bdg_credential_prepare(bdg_prepared_t *out, bdg_req_t *req, bdg_assertion_t *a)
{
    out->award.a = a;
    BDG_TRY(bdg_wording_get(&out->award.w, req, a->badge_class_version_id, a->issuer_version_id));
    return prepare(out, req, 0);
}

bdg_err_t *bdg_credential_write(bdg_buf_t *out, const bdg_req_t *req, const bdg_prepared_t *p, apr_pool_t *scratch)
{
    return write_credential(out, req, p, 0, scratch);
}

bdg_err_t *bdg_get_assertion_vc(bdg_req_t *req, bdg_res_t *res)
{
    bdg_want_e want = bdg_negotiate(bdg_req_header(req, "Accept"));
    return bdg_credential_answer(req, res, want == BDG_WANT_VC || want == BDG_WANT_JSON || want == BDG_WANT_LD_JSON ? want : BDG_WANT_VC_LD);
}

bdg_err_t *bdg_get_assertion_jwt(bdg_req_t *req, bdg_res_t *res)
{
    bdg_want_e want = bdg_negotiate(bdg_req_header(req, "Accept"));
    return bdg_credential_answer(req, res, is_token(want) ? want : BDG_WANT_PLAIN);
}

static bdg_err_t *baked(bdg_req_t *req, bdg_res_t *res, int svg, int token)
{
    bdg_prepared_t p;
    BDG_TRY(find(&p.award, req, res));
    const bdg_assertion_t *a = p.award.a;
    if (a->state == BDG_ASSERTION_REVOKED)
        return bdg_shown_award_gone(req, res, &p.award);
    BDG_TRY(prepare(&p, req, token));
    bdg_buf_t *doc = bdg_buf_make(2 * BDG_OB3_MAX, req->pool);
    BDG_TRY(write_credential(doc, req, &p, token, req->pool));
    bdg_baking_t what = { .etag = apr_psprintf(req->pool, "%s%d.%s.%s%s", token ? "t" : "v", a->revision, a->public_id, p.signer->public_id, p.tag),
                          .keyword = BDG_PNG_OB3, .svg_form = BDG_SVG_OB3, .text = doc->data, .len = doc->len,
                          .verify = token ? doc->data : NULL, .json = token ? NULL : doc->data };
    BDG_TRY(bdg_shown_award_bake(req, res, &p.award, svg, &what));
    res->etag = apr_pstrcat(req->pool, weak(req, token), res->etag, NULL);
    return NULL;
}

bdg_err_t *bdg_get_assertion_vc_png(bdg_req_t *req, bdg_res_t *res) { return baked(req, res, 0, 0); }
bdg_err_t *bdg_get_assertion_vc_svg(bdg_req_t *req, bdg_res_t *res) { return baked(req, res, 1, 0); }
bdg_err_t *bdg_get_assertion_jwt_png(bdg_req_t *req, bdg_res_t *res) { return baked(req, res, 0, 1); }
bdg_err_t *bdg_get_assertion_jwt_svg(bdg_req_t *req, bdg_res_t *res) { return baked(req, res, 1, 1); }

/* ---------------------------------------------------------------- status */

typedef struct list_t { bdg_issuer_t *issuer; int64_t n; } list_t;

/* A list exists as far as there are awards: nobody can ask for endless ones. */
static bdg_err_t *find_list(list_t *l, bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    int64_t last;
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_issuer_by_public_id(&l->issuer, db, req->params[0], req->pool);
    if (e && e->code == BDG_E_NOT_FOUND)
        return bdg_err_wrap(e, BDG_E_NOT_FOUND, "There is no issuer at this address.");
    BDG_TRY(e);
    BDG_TRY(bdg_assertion_last_id(&last, db));
    l->n = strlen(req->params[1]) < 16 ? apr_atoi64(req->params[1]) : INT64_MAX;
    if (l->n > last / BDG_STATUS_BITS || (req->params[1][0] == '0' && req->params[1][1]))
        return bdg_err(BDG_E_NOT_FOUND, "There is no such list yet.");
    return bdg_res_header(res, "Cache-Control", "no-cache");      /* elsewhere: what was revoked a moment ago must not look valid */
}

bdg_err_t *bdg_get_status_list(bdg_req_t *req, bdg_res_t *res)
{
    list_t l;
    signer_t s;
    bdg_db_t *db;
    apr_array_header_t *revoked;
    bdg_want_e want = bdg_negotiate(bdg_req_header(req, "Accept"));
    int token = is_token(want);
    bdg_res_cacheable(req, res, BDG_PUBLIC_REVOCATIONS);
    BDG_TRY(find_list(&l, req, res));
    BDG_TRY(find_signer(&s, req, l.issuer->id, token));
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_assertion_revoked_of(&revoked, db, l.issuer->id, l.n * BDG_STATUS_BITS, l.n * BDG_STATUS_BITS + BDG_STATUS_BITS - 1, 0, req->pool));
    bdg_req_db_release(req);
    apr_time_t made = l.issuer->created_at;
    for (int i = 0; i < revoked->nelts; i++)
        if (APR_ARRAY_IDX(revoked, i, bdg_listed_t).at > made)
            made = APR_ARRAY_IDX(revoked, i, bdg_listed_t).at;
    if (want == BDG_WANT_HTML)
        want = BDG_WANT_VC_LD;
    res->etag = apr_psprintf(req->pool, "%s\"%c%d.%" APR_INT64_T_FMT ".%s\"", weak(req, token), want, revoked->nelts, (int64_t)made, s.found->public_id);
    res->content_type = want == BDG_WANT_LD_JSON ? bdg_document_type(BDG_WANT_VC_LD) : bdg_document_type(want);
    return bdg_ob3_status_list(res->body, req->site, l.issuer, NULL, l.n, (const bdg_listed_t *)revoked->elts, revoked->nelts, made, &s.s, token, req->pool);
}

typedef struct stream_t { bdg_req_t *req; list_t l; int64_t at, end; int begun, any; } stream_t;

static bdg_err_t *produce(void *baton, bdg_buf_t *out, int *done)
{
    stream_t *t = baton;
    bdg_db_t *db;
    apr_array_header_t *rows;
    apr_pool_t *pool;
    if (!t->begun++)
        bdg_ob3_revocations_begin(out, t->req->site, t->l.issuer, NULL, t->l.n, t->req->pool);
    apr_pool_create(&pool, t->req->pool);
    while (t->at <= t->end && out->len < 65536) {
        int64_t to = t->at + PIECE - 1;
        BDG_TRY_ELSE(bdg_req_db(t->req, &db), apr_pool_destroy(pool));
        bdg_err_t *e = bdg_assertion_revoked_of(&rows, db, t->l.issuer->id, t->at, to < t->end ? to : t->end, 1, pool);
        bdg_req_db_release(t->req);
        BDG_TRY_ELSE(e, apr_pool_destroy(pool));
        for (int i = 0; i < rows->nelts; i++)
            bdg_ob3_revocations_entry(out, t->req->site, &APR_ARRAY_IDX(rows, i, bdg_listed_t), !t->any++);
        t->at = to + 1;
        apr_pool_clear(pool);
    }
    apr_pool_destroy(pool);
    if (t->at > t->end) {
        bdg_ob3_revocations_end(out);
        *done = 1;
    }
    return bdg_buf_check(out);
}

bdg_err_t *bdg_get_revocation_list(bdg_req_t *req, bdg_res_t *res)
{
    stream_t *t = apr_pcalloc(req->pool, sizeof *t);
    bdg_db_t *db;
    int64_t last;
    t->req = req;
    BDG_TRY(find_list(&t->l, req, res));
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_assertion_last_id(&last, db));
    bdg_req_db_release(req);
    t->at = t->l.n * BDG_STATUS_BITS;
    t->end = t->at + BDG_STATUS_BITS - 1 < last ? t->at + BDG_STATUS_BITS - 1 : last;
    res->content_type = bdg_document_type(BDG_WANT_JSON);
    res->produce = produce;
    res->produce_baton = t;
    return NULL;
}
