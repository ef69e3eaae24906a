/* Managing badges: the list, a new one, the overview of one, and its life (publish, withdraw, archive). Its versions: badge_versions.c */
#include "base/id.h"
#include "base/language.h"
#include "base/str.h"
#include "store/issuer.h"
#include "store/search.h"
#include "web/admin/badge_model.h"
#include "web/admin/badge_tabs.h"
#include "web/admin/graphic_model.h"
#include "web/handlers.h"
#include "web/pager.h"
#include "web/parts.h"
#include "web/reach.h"
#include "web/words.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define PATH "/admin/badges"
#define ALL_PERMS (BDG_PERM_BIT(BDG_PERM_COUNT) - 1)

/* --- the list */

static const char *known_state(const char *s)
{
    static const char *const states[] = { "draft", "published", "withdrawn", "archived", NULL };
    for (int i = 0; s && states[i]; i++)
        if (!strcmp(s, states[i]))
            return states[i];
    return NULL;
}

static bdg_err_t *filter_model(json_t *m, bdg_req_t *req, bdg_db_t *db, const bdg_badge_class_filter_t *f)
{
    static const char *const states[] = { "", N_("Any state"), "draft", N_("Draft"), "published", N_("Published"), "withdrawn", N_("Withdrawn"), "archived", N_("Archived"), NULL };
    json_t *o = json_object(), *list = json_array(), *issuers = json_array();
    apr_array_header_t *rows;
    const char *q = bdg_req_arg(req, "q");
    for (int i = 0; states[i]; i += 2)
        bdg_parts_option(list, states[i], bdg_tr(states[i + 1]), !strcmp(states[i], f->state ? f->state : ""));
    bdg_json_set(m, "filter", o);
    bdg_json_str(o, "q", q ? q : "");
    bdg_json_set(o, "states", list);
    bdg_json_set(o, "issuers", issuers);
    bdg_json_bool(o, "any", bdg_reach_model(o, req, f->reach) || f->like || f->state || f->issuer);
    BDG_TRY(bdg_issuer_choices(&rows, db, f->organisation_id, f->whole, f->account_id, ALL_PERMS, req->pool));
    bdg_parts_option(issuers, "", _("All issuers"), !f->issuer);
    for (int i = 0; i < rows->nelts; i++) {
        const bdg_choice_t *c = &APR_ARRAY_IDX(rows, i, bdg_choice_t);
        bdg_parts_option(issuers, c->public_id, c->name, f->issuer && !strcmp(f->issuer, c->public_id));
    }
    return NULL;
}

static json_t *row_model(const bdg_req_t *req, const bdg_badge_class_row_t *r)
{
    json_t *o = json_object();
    bdg_json_str(o, "id", r->public_id);
    bdg_json_str(o, "name", r->name);
    bdg_json_str(o, "href", bdg_badge_href(req, r->public_id, ""));
    bdg_words_set(o, "issuer_name", r->issuer_name);
    bdg_words_set(o, "image_url", bdg_graphic_src(req, r->graphic_public_id, r->graphic_revision));
    bdg_json_str(o, "state", r->state);
    bdg_json_str(o, "state_text", bdg_badge_state_text(r->state));
    bdg_reach_row(o, req, r->organisation_id, r->organisation_name);
    bdg_json_str(o, "awards", bdg_words_number(r->award_count, req->pool));
    bdg_words_time(o, "updated", r->updated_at, req->pool);
    return o;
}

bdg_err_t *bdg_get_badges(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    apr_array_header_t *rows;
    int64_t n;
    bdg_pager_t pager = bdg_pager_read(req);
    bdg_badge_class_filter_t f = { .organisation_id = req->scope.organisation_id, .account_id = req->actor.account_id, .whole = req->actor.perms != 0,
                                   .like = bdg_search_like(bdg_req_arg(req, "q"), req->pool), .state = known_state(bdg_req_arg(req, "state")),
                                   .issuer = bdg_is_blank(bdg_req_arg(req, "issuer")) ? NULL : bdg_req_arg(req, "issuer"),
                                   .cursor = pager.cursor, .newer = pager.newer, .limit = BDG_PAGER_ROWS };
    json_t *m = bdg_json_object(req->pool), *list = json_array();
    bdg_json_set(m, "rows", list);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_reach_read(&f.reach, req));
    BDG_TRY(bdg_badge_class_count(&n, db, &f));
    f.counted = n;
    BDG_TRY(bdg_badge_class_list(&rows, db, &f, req->pool));
    BDG_TRY(filter_model(m, req, db, &f));
    bdg_pager_trim(&pager, rows, BDG_PAGER_ROWS);
    for (int i = 0; i < rows->nelts; i++)
        bdg_json_add(list, row_model(req, &APR_ARRAY_IDX(rows, i, bdg_badge_class_row_t)));
    bdg_json_bool(m, "may_create", (req->scope.perms & BDG_PERM_BIT(BDG_PERM_BADGES_EDIT)) != 0);
    bdg_pager_model(m, req, &pager, PATH, rows->nelts ? APR_ARRAY_IDX(rows, 0, bdg_badge_class_row_t).public_id : NULL,
                    rows->nelts ? APR_ARRAY_IDX(rows, rows->nelts - 1, bdg_badge_class_row_t).public_id : NULL, bdg_words_count(n, "badge", "badges", req->pool));
    return bdg_res_page(res, "admin/badges/list", json_incref(m));
}

/* --- a new one */

static bdg_err_t *new_page(bdg_req_t *req, bdg_res_t *res, json_t *m)
{
    bdg_json_str(m, "save_text", _("Create the badge"));
    BDG_TRY(bdg_badge_furnish_details(m, req, NULL));
    return bdg_res_page(res, "admin/badges/details", json_incref(m));
}

bdg_err_t *bdg_get_badge_new(bdg_req_t *req, bdg_res_t *res)
{
    json_t *m = bdg_json_object(req->pool), *v = json_object();
    char form[BDG_ID_LEN + 1];
    bdg_id_new(form);
    bdg_json_str(v, "form", form);
    bdg_json_str(v, "issuer", bdg_req_arg(req, "issuer"));
    bdg_badge_expiry_saved(v, 0, req->pool);
    bdg_json_set(m, "values", v);
    return new_page(req, res, m);
}

bdg_err_t *bdg_post_badge_new(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    const char *id;
    bdg_badge_details_t typed = bdg_badge_typed_details(req);
    typed.form = bdg_req_form(req, "form");
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_badge_class_create(&id, &edit, &typed);
    json_t *m = bdg_json_object(req->pool), *v = json_object();
    bdg_json_set(m, "values", v);
    if (bdg_form_refused(&e, edit.check, m)) {
        bdg_badge_details_values(v, req);
        bdg_form_typed(v, req, "form", NULL);
        res->status = 422;
        return new_page(req, res, m);
    }
    BDG_TRY(e);
    if (bdg_req_form(req, "stay"))
        return bdg_res_redirect(req, res, bdg_badge_path(req, id, "/details"), "success", "The draft is saved. You can leave it and come back at any time.");
    return bdg_res_redirect(req, res, bdg_badge_path(req, id, "/graphics"), "success", "The badge is there, as a draft. Its picture comes next.");
}

/* --- overview */

/* What publishing needs, step by step. */
static void steps_model(json_t *m, const bdg_req_t *req, const bdg_badge_class_t *b)
{
    static const struct { const char *tab, *title, *text; } steps[] = {
        { "details", N_("Details"), N_("Name, description, language, issuer.") },
        { "graphics", N_("Graphics"), N_("The picture that people will see.") },
        { "criteria", N_("Criteria"), N_("What somebody has to do to earn it.") },
    };
    bdg_check_t *check = bdg_check_make(req->pool);
    json_t *list = json_array();
    int open = 0;
    bdg_badge_class_missing(check, b);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        const char *missing = NULL;
        for (int k = 0; k < bdg_check_count(check); k++)
            if (!strcmp(bdg_check_at(check, k)->field, steps[i].tab))
                missing = missing ? apr_pstrcat(req->pool, missing, " ", bdg_check_at(check, k)->message, NULL) : bdg_check_at(check, k)->message;
        json_t *o = json_object();
        bdg_json_str(o, "id", steps[i].tab);
        bdg_json_str(o, "title", bdg_tr(steps[i].title));
        bdg_json_str(o, "text", missing ? missing : bdg_tr(steps[i].text));
        bdg_json_str(o, "href", bdg_badge_href(req, b->public_id, apr_pstrcat(req->pool, "/", steps[i].tab, NULL)));
        bdg_json_bool(o, "done", !missing);
        bdg_json_bool(o, "next", missing && !open);
        open += missing != NULL;
        bdg_json_add(list, o);
    }
    bdg_json_bool(m, "complete", !open);
    bdg_json_bool(m, "can_publish", !strcmp(b->state, "draft") || !strcmp(b->state, "withdrawn"));
    bdg_json_str(m, "publish_text", b->published_at ? _("Publish again") : _("Publish"));
    if (!strcmp(b->state, "draft") || (open && !strcmp(b->state, "withdrawn")))
        bdg_json_set(m, "steps", list);
    else
        json_decref(list);
}

static bdg_err_t *details_model(json_t *m, bdg_req_t *req, const bdg_badge_class_t *b)
{
    bdg_db_t *db;
    bdg_issuer_t *issuer = NULL;
    json_t *d = json_array();
    const char *expiry = bdg_badge_expiry_text(b->expiry_months, req->pool);
    bdg_json_set(m, "details", d);
    BDG_TRY(bdg_req_db(req, &db));
    if (b->issuer_id)
        BDG_TRY(bdg_issuer_by_id(&issuer, db, b->issuer_id, req->pool));
    bdg_parts_detail(d, "Issuer", issuer ? issuer->name : NULL, issuer ? apr_pstrcat(req->pool, req->site->prefix, "/admin/issuers/", issuer->public_id, NULL) : NULL, NULL);
    bdg_parts_detail(d, "Language", bdg_language_name(b->language), NULL, NULL);
    bdg_parts_detail(d, "Valid for", expiry ? expiry : _("For ever"), NULL, NULL);
    bdg_parts_detail(d, "Duplicates", bdg_badge_policy_title(b->duplicate_policy), NULL, NULL);
    bdg_parts_detail(d, "Made", bdg_date_words(bdg_date_of(b->created_at), req->pool), NULL, bdg_time_iso(b->created_at, req->pool));
    if (b->published_at)
        bdg_parts_detail(d, "Published", bdg_date_words(bdg_date_of(b->published_at), req->pool), NULL, bdg_time_iso(b->published_at, req->pool));
    bdg_parts_detail(d, "Changed", bdg_date_words(bdg_date_of(b->updated_at), req->pool), NULL, bdg_time_iso(b->updated_at, req->pool));
    return NULL;
}

static bdg_err_t *overview(bdg_req_t *req, bdg_res_t *res, const char *trouble, const bdg_check_t *missing)
{
    bdg_badge_class_t *b;
    BDG_TRY(bdg_badge_load(&b, req));
    json_t *m = bdg_badge_page(req, b, "");
    for (int i = 0; missing && i < bdg_check_count(missing); i++) {
        const bdg_flaw_t *f = bdg_check_at(missing, i);
        bdg_problem(m, f->field, f->label, "%s", f->message);
    }
    bdg_words_set(m, "trouble", trouble);
    steps_model(m, req, b);
    BDG_TRY(details_model(m, req, b));
    BDG_TRY(bdg_badge_wording_model(m, req, b));
    BDG_TRY(bdg_badge_versions_model(m, req, b));
    if (b->published_at)
        bdg_json_str(m, "public_page", bdg_site_url(req->site, req->pool, "/badges/%s", b->public_id));
    return bdg_res_page(res, "admin/badges/show", json_incref(m));
}

bdg_err_t *bdg_get_badge_overview(bdg_req_t *req, bdg_res_t *res) { return overview(req, res, NULL, NULL); }

/* --- its life */

/* Done: back to the overview. Not now: the overview says why. */
static bdg_err_t *after(bdg_req_t *req, bdg_res_t *res, const bdg_edit_t *edit, bdg_err_t *e, const char *flash)
{
    if (!e)
        return bdg_res_redirect(req, res, bdg_badge_path(req, req->params[0], ""), "success", flash);
    int missing = e->code == BDG_E_INVALID && bdg_check_count(edit->check);
    if (e->code != BDG_E_CONFLICT && !missing)
        return e;
    const char *why = missing ? NULL : apr_pstrdup(req->pool, e->message);
    bdg_err_clear(e);
    res->status = missing ? 422 : 409;
    return overview(req, res, why, missing ? edit->check : NULL);
}

bdg_err_t *bdg_badge_published(bdg_req_t *req, bdg_res_t *res, const bdg_edit_t *edit, bdg_err_t *e)
{
    return after(req, res, edit, e, _("Published. It can be awarded now."));
}

bdg_err_t *bdg_post_badge_publish(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    BDG_TRY(bdg_form_edit(&edit, req));
    return bdg_badge_published(req, res, &edit, bdg_badge_class_publish(&edit));
}

static const char *holders(const bdg_badge_class_t *b, apr_pool_t *pool)
{
    if (!b->award_count)
        return _("Nobody holds it yet.");
    return bdg_say(pool, "%s %s stay%s valid and can still be verified.", bdg_words_number(b->award_count, pool),
                        b->award_count == 1 ? "credential" : "credentials", b->award_count == 1 ? "s" : "");
}

bdg_err_t *bdg_get_badge_withdraw(bdg_req_t *req, bdg_res_t *res)
{
    bdg_badge_class_t *b;
    BDG_TRY(bdg_badge_load(&b, req));
    json_t *m = json_object();
    bdg_parts_confirm(m, &(bdg_confirm_t){
        .crumb = b->name, .back = bdg_badge_href(req, b->public_id, ""), .action = bdg_badge_href(req, b->public_id, "/withdraw"), .revision = b->revision,
        .heading = bdg_say(req->pool, "Withdraw %s", b->name), .text = "The badge cannot be awarded any more, one by one or by file.",
        .points = { holders(b, req->pool), "Its public page says that it is no longer awarded." }, .undo = "You can publish it again at any time.",
        .button = "Withdraw the badge" });
    return bdg_res_page(res, "admin/confirm", m);
}

bdg_err_t *bdg_post_badge_withdraw(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    BDG_TRY(bdg_form_edit(&edit, req));
    return after(req, res, &edit, bdg_badge_class_withdraw(&edit), _("Withdrawn. It is no longer awarded."));
}

bdg_err_t *bdg_get_badge_archive(bdg_req_t *req, bdg_res_t *res)
{
    bdg_badge_class_t *b;
    BDG_TRY(bdg_badge_load(&b, req));
    json_t *m = json_object();
    bdg_parts_confirm(m, &(bdg_confirm_t){
        .crumb = b->name, .back = bdg_badge_href(req, b->public_id, ""), .action = bdg_badge_href(req, b->public_id, "/archive"), .revision = b->revision,
        .heading = bdg_say(req->pool, "Archive %s", b->name), .text = "The badge leaves the lists, and cannot be awarded any more.",
        .points = { holders(b, req->pool) }, .undo = "You can bring it back at any time, and publish it again then.", .button = "Archive the badge" });
    return bdg_res_page(res, "admin/confirm", m);
}

bdg_err_t *bdg_post_badge_archive(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    BDG_TRY(bdg_form_edit(&edit, req));
    return after(req, res, &edit, bdg_badge_class_archive(&edit), _("Archived."));
}

bdg_err_t *bdg_post_badge_restore(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    BDG_TRY(bdg_form_edit(&edit, req));
    return after(req, res, &edit, bdg_badge_class_restore(&edit), _("The badge is back."));
}
