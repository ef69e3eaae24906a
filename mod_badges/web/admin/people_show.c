/* /admin/people/{id}: a person's summary, and what can be done with one person. */
#include "base/str.h"
#include "base/language.h"
#include "core/role.h"
#include "core/access.h"
#include "core/invitation.h"
#include "web/admin/people_model.h"
#include "web/dispatch.h"
#include "web/form_model.h"
#include "web/handlers.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

/* Over the whole organisation from which the person is seen, or over a group that they are in? */
static bdg_err_t *whole(int *is, bdg_req_t *req)
{
    bdg_db_t *db;
    bdg_perms_t perms;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_access_at(&perms, db, &req->actor, req->scope.organisation_id, 0, 0));
    *is = (perms & BDG_PERM_BIT(BDG_PERM_PEOPLE_MANAGE)) != 0;
    return NULL;
}

static bdg_err_t *load(bdg_person_t **p, bdg_req_t *req)
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    return bdg_person_by_id(p, db, req->scope.object_id, req->pool);
}

/* Whoever administers one group only sees that the person is in it, and nothing else of where they belong. */
static bdg_err_t *place_shown(int *shown, bdg_req_t *req, bdg_db_t *db, const bdg_person_place_t *p, int all)
{
    bdg_perms_t perms = 0;
    if (!all && p->group_id)
        BDG_TRY(bdg_access_at(&perms, db, &req->actor, p->organisation_id, 0, p->group_id));
    *shown = all || (perms & BDG_PERM_BIT(BDG_PERM_PEOPLE_MANAGE));
    return NULL;
}

static bdg_err_t *places_model(json_t *m, bdg_req_t *req, const bdg_person_t *person, int all)
{
    bdg_db_t *db;
    apr_array_header_t *places;
    json_t *list = json_array();
    bdg_json_set(m, "places_held", list);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_person_places(&places, db, person->id, req->scope.organisation_id, req->pool));
    for (int i = 0; i < places->nelts; i++) {
        const bdg_person_place_t *p = &APR_ARRAY_IDX(places, i, bdg_person_place_t);
        int shown;
        BDG_TRY(place_shown(&shown, req, db, p, all));
        if (!shown)
            continue;
        json_t *o = json_object();
        bdg_json_str(o, "organisation", p->organisation_name);
        bdg_words_set(o, "group", p->group_name);
        bdg_words_set(o, "issuer", p->issuer_name);
        bdg_words_set(o, "group_href", *p->group_public_id ? bdg_people_group_href(req, p->group_public_id, "") : NULL);
        bdg_json_str(o, "role", bdg_role_words(p->role_display));
        bdg_words_time(o, "since", p->since, req->pool);
        bdg_words_set(o, "remove", p->issuer_id ? NULL : p->group_id ? apr_pstrcat(req->pool, "group:", p->group_public_id, NULL) : p->organisation_public_id);
        bdg_json_str(o, "seen", apr_psprintf(req->pool, "%ld", (long)p->role_id));
        bdg_json_add(list, o);
    }
    return NULL;
}

static const char *deed_words(const char *action)
{
    static const char *const words[] = { "account.create", N_("Account made"), "account.invite", N_("Invited"), "account.remind", N_("Invited again"), "account.verify", N_("Accepted the invitation"),
        "account.join", N_("Joined"), "account.change", N_("Changed"), "account.suspend", N_("Suspended"), "account.unsuspend", N_("No longer suspended"), "role.give", N_("Got a role"),
        "role.take", N_("Lost a role"), "role.change", N_("Got another role"), NULL };
    for (int i = 0; words[i]; i += 2)
        if (!strcmp(words[i], action))
            return bdg_tr(words[i + 1]);
    return _("Changed");
}

static bdg_err_t *known_model(json_t *m, bdg_req_t *req, const bdg_person_t *person)
{
    bdg_db_t *db;
    apr_array_header_t *deeds, *awards;
    json_t *activity = json_array(), *credentials = json_array();
    bdg_json_set(m, "activity", activity);
    bdg_json_set(m, "credentials", credentials);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_person_activity(&deeds, db, person->id, req->scope.organisation_id, req->pool));
    BDG_TRY(bdg_person_awards(&awards, db, person->id, req->scope.organisation_id, req->pool));
    for (int i = 0; i < deeds->nelts; i++) {
        const bdg_person_deed_t *d = &APR_ARRAY_IDX(deeds, i, bdg_person_deed_t);
        json_t *o = json_object();
        bdg_json_str(o, "what", deed_words(d->action));
        bdg_words_set(o, "by", d->by);
        bdg_json_str(o, "organisation", d->organisation);
        bdg_words_time(o, "at", d->at, req->pool);
        bdg_json_add(activity, o);
    }
    for (int i = 0; i < awards->nelts; i++) {
        const bdg_person_award_t *a = &APR_ARRAY_IDX(awards, i, bdg_person_award_t);
        json_t *o = json_object();
        bdg_json_str(o, "badge", a->badge);
        bdg_json_str(o, "organisation", a->organisation);
        bdg_json_str(o, "href", apr_pstrcat(req->pool, req->site->prefix, "/assertions/", a->public_id, NULL));
        bdg_json_str(o, "issued", bdg_date_short(a->issued_on, req->pool));
        bdg_json_str(o, "issued_iso", bdg_date_iso(a->issued_on, req->pool));
        bdg_json_str(o, "state", a->revoked ? "revoked" : "issued");
        bdg_json_str(o, "state_text", a->revoked ? "Revoked" : "Issued");
        bdg_json_add(credentials, o);
    }
    return NULL;
}

static void day(json_t *details, const char *label, apr_time_t t, apr_pool_t *pool)
{
    if (t)
        bdg_parts_detail(details, label, bdg_date_words(bdg_date_of(t), pool), NULL, bdg_time_iso(t, pool));
}

static bdg_err_t *details_model(json_t *m, bdg_req_t *req, const bdg_person_t *p, int all)
{
    bdg_db_t *db;
    apr_time_t ends;
    const char *external_id;
    json_t *d = json_array();
    bdg_json_set(m, "details", d);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_person_external_id(&external_id, db, req->scope.organisation_id, p->id, req->pool));
    BDG_TRY(bdg_person_link_ends(&ends, db, p->id));
    bdg_parts_detail(d, "Email address", p->email, apr_pstrcat(req->pool, "mailto:", p->email, NULL), NULL);
    bdg_parts_detail(d, "Username", p->username, NULL, NULL);
    if (all)
        bdg_parts_detail(d, "External id", external_id, NULL, NULL);
    if (p->is_invitation) {
        day(d, _("Invited"), p->invited_at, req->pool);
        if (ends)
            bdg_parts_detail(d, ends > apr_time_now() ? "The link works until" : "The link ended", bdg_date_words(bdg_date_of(ends), req->pool), NULL, bdg_time_iso(ends, req->pool));
        return NULL;
    }
    day(d, _("Account made"), p->created_at, req->pool);
    day(d, "Address proven", p->verified_at, req->pool);
    day(d, "Suspended", p->suspended_at, req->pool);
    return NULL;
}

static json_t *person_model(bdg_req_t *req, const bdg_person_t *p)
{
    json_t *o = json_object();
    bdg_json_str(o, "id", p->public_id);
    bdg_json_str(o, "name", p->name);
    bdg_json_str(o, "email", p->email);
    bdg_json_str(o, "href", bdg_person_href(req, p->public_id, ""));
    bdg_person_state(o, p->state);
    bdg_json_bool(o, "invited", p->is_invitation && p->state == BDG_ACCOUNT_INVITED);
    bdg_json_bool(o, "suspended", p->state == BDG_ACCOUNT_SUSPENDED);
    bdg_json_bool(o, "self", p->id == req->actor.account_id);
    bdg_json_int(o, "revision", p->revision);
    return o;
}

static bdg_err_t *summary(bdg_req_t *req, bdg_res_t *res, const char *trouble)
{
    bdg_person_t *p;
    int all, shared;
    bdg_db_t *db;
    json_t *m = bdg_json_object(req->pool);
    BDG_TRY(load(&p, req));
    BDG_TRY(whole(&all, req));
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_person_is_shared(&shared, db, p->id, req->scope.organisation_id));
    bdg_json_set(m, "person", person_model(req, p));
    bdg_json_bool(m, "whole", all);
    bdg_json_bool(m, "may_end", !shared && p->id != req->actor.account_id);
    bdg_json_bool(m, "shared", all && shared);
    bdg_words_set(m, "trouble", trouble);
    BDG_TRY(details_model(m, req, p, all));
    BDG_TRY(places_model(m, req, p, all));
    if (all)
        BDG_TRY(known_model(m, req, p));
    bdg_json_bool(m, "has_activity", json_array_size(json_object_get(m, "activity")) > 0);
    bdg_json_bool(m, "has_credentials", json_array_size(json_object_get(m, "credentials")) > 0);
    if (req->scope.organisation_id == req->actor.organisation_id)
        BDG_TRY(bdg_people_form_choices(m, req, bdg_req_form(req, "place"), bdg_req_form(req, "role")));
    bdg_json_bool(m, "may_place", json_array_size(json_object_get(m, "places")) > 0);
    return bdg_res_page(res, "admin/people/show", json_incref(m));
}

bdg_err_t *bdg_get_person(bdg_req_t *req, bdg_res_t *res) { return summary(req, res, NULL); }

/* Done: back to the summary, or, when they left our sight, to the list. Not done: the summary says why. */
static bdg_err_t *after(bdg_req_t *req, bdg_res_t *res, bdg_err_t *e, const char *flash, int gone)
{
    if (!e) {
        if (req->server->wake)
            req->server->wake(req->server->wake_baton);
        return bdg_res_redirect(req, res, gone ? "/admin/people" : apr_pstrcat(req->pool, "/admin/people/", req->params[0], NULL), "success", flash);
    }
    if (e->code != BDG_E_CONFLICT && e->code != BDG_E_FORBIDDEN && e->code != BDG_E_INVALID)
        return e;
    const char *why = apr_pstrdup(req->pool, e->message);
    res->status = bdg_status_of(e->code);
    bdg_err_clear(e);
    return summary(req, res, why);
}

/* --- editing */

static bdg_person_typed_t typed_person(const bdg_req_t *req)
{
    return (bdg_person_typed_t){ NULL, bdg_req_form(req, "first_name"), bdg_req_form(req, "last_name"), bdg_req_form(req, "username"), bdg_req_form(req, "external_id") };
}

static bdg_err_t *form_model(json_t **model, const char **external_id, bdg_person_t **p, bdg_req_t *req)
{
    bdg_db_t *db;
    int all, shared;
    json_t *m = *model = bdg_json_object(req->pool);
    BDG_TRY(whole(&all, req));
    if (!all)
        return bdg_err(BDG_E_FORBIDDEN, "You may not do this here. Ask an administrator of the organisation.");
    BDG_TRY(load(p, req));
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_person_external_id(external_id, db, req->scope.organisation_id, (*p)->id, req->pool));
    BDG_TRY(bdg_person_is_shared(&shared, db, (*p)->id, req->scope.organisation_id));
    bdg_json_set(m, "person", person_model(req, *p));
    bdg_json_bool(m, "shared", shared);
    return NULL;
}

static json_t *saved_values(const bdg_req_t *req, const bdg_person_t *p, const char *external_id)
{
    json_t *v = json_object();
    bdg_json_str(v, "first_name", p->first_name);
    bdg_json_str(v, "last_name", p->last_name);
    bdg_json_str(v, "username", p->username);
    bdg_json_str(v, "external_id", external_id);
    bdg_json_str(v, "revision", apr_itoa(req->pool, p->revision));
    return v;
}

bdg_err_t *bdg_get_person_edit(bdg_req_t *req, bdg_res_t *res)
{
    bdg_person_t *p;
    const char *external_id;
    json_t *m;
    BDG_TRY(form_model(&m, &external_id, &p, req));
    bdg_json_set(m, "values", saved_values(req, p, external_id));
    return bdg_res_page(res, "admin/people/form", json_incref(m));
}

static bdg_err_t *form_conflict(json_t *m, bdg_req_t *req, bdg_res_t *res)
{
    bdg_person_t *p;
    bdg_db_t *db;
    const char *external_id;
    BDG_TRY(load(&p, req));
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_person_external_id(&external_id, db, req->scope.organisation_id, p->id, req->pool));
    json_t *saved = bdg_json_own(saved_values(req, p, external_id), req->pool);
    BDG_TRY(bdg_form_stale(req, res, m, saved, "account", p->id));
    if (!json_is_true(json_object_get(m, "shared"))) {
        bdg_form_differs(m, saved, "first_name", _("First name"));
        bdg_form_differs(m, saved, "last_name", _("Last name"));
        bdg_form_differs(m, saved, "username", _("Username"));
    }
    bdg_form_differs(m, saved, "external_id", _("External id"));
    return bdg_res_page(res, "admin/people/form", json_incref(m));
}

bdg_err_t *bdg_post_person_edit(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    bdg_person_t *p;
    const char *external_id;
    json_t *m, *v = json_object();
    bdg_person_typed_t typed = typed_person(req);
    BDG_TRY_ELSE(form_model(&m, &external_id, &p, req), json_decref(v));
    bdg_json_set(m, "values", v);
    bdg_form_typed(v, req, "first_name", "last_name", "username", "external_id", "revision", NULL);
    if (json_is_true(json_object_get(m, "shared")))    /* theirs stay as they are, and were not asked for */
        typed = (bdg_person_typed_t){ NULL, p->first_name, p->last_name, p->username, typed.external_id };
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_form_taken(req);
    if (!e)
        e = bdg_person_change(&edit, &typed);
    if (!e)
        return after(req, res, NULL, "Saved.", 0);
    if (bdg_form_refused(&e, edit.check, m))
        return bdg_res_form_again(res, "admin/people/form", json_incref(m));
    if (!e || e->code != BDG_E_CONFLICT)
        return e;
    bdg_err_clear(e);
    return form_conflict(m, req, res);
}

/* --- acts */

bdg_err_t *bdg_post_person_remind(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    BDG_TRY(bdg_form_edit(&edit, req));
    return after(req, res, bdg_person_remind(&edit), "The invitation is sent again. The link of the one before no longer works.", 0);
}

static bdg_err_t *confirm(bdg_req_t *req, bdg_res_t *res, const char *rest, bdg_confirm_t c)
{
    bdg_person_t *p;
    json_t *m = json_object();
    BDG_TRY_ELSE(load(&p, req), json_decref(m));
    c.crumb = p->name;
    c.back = bdg_person_href(req, p->public_id, "");
    c.action = bdg_person_href(req, p->public_id, rest);
    c.revision = p->revision;
    c.heading = apr_psprintf(req->pool, bdg_tr(c.heading), p->name);
    bdg_parts_confirm(m, &c);
    return bdg_res_page(res, "admin/confirm", m);
}

bdg_err_t *bdg_get_person_suspend(bdg_req_t *req, bdg_res_t *res)
{
    return confirm(req, res, "/suspend", (bdg_confirm_t){ .heading = "Suspend %s", .text = "This person can no longer sign in, and is signed out everywhere at once.",
        .points = { "Credentials stay as they are.", "Places and roles are kept." }, .undo = "You can end it at any time.", .button = "Suspend" });
}

bdg_err_t *bdg_post_person_suspend(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    BDG_TRY(bdg_form_edit(&edit, req));
    return after(req, res, bdg_person_stop(&edit), "Suspended.", 0);
}

bdg_err_t *bdg_post_person_unsuspend(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    BDG_TRY(bdg_form_edit(&edit, req));
    return after(req, res, bdg_person_go_on(&edit), "No longer suspended.", 0);
}

bdg_err_t *bdg_get_person_erase(bdg_req_t *req, bdg_res_t *res)
{
    return confirm(req, res, "/erase", (bdg_confirm_t){ .heading = "Erase %s", .text = "Name, addresses, places, roles, collections and imported badges of this person go for good.",
        .points = { "Credentials that were awarded stay valid: they are their issuers' records.", "The audit log keeps that somebody was here, not who." },
        .undo = "This cannot be undone.", .button = "Erase this person" });
}

bdg_err_t *bdg_post_person_erase(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    BDG_TRY(bdg_form_edit(&edit, req));
    return after(req, res, bdg_person_erase(&edit), "Erased.", 1);
}

static int64_t seen_of(const bdg_req_t *req)
{
    const char *s = bdg_req_form(req, "seen");
    return s && *s && strspn(s, "0123456789") == strlen(s) && strlen(s) < 19 ? apr_atoi64(s) : -1;
}

bdg_err_t *bdg_post_person_remove(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    bdg_place_t place;
    int64_t left;
    bdg_scope_t scope;
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_person_place_named(&place, edit.db, bdg_req_form(req, "place"), edit.organisation_id, req->pool);
    if (!e)
        e = bdg_person_remove(&edit, &place, seen_of(req));
    if (e)
        return after(req, res, e, NULL, 0);
    e = bdg_access_object(&scope, edit.db, &req->actor, BDG_OBJECT_PERSON, req->params[0], req->pool);
    left = e == NULL;
    if (e && e->code != BDG_E_NOT_FOUND)
        return e;
    bdg_err_clear(e);
    return after(req, res, NULL, "Taken out of this place.", !left);
}

bdg_err_t *bdg_post_person_place(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    bdg_place_t place;
    bdg_role_t *role;
    int ok;
    BDG_TRY(bdg_form_edit(&edit, req));
    BDG_TRY(bdg_people_form_place(&place, &role, &ok, &edit, req));
    bdg_err_t *e = ok ? bdg_person_give(&edit, &place, role, -1) : bdg_check_result(edit.check);
    return after(req, res, e, "Saved.", 0);
}
