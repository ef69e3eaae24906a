/* Revoking: one credential, several, all that match; and what became of several. */
#include "web/admin/credentials_revoke.h"
#include "base/language.h"
#include "base/id.h"
#include "core/access.h"
#include "core/assertion.h"
#include "core/revocation.h"
#include "store/badge_class.h"
#include "web/form_model.h"
#include "web/handlers.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define PATH "/admin/credentials"
#define ITEMS 50

/* What a confirm page of a revocation says in any case. */
static void ask_reason(json_t *m)
{
    json_t *c = json_object_get(m, "confirm"), *r = json_object();
    bdg_json_str(r, "label", _("Reason"));
    bdg_json_str(r, "help", _("Anyone who opens the public page will read it, so write nothing that only concerns you."));
    bdg_json_bool(r, "required", 1);
    bdg_json_set(c, "reason", r);
}

static void add_field(json_t *m, const char *name, const char *value)
{
    json_t *f = json_object();
    bdg_json_str(f, "name", name);
    bdg_json_str(f, "value", value);
    bdg_json_add(json_object_get(json_object_get(m, "confirm"), "fields"), f);
}

static void typed_again(json_t *m, const bdg_req_t *req)
{
    json_t *v = json_object();
    bdg_form_typed(v, req, "reason", NULL);
    bdg_json_set(m, "values", v);
}

#define ITS_PAGE_SAYS _("The public page stays at its address. It says that the credential was revoked, with the reason.")
#define FILES_TOO _("Copies that somebody downloaded are found to be revoked as soon as they are checked.")
#define FOR_GOOD _("This cannot be undone. You can issue the badge to them again.")

/* ---------------------------------------------------------------- one */

static bdg_err_t *load_one(bdg_assertion_t **a, bdg_badge_class_t **b, bdg_req_t *req)
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_assertion_by_id(a, db, req->scope.object_id, req->pool));
    return bdg_badge_class_by_version(b, db, (*a)->badge_class_version_id, req->pool);
}

static bdg_err_t *confirm_one(bdg_req_t *req, bdg_res_t *res, json_t *m)
{
    bdg_assertion_t *a;
    bdg_badge_class_t *b;
    BDG_TRY(load_one(&a, &b, req));
    if (a->state == BDG_ASSERTION_REVOKED)
        return bdg_res_redirect(req, res, apr_pstrcat(req->pool, PATH "/", a->public_id, NULL), "info", "This credential is revoked already.");
    bdg_parts_confirm(m, &(bdg_confirm_t){
        .crumb = a->recipient_name, .back = bdg_credentials_href(req, a->public_id, ""), .action = bdg_credentials_href(req, a->public_id, "/revoke"),
        .revision = a->revision, .heading = "Revoke this credential",
        .text = bdg_say(req->pool, "%s (%s) loses %s, issued on %s.", a->recipient_name, a->recipient_identity, b->name, bdg_date_words(a->issued_on, req->pool)),
        .points = { ITS_PAGE_SAYS, FILES_TOO }, .undo = FOR_GOOD, .button = "Revoke the credential" });
    ask_reason(m);
    if (bdg_problems(m))
        return bdg_res_form_again(res, "admin/confirm", json_incref(m));
    return bdg_res_page(res, "admin/confirm", json_incref(m));
}

bdg_err_t *bdg_get_credential_revoke(bdg_req_t *req, bdg_res_t *res) { return confirm_one(req, res, bdg_json_object(req->pool)); }

bdg_err_t *bdg_post_credential_revoke(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    json_t *m = bdg_json_object(req->pool);
    const char *back = apr_pstrcat(req->pool, PATH "/", req->params[0], NULL);
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_assertion_withdraw(&edit, bdg_req_form(req, "reason"));
    if (bdg_form_refused(&e, edit.check, m)) {
        typed_again(m, req);
        return confirm_one(req, res, m);
    }
    if (e && e->code == BDG_E_CONFLICT) {
        bdg_err_clear(e);
        return bdg_res_redirect(req, res, back, "info", "This credential is revoked already.");
    }
    BDG_TRY(e);
    return bdg_res_redirect(req, res, back, "success", "Revoked. The public page says so.");
}

/* ---------------------------------------------------------------- several */

static const char *list_path(const bdg_req_t *req, const bdg_credentials_t *c)
{
    return apr_pstrcat(req->pool, PATH, *c->query ? "?" : "", c->query, NULL);
}

/* How many it touches, as exactly as it must be known before somebody says yes. */
static bdg_err_t *how_many(int64_t *n, bdg_count_e *kind, bdg_req_t *req, bdg_credentials_t *c, int chosen)
{
    bdg_db_t *db;
    *n = chosen;
    *kind = BDG_COUNT_EXACT;
    if (chosen)
        return NULL;
    *n = 0;
    if (c->too_many || !bdg_revocation_narrow(&c->f))
        return NULL;
    BDG_TRY(bdg_req_db(req, &db));
    return bdg_assertion_list_count(n, kind, db, &c->f, BDG_REVOCATION_MAX, apr_time_from_sec(10), req->pool);
}

bdg_err_t *bdg_revoke_confirm(bdg_req_t *req, bdg_res_t *res, bdg_credentials_t *c, const char *const *ids, int chosen, json_t *problems)
{
    int64_t n;
    bdg_count_e kind;
    json_t *m = problems ? problems : bdg_json_object(req->pool);
    const char *back = list_path(req, c);
    BDG_TRY(how_many(&n, &kind, req, c, chosen));
    if (!n)
        return bdg_res_redirect(req, res, back, "info", "None of them can be revoked: they are revoked already.");
    if (kind != BDG_COUNT_EXACT)
        return bdg_res_redirect(req, res, back, "warning", bdg_say(req->pool, "More than %s credentials match. Narrow the list down, and revoke them in parts.",
                                bdg_words_number(BDG_REVOCATION_MAX, req->pool)));
    const char *number = bdg_words_number(n, req->pool), *what = bdg_words_count(n, "credential", "credentials", req->pool);
    bdg_parts_confirm(m, &(bdg_confirm_t){
        .crumb = "Credentials", .back = apr_pstrcat(req->pool, req->site->prefix, back, NULL),
        .action = apr_pstrcat(req->pool, req->site->prefix, PATH "/revoke", *c->query ? "?" : "", c->query, NULL),
        .heading = bdg_say(req->pool, "Revoke %s", what),
        .text = n == 1 ? "One recipient loses their credential." : bdg_say_n(req->pool, "The recipients of %s credentials lose them.", "The recipients of %s credentials lose them.", n, number),
        .points = { n == 1 ? ITS_PAGE_SAYS : "Each public page stays at its address. It says that the credential was revoked, with the reason.", FILES_TOO,
                    n > BDG_REVOCATION_AT_ONCE ? "It is done in the background. You can watch, or leave." : NULL },
        .undo = FOR_GOOD, .button = bdg_say(req->pool, "Revoke %s", what) });
    ask_reason(m);
    add_field(m, chosen ? "chosen" : "all", "1");
    add_field(m, "expected", apr_psprintf(req->pool, "%" APR_INT64_T_FMT, (apr_int64_t)n));
    for (int i = 0; i < chosen; i++)
        add_field(m, "id", ids[i]);
    if (bdg_problems(m))
        return bdg_res_form_again(res, "admin/confirm", json_incref(m));
    return bdg_res_page(res, "admin/confirm", json_incref(m));
}

static const char *const *chosen_ids(const bdg_req_t *req, int *n)
{
    const char **ids = apr_palloc(req->pool, sizeof *ids * (size_t)(req->form->n + 1));
    *n = 0;
    for (int i = 0; i < req->form->n; i++)
        if (!strcmp(req->form->fields[i].name, "id") && bdg_id_valid(req->form->fields[i].value))
            ids[(*n)++] = req->form->fields[i].value;
    return ids;
}

/* Only awards of these classes, for somebody whose roles are for single issuers. */
static bdg_err_t *reach(bdg_revocation_wish_t *wish, bdg_req_t *req, bdg_db_t *db)
{
    int64_t *badges;
    if (req->actor.perms & BDG_PERM_BIT(BDG_PERM_ASSERTIONS_REVOKE))
        return NULL;
    BDG_TRY(bdg_assertion_list_badges(&badges, &wish->nbadges, db, req->actor.organisation_id, req->actor.account_id, BDG_PERM_BIT(BDG_PERM_ASSERTIONS_REVOKE), req->pool));
    wish->badges = badges;
    return NULL;
}

static bdg_err_t *one_at_a_time(bdg_req_t *req, bdg_res_t *res, const bdg_credentials_t *c)
{
    return bdg_res_redirect(req, res, list_path(req, c), "warning", "They belong to several organisations. Revoke those of one organisation at a time.");
}

/* The organisation that all of them belong to, perhaps one below; 0 when they belong to several: a revocation is of one. */
static bdg_err_t *owner_of(int64_t *organisation_id, bdg_req_t *req, const char *const *ids, int n)
{
    bdg_db_t *db;
    bdg_scope_t scope;
    *organisation_id = 0;
    BDG_TRY(bdg_req_db(req, &db));
    for (int i = 0; i < n; i++) {
        BDG_TRY(bdg_access_object(&scope, db, &req->actor, BDG_OBJECT_ASSERTION, ids[i], req->pool));
        BDG_TRY(bdg_access_ask(scope.perms, BDG_PERM_ASSERTIONS_REVOKE));
        if (i && scope.organisation_id != *organisation_id) {
            *organisation_id = 0;
            return NULL;
        }
        *organisation_id = scope.organisation_id;
    }
    return NULL;
}

static bdg_err_t *finish_now(bdg_req_t *req, bdg_db_t *db, int64_t id)
{
    apr_pool_t *iter;
    int done = 0;
    if (apr_pool_create(&iter, req->pool) != APR_SUCCESS)
        return bdg_err(BDG_E_NOMEM, "The server is out of memory.");
    while (!done) {
        apr_pool_clear(iter);
        BDG_TRY(bdg_revocation_step(&done, db, id, iter));
    }
    return NULL;
}

bdg_err_t *bdg_post_credentials_revoke(bdg_req_t *req, bdg_res_t *res)
{
    bdg_credentials_t c;
    bdg_edit_t edit;
    bdg_revocation_wish_t wish = { .reason = bdg_req_form(req, "reason") };
    const char *public_id, *expected = bdg_req_form(req, "expected");
    int64_t n, id;
    bdg_count_e kind;
    int all = bdg_req_form(req, "all") != NULL;
    json_t *m = bdg_json_object(req->pool);
    BDG_TRY(bdg_credentials_read(&c, req, all ? BDG_PERM_ASSERTIONS_REVOKE : BDG_PERM_REPORTS_VIEW));
    BDG_TRY(bdg_form_edit(&edit, req));
    wish.ids = chosen_ids(req, &wish.n);
    edit.organisation_id = c.f.organisation_id;
    if (all && c.f.reach != BDG_REACH_ALONE)
        return one_at_a_time(req, res, &c);
    if (all)
        wish.n = 0;
    else if (!wish.n)
        return bdg_res_redirect(req, res, list_path(req, &c), "warning", "Choose at least one credential first.");
    else {
        BDG_TRY(owner_of(&edit.organisation_id, req, wish.ids, wish.n));
        if (!edit.organisation_id)
            return one_at_a_time(req, res, &c);
    }
    BDG_TRY(how_many(&n, &kind, req, &c, wish.n));
    if (all && (!expected || kind != BDG_COUNT_EXACT || atoll(expected) != n)) {
        typed_again(m, req);
        bdg_problem(m, "reason", "Number of credentials", "Meanwhile it has changed. Look at it again, please.");
        return bdg_revoke_confirm(req, res, &c, wish.ids, wish.n, m);
    }
    BDG_TRY(reach(&wish, req, edit.db));
    wish.filter = all ? &c.f : NULL;
    bdg_err_t *e = bdg_revocation_start(&public_id, &id, &edit, &wish);
    if (bdg_form_refused(&e, edit.check, m)) {
        typed_again(m, req);
        return bdg_revoke_confirm(req, res, &c, wish.ids, wish.n, m);
    }
    BDG_TRY(e);
    if (n <= BDG_REVOCATION_AT_ONCE)
        BDG_TRY(finish_now(req, edit.db, id));
    else if (req->server->wake)
        req->server->wake(req->server->wake_baton);
    return bdg_res_redirect(req, res, apr_pstrcat(req->pool, "/admin/revocations/", public_id, NULL), NULL, NULL);
}

/* ---------------------------------------------------------------- what became of them */

static void progress(json_t *m, const bdg_req_t *req, const bdg_revocation_t *r)
{
    json_t *p = json_object();
    int done = r->revoked + r->skipped, collecting = !strcmp(r->state, "collecting");
    bdg_json_str(p, "id", "revocation-work");
    bdg_json_str(p, "title", collecting ? _("Collecting the credentials") : _("Revoking"));
    bdg_json_int(p, "value", done);
    bdg_json_int(p, "max", r->total ? r->total : 1);
    bdg_json_str(p, "text", collecting ? apr_psprintf(req->pool, "%s found", bdg_words_number(r->total, req->pool)) :
                 bdg_say(req->pool, "%s of %s", bdg_words_number(done, req->pool), bdg_words_number(r->total, req->pool)));
    bdg_json_str(p, "href", apr_psprintf(req->pool, "%s/admin/revocations/%s", req->site->prefix, r->public_id));
    bdg_json_bool(p, "running", 1);
    bdg_json_set(m, "progress", p);
}

static json_t *item_model(const bdg_req_t *req, const bdg_revocation_item_t *i)
{
    static const char *const word[] = { "waiting", "revoked", "none" }, *const text[] = { N_("To do"), N_("Revoked"), N_("Was revoked already") };
    json_t *o = json_object();
    int k = i->outcome >= 0 && i->outcome <= 2 ? i->outcome : 0;
    bdg_json_str(o, "href", bdg_credentials_href(req, i->public_id, ""));
    bdg_json_str(o, "recipient_name", i->recipient_name);
    bdg_json_str(o, "recipient_identity", i->recipient_identity);
    bdg_json_str(o, "badge_name", i->badge_name);
    bdg_json_str(o, "state", word[k]);
    bdg_json_str(o, "state_text", _(text[k]));
    return o;
}

/* after=ID, before=ID: public ids of the rows at the edge. */
static bdg_err_t *items(json_t *m, bdg_req_t *req, bdg_db_t *db, const bdg_revocation_t *r)
{
    apr_array_header_t *rows;
    bdg_assertion_t *at = NULL;
    const char *before = bdg_req_arg(req, "newer"), *cursor = before ? before : bdg_req_arg(req, "older");
    json_t *list = json_array(), *p = json_object();
    bdg_json_set(m, "rows", list);
    bdg_json_set(m, "pager", p);
    if (cursor && bdg_id_valid(cursor))
        BDG_TRY(bdg_assertion_by_public_id(&at, db, cursor, req->pool));
    int back = at && before;
    BDG_TRY(bdg_revocation_items(&rows, db, r->id, at ? at->id : 0, back, ITEMS + 1, req->pool));
    int more = rows->nelts > ITEMS, from = more && back ? 1 : 0, to = more && !back ? ITEMS : rows->nelts;
    for (int i = from; i < to; i++)
        bdg_json_add(list, item_model(req, &APR_ARRAY_IDX(rows, i, bdg_revocation_item_t)));
    const char *path = apr_psprintf(req->pool, "%s/admin/revocations/%s", req->site->prefix, r->public_id);
    const char *first = to > from ? APR_ARRAY_IDX(rows, from, bdg_revocation_item_t).public_id : NULL;
    const char *last = to > from ? APR_ARRAY_IDX(rows, to - 1, bdg_revocation_item_t).public_id : NULL;
    bdg_json_bool(m, "has_rows", first != NULL);
    bdg_json_str(p, "text", bdg_words_count(r->total, "credential", "credentials", req->pool));
    bdg_words_set(p, "newer_text", _("Previous"));
    bdg_words_set(p, "older_text", _("Next"));
    bdg_words_set(p, "newer", first && (back ? more : at != NULL) ? apr_pstrcat(req->pool, path, "?newer=", first, NULL) : NULL);
    bdg_words_set(p, "older", last && (back || more) ? apr_pstrcat(req->pool, path, "?older=", last, NULL) : NULL);
    return NULL;
}

bdg_err_t *bdg_get_revocation(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    bdg_revocation_t *r;
    json_t *m = bdg_json_object(req->pool), *o = json_object(), *details = json_array();
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_revocation_by_public_id(&r, db, req->params[0], req->scope.organisation_id,
                                        (req->actor.perms & BDG_PERM_BIT(BDG_PERM_ASSERTIONS_REVOKE)) != 0, req->pool));
    if (!(req->actor.perms & BDG_PERM_BIT(BDG_PERM_ASSERTIONS_REVOKE)) && r->created_by != req->actor.account_id)
        return bdg_err(BDG_E_NOT_FOUND, "There is no such thing here.");
    int done = !strcmp(r->state, "done");
    bdg_json_set(m, "revocation", o);
    bdg_json_str(o, "heading", done ? bdg_say(req->pool, "%s revoked", bdg_words_count(r->revoked, "credential", "credentials", req->pool)) : _("Revoking credentials"));
    bdg_json_bool(o, "done", done);
    bdg_words_set(o, "skipped", r->skipped ? bdg_say(req->pool, "%s revoked already, and left as %s.",
                  bdg_words_count(r->skipped, "credential was", "credentials were", req->pool), r->skipped == 1 ? _("it was") : _("they were")) : NULL);
    if (!done)
        progress(m, req, r);
    bdg_parts_detail(details, "Reason", r->reason, NULL, NULL);
    bdg_parts_detail(details, "By", r->created_by_name, NULL, NULL);
    bdg_parts_detail(details, "On", bdg_date_words(bdg_date_of(r->created_at), req->pool), NULL, bdg_time_iso(r->created_at, req->pool));
    bdg_json_set(m, "details", details);
    BDG_TRY(items(m, req, db, r));
    return bdg_res_page(res, "admin/credentials/revocation", json_incref(m));
}
