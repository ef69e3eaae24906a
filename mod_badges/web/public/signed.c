/* Signed Open Badges 2.0: /assertions/{id}.jws, baked .signed.png and .signed.svg, and the issuer's list of those that are revoked. */
#include "core/openbadges/ob2_signed.h"
#include "io/png.h"
#include "io/svg.h"
#include "store/issuer.h"
#include "store/public_change.h"
#include "store/revoked.h"
#include "web/handlers.h"
#include "web/public/award.h"
#include "web/public/document.h"
#include <apr_strings.h>

/* ---------------------------------------------------------------- one award */

typedef struct signed_t { bdg_shown_award_t x; const bdg_signer_t *signer; const char *etag; } signed_t;

/* signer NULL: it is revoked. */
static bdg_err_t *find(signed_t *s, bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    BDG_TRY(bdg_shown_award(&s->x, req, res));
    s->signer = NULL;
    if (s->x.a->state == BDG_ASSERTION_REVOKED)
        return NULL;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_signer_get(&s->signer, db, req->site, s->x.w->issuer->id, BDG_KEY_RSA, req->pool));
    s->etag = apr_psprintf(req->pool, "%d.%s.%s", s->x.a->revision, s->x.a->public_id, s->signer->public_id);
    return NULL;
}

static bdg_err_t *sign(bdg_buf_t *out, bdg_req_t *req, const signed_t *s)
{
    bdg_req_db_release(req);
    return bdg_ob2_sign(out, req->site, s->x.a, s->x.w->badge, s->signer, req->pool);
}

bdg_err_t *bdg_get_assertion_jws(bdg_req_t *req, bdg_res_t *res)
{
    signed_t s;
    BDG_TRY(find(&s, req, res));
    if (!s.signer)
        return bdg_shown_award_gone(req, res, &s.x);
    res->etag = apr_pstrcat(req->pool, "\"w", s.etag, "\"", NULL);
    res->content_type = "text/plain";
    return sign(res->body, req, &s);
}

static bdg_err_t *baked(bdg_req_t *req, bdg_res_t *res, int svg)
{
    signed_t s;
    BDG_TRY(find(&s, req, res));
    if (!s.signer)
        return bdg_shown_award_gone(req, res, &s.x);
    bdg_buf_t *jws = bdg_buf_make(BDG_OB2_SIGNED_MAX, req->pool);
    BDG_TRY(sign(jws, req, &s));
    bdg_baking_t what = { .etag = s.etag, .keyword = BDG_PNG_OB2, .svg_form = BDG_SVG_OB2, .text = jws->data, .len = jws->len, .verify = jws->data };
    return bdg_shown_award_bake(req, res, &s.x, svg, &what);
}

bdg_err_t *bdg_get_assertion_signed_png(bdg_req_t *req, bdg_res_t *res) { return baked(req, res, 0); }
bdg_err_t *bdg_get_assertion_signed_svg(bdg_req_t *req, bdg_res_t *res) { return baked(req, res, 1); }

/* ---------------------------------------------------------------- the list of those that are revoked */

#define PIECE 400

typedef struct stream_t {
    const bdg_server_t *server;
    const char *issuer;
    bdg_revoked_at_t at;
    int begun, any;
    bdg_buf_t *out;
    apr_pool_t *piece;
} stream_t;

static void add(void *baton, const bdg_revoked_t *one)
{
    stream_t *s = baton;
    bdg_ob2_revocations_entry(s->out, !s->any, one->public_id, one->reason, s->piece);
    s->any = 1;
}

static bdg_err_t *produce(void *baton, bdg_buf_t *out, int *done)
{
    stream_t *s = baton;
    bdg_db_t *db;
    apr_pool_clear(s->piece);
    s->out = out;
    if (!s->begun)
        bdg_ob2_revocations_begin(out, s->server->site, s->issuer, s->piece);
    s->begun = 1;
    BDG_TRY(s->server->db.get(&db, s->server->db.baton));
    bdg_err_t *e = bdg_revoked_next(&s->at, db, PIECE, add, s, s->piece);
    s->server->db.put(db, bdg_db_broken(db), s->server->db.baton);
    BDG_TRY(e);
    if (s->at.done)
        bdg_ob2_revocations_end(out);
    *done = s->at.done;
    return NULL;
}

bdg_err_t *bdg_get_issuer_revocations(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    bdg_issuer_t *i;
    int64_t changes;
    stream_t *s = apr_pcalloc(req->pool, sizeof *s);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_public_change_sum(&changes, db));
    BDG_TRY(bdg_document_found(bdg_issuer_by_public_id(&i, db, req->params[0], req->pool), "issuer"));
    s->server = req->server;
    s->issuer = i->public_id;
    s->at.issuer_id = i->id;
    apr_pool_create(&s->piece, req->pool);
    bdg_want_e want = bdg_document_want(req);
    res->etag = apr_psprintf(req->pool, "\"%c%ld.%s\"", want == BDG_WANT_JSON ? 'j' : 'l', (long)changes, i->public_id);
    res->content_type = bdg_document_type(want);
    res->produce = produce;
    res->produce_baton = s;
    return NULL;
}
