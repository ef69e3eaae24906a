/* The endorsements of a badge class, an issuer or an award, for those who are responsible for it: asking for one, naming one that was made
 * elsewhere, taking it back. (Those who endorse: endorsements.c) */
#include "base/str.h"
#include "base/language.h"
#include "core/badge_class.h"
#include "store/issuer.h"
#include "web/admin/badge_model.h"
#include "web/admin/credentials_filter.h"
#include "web/admin/endorsement_model.h"
#include "web/admin/issuer_model.h"
#include "web/form_model.h"
#include "web/handlers.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

/* The three kinds of page differ in what stands around the list, and in where they are. */
typedef struct place_t {
    bdg_endorsed_e kind;
    const char *template_name, *path;                                                   /* path: below the prefix, up to the id */
    bdg_err_t *(*around)(json_t **model, bdg_req_t *req, const bdg_endorsed_t *s);      /* a new reference */
} place_t;

static bdg_err_t *around_badge(json_t **m, bdg_req_t *req, const bdg_endorsed_t *s)
{
    bdg_badge_class_t *b;
    (void)s;
    BDG_TRY(bdg_badge_load(&b, req));
    *m = json_incref(bdg_badge_page(req, b, "/endorsements"));
    return NULL;
}

static bdg_err_t *around_issuer(json_t **m, bdg_req_t *req, const bdg_endorsed_t *s)
{
    bdg_issuer_t *i;
    bdg_graphic_t *logo;
    (void)s;
    BDG_TRY(bdg_issuer_load(&i, &logo, req));
    *m = bdg_issuer_model(req, i, logo, "/endorsements");
    return NULL;
}

static bdg_err_t *around_credential(json_t **m, bdg_req_t *req, const bdg_endorsed_t *s)
{
    json_t *c = json_object();
    bdg_json_str(c, "badge_name", s->name);
    bdg_json_str(c, "recipient_name", s->recipient_name);
    bdg_json_str(c, "href", bdg_credentials_href(req, s->public_id, ""));
    *m = bdg_json_set(json_object(), "credential", c);
    return NULL;
}

static const place_t of_badge = { BDG_ENDORSED_BADGE_CLASS, "admin/badges/endorsements", "/admin/badges/", around_badge };
static const place_t of_issuer = { BDG_ENDORSED_ISSUER, "admin/issuers/endorsements", "/admin/issuers/", around_issuer };
static const place_t of_credential = { BDG_ENDORSED_ASSERTION, "admin/credentials/endorsements", "/admin/credentials/", around_credential };

static const char *path_of(const bdg_req_t *req, const place_t *place) { return apr_pstrcat(req->pool, place->path, req->params[0], "/endorsements", NULL); }

/* --- the page */

static bdg_err_t *rows(json_t *m, bdg_req_t *req, bdg_db_t *db, const bdg_endorsed_t *s)
{
    apr_array_header_t *all;
    json_t *list = json_array();
    bdg_json_set(m, "rows", list);
    BDG_TRY(bdg_endorsements_of(&all, db, s->kind, s->id, req->pool));
    for (int i = 0; i < all->nelts; i++) {
        const bdg_endorsement_t *e = &APR_ARRAY_IDX(all, i, bdg_endorsement_t);
        int asked = !strcmp(e->state, "asked"), made = !strcmp(e->state, "made");
        json_t *o;
        BDG_TRY(bdg_endorsement_model(&o, req, e));
        bdg_json_bool(o, "earlier", made && e->subject_version_id != s->version_id);
        bdg_json_str(o, "act", asked ? _("Take back") : made ? _("Take off") : "");
        bdg_json_add(list, o);
    }
    bdg_json_bool(m, "has_rows", all->nelts > 0);
    return NULL;
}

/* Addresses of the organisation's own issuers, as suggestions; any other's can be entered. */
static bdg_err_t *suggestions(json_t *m, bdg_req_t *req, bdg_db_t *db, const bdg_endorsed_t *s)
{
    apr_array_header_t *own;
    bdg_issuer_t *its = NULL;
    json_t *list = json_array();
    bdg_json_set(m, "issuers", list);
    BDG_TRY(bdg_issuer_choices(&own, db, req->scope.organisation_id, req->actor.perms != 0, req->actor.account_id, ~(uint64_t)0, req->pool));
    if (s->issuer_id)
        BDG_TRY(bdg_issuer_by_id(&its, db, s->issuer_id, req->pool));
    for (int i = 0; i < own->nelts; i++) {
        const bdg_choice_t *c = &APR_ARRAY_IDX(own, i, bdg_choice_t);
        if (!its || strcmp(c->public_id, its->public_id))
            bdg_parts_option(list, bdg_site_url(req->site, req->pool, "/issuers/%s", c->public_id), c->name, 0);
    }
    return NULL;
}

static bdg_err_t *show(bdg_req_t *req, bdg_res_t *res, const place_t *place, const bdg_check_t *check, bdg_err_t *refused)
{
    bdg_db_t *db;
    bdg_endorsed_t *s;
    json_t *m, *values = json_object();
    BDG_TRY_ELSE(bdg_req_db(req, &db), bdg_err_clear(refused); json_decref(values));
    BDG_TRY_ELSE(bdg_endorsed_load(&s, db, place->kind, req->scope.object_id, req->pool), bdg_err_clear(refused); json_decref(values));
    BDG_TRY_ELSE(place->around(&m, req, s), bdg_err_clear(refused); json_decref(values));
    bdg_json_own(m, req->pool);
    bdg_form_typed(values, req, "issuer", "message", "name", "url", NULL);
    bdg_json_set(m, "values", values);
    bdg_json_str(m, "action", apr_pstrcat(req->pool, req->site->prefix, path_of(req, place), NULL));
    bdg_json_str(m, "issuers_at", bdg_site_url(req->site, req->pool, "/issuers/\xe2\x80\xa6"));
    bdg_words_set(m, "cannot", s->cannot);
    if (refused && !bdg_form_refused(&refused, check, m))
        return refused;
    if (check)
        res->status = 422;
    BDG_TRY(rows(m, req, db, s));
    BDG_TRY(suggestions(m, req, db, s));
    return bdg_res_page(res, place->template_name, json_incref(m));
}

static bdg_err_t *answer(bdg_req_t *req, bdg_res_t *res, const place_t *place, const bdg_edit_t *edit, bdg_err_t *e, const char *flash)
{
    if (!e)
        return bdg_res_redirect(req, res, path_of(req, place), "success", flash);
    if (e->code == BDG_E_CONFLICT) {
        const char *why = apr_pstrdup(req->pool, e->message);
        bdg_err_clear(e);
        return bdg_res_redirect(req, res, path_of(req, place), "warning", why);
    }
    if (e->code != BDG_E_INVALID || !bdg_check_count(edit->check))
        return e;
    return show(req, res, place, edit->check, e);
}

static bdg_err_t *change(bdg_req_t *req, bdg_res_t *res, const place_t *place)
{
    bdg_edit_t edit;
    const char *act = bdg_req_form(req, "act"), *id = bdg_req_form(req, "endorsement");
    BDG_TRY(bdg_form_edit(&edit, req));
    if (id && *id)
        return answer(req, res, place, &edit, bdg_endorse_take_back(&edit, place->kind, id), _("Done. You can ask again at any time."));
    if (act && !strcmp(act, "record"))
        return answer(req, res, place, &edit, bdg_endorse_record(&edit, place->kind, bdg_req_form(req, "name"), bdg_req_form(req, "url")),
                      _("The endorsement is named on the public page. It says that it was made elsewhere."));
    return answer(req, res, place, &edit, bdg_endorse_ask(&edit, req->site, place->kind, bdg_req_form(req, "issuer"), bdg_req_form(req, "message")),
                  _("Asked. Whoever looks after that issuer finds your request under Endorsements."));
}

bdg_err_t *bdg_get_badge_endorsements(bdg_req_t *req, bdg_res_t *res) { return show(req, res, &of_badge, NULL, NULL); }
bdg_err_t *bdg_post_badge_endorsements(bdg_req_t *req, bdg_res_t *res) { return change(req, res, &of_badge); }
bdg_err_t *bdg_get_issuer_endorsements(bdg_req_t *req, bdg_res_t *res) { return show(req, res, &of_issuer, NULL, NULL); }
bdg_err_t *bdg_post_issuer_endorsements(bdg_req_t *req, bdg_res_t *res) { return change(req, res, &of_issuer); }
bdg_err_t *bdg_get_credential_endorsements(bdg_req_t *req, bdg_res_t *res) { return show(req, res, &of_credential, NULL, NULL); }
bdg_err_t *bdg_post_credential_endorsements(bdg_req_t *req, bdg_res_t *res) { return change(req, res, &of_credential); }
