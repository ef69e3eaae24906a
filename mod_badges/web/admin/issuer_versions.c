/* One version of an issuer's profile, and what it changed. */
#include "store/graphic.h"
#include "store/issuer.h"
#include "web/admin/issuer_model.h"
#include "web/handlers.h"
#include "web/words.h"
#include "core/badge_class.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

static bdg_err_t *logo_name(const char **name, bdg_req_t *req, const bdg_issuer_t *i)
{
    bdg_db_t *db;
    bdg_graphic_t *g;
    *name = NULL;
    if (!i || !i->logo_graphic_id)
        return NULL;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_graphic_by_id(&g, db, i->logo_graphic_id, i->organisation_id, req->pool));
    *name = g->name;
    return NULL;
}

static void row(json_t *rows, const char *label, const char *before, const char *now)
{
    before = before ? before : "";
    now = now ? now : "";
    if (!*before && !*now)
        return;
    json_t *r = json_object();
    bdg_json_str(r, "label", label);
    bdg_json_str(r, "before", before);
    bdg_json_str(r, "now", now);
    bdg_json_bool(r, "differs", strcmp(before, now) != 0);
    bdg_json_add(rows, r);
}

static const char *language(const bdg_issuer_t *i) { return i && i->language && *i->language ? bdg_language_name(i->language) : NULL; }

/* before: the version before, or NULL. */
static bdg_err_t *rows_model(json_t *m, bdg_req_t *req, const bdg_issuer_t *v, const bdg_issuer_t *before)
{
    const char *logo, *logo_before;
    json_t *rows = json_array();
    bdg_json_set(m, "rows", rows);
    BDG_TRY(logo_name(&logo, req, v));
    BDG_TRY(logo_name(&logo_before, req, before));
    row(rows, "Name", before ? before->name : NULL, v->name);
    row(rows, "Web address", before ? before->url : NULL, v->url);
    row(rows, "Email address", before ? before->email : NULL, v->email);
    row(rows, "Telephone", before ? before->telephone : NULL, v->telephone);
    row(rows, "Description", before ? before->description : NULL, v->description);
    row(rows, "Language", language(before), language(v));
    row(rows, "Logo", logo_before, logo);
    return NULL;
}

static const char *href(const bdg_req_t *req, const bdg_issuer_t *i, int number)
{
    return apr_psprintf(req->pool, "%s/admin/issuers/%s/versions/%d", req->site->prefix, i->public_id, number);
}

bdg_err_t *bdg_get_issuer_version(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    bdg_issuer_t *i, *v, *before = NULL;
    bdg_graphic_t *logo;
    int number = atoi(req->params[1]);     /* at most nine digits: the route's */
    BDG_TRY(bdg_issuer_load(&i, &logo, req));
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_issuer_by_number(&v, db, i->id, number, req->pool));
    if (number > 1)
        BDG_TRY(bdg_issuer_by_number(&before, db, i->id, number - 1, req->pool));
    json_t *m = bdg_json_own(bdg_issuer_model(req, i, logo, "/versions"), req->pool), *o = json_object();
    bdg_json_set(m, "version", o);
    bdg_json_int(o, "number", number);
    bdg_json_bool(o, "present", number == i->number);
    bdg_words_time(o, "at", v->created_at, req->pool);
    bdg_json_int(o, "before", number - 1);
    bdg_words_set(m, "older_href", number > 1 ? href(req, i, number - 1) : NULL);
    bdg_words_set(m, "newer_href", number < i->number ? href(req, i, number + 1) : NULL);
    BDG_TRY(rows_model(m, req, v, before));
    return bdg_res_page(res, "admin/issuers/version", json_incref(m));
}
