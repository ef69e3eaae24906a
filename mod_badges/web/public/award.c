#include "web/public/award.h"
#include "core/openbadges/ob2.h"
#include "io/png.h"
#include "io/svg.h"
#include "store/picture.h"
#include "web/public/document.h"
#include <apr_strings.h>

typedef bdg_err_t *read_fn(bdg_assertion_t **out, bdg_db_t *db, const char *public_id, apr_pool_t *pool);

static bdg_err_t *find(bdg_shown_award_t *x, bdg_req_t *req, bdg_res_t *res, read_fn *read)
{
    bdg_db_t *db;
    const char *id = req->params[0];
    bdg_res_cacheable(req, res, id);
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = read(&x->a, db, id, req->pool);
    if (e && e->code == BDG_E_NOT_FOUND)
        return bdg_err_wrap(e, BDG_E_NOT_FOUND, "There is no credential at this address. Please check it, letter by letter.");
    BDG_TRY(e);
    return bdg_wording_get(&x->w, req, x->a->badge_class_version_id, x->a->issuer_version_id);
}

bdg_err_t *bdg_shown_award(bdg_shown_award_t *x, bdg_req_t *req, bdg_res_t *res) { return find(x, req, res, bdg_assertion_shown); }
bdg_err_t *bdg_shown_award_whole(bdg_shown_award_t *x, bdg_req_t *req, bdg_res_t *res) { return find(x, req, res, bdg_assertion_by_public_id); }

bdg_err_t *bdg_shown_award_gone(bdg_req_t *req, bdg_res_t *res, const bdg_shown_award_t *x)
{
    bdg_buf_clear(res->body);
    res->status = 410;
    res->content_type = bdg_document_type(BDG_WANT_LD_JSON);
    bdg_ob2_revoked(res->body, req->site, x->a);
    return NULL;
}

bdg_err_t *bdg_shown_award_bake(bdg_req_t *req, bdg_res_t *res, const bdg_shown_award_t *x, int svg, const bdg_baking_t *what)
{
    bdg_db_t *db;
    bdg_picture_t *p;
    int64_t graphic;
    int revision;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_picture_revision(&graphic, &revision, db, x->w->badge->id));
    res->etag = apr_psprintf(req->pool, "\"%c%s.%ld.%d\"", svg ? 's' : 'p', what->etag, (long)graphic, revision);
    res->content_type = svg ? "image/svg+xml" : "image/png";
    BDG_TRY(bdg_picture_of_badge(&p, db, x->w->badge->id, req->pool));
    bdg_req_db_release(req);
    if (!svg)
        return bdg_png_bake(res->body, p->png, p->png_len, what->keyword, what->text, what->len);
    if (!p->svg)
        return bdg_err(BDG_E_NOT_FOUND, "This badge was drawn as a PNG; there is no SVG of it.");
    BDG_TRY(bdg_res_header(res, "Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"));
    return bdg_svg_bake(res->body, p->svg, p->svg_len, (bdg_svg_form_e)what->svg_form, what->verify, what->json);
}
