/* /me: everything that was awarded to a person's proven addresses, across organisations, and what they decide about it. */
#include "core/collection.h"
#include "base/language.h"
#include "core/recipient.h"
#include "base/str.h"
#include "web/formats.h"
#include "web/handlers.h"
#include "web/me/me.h"
#include "web/pager.h"
#include "web/parts.h"
#include "web/public/assertion_page.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

#define PAGE 24          /* fills rows of two, three and four */
#define COUNT_MAX 10001

/* ---------------------------------------------------------------- the list */

static const struct { const char *word, *title; bdg_held_e which; } views[] = {
    { "", N_("All"), BDG_HELD_SHOWN }, { "new", N_("New"), BDG_HELD_NEW }, { "aside", N_("Put aside"), BDG_HELD_ASIDE } };
#define VIEWS (sizeof views / sizeof *views)

static size_t view_of(const bdg_req_t *req)
{
    const char *show = bdg_req_arg(req, "show");
    for (size_t i = 1; show && i < VIEWS; i++)
        if (!strcmp(show, views[i].word))
            return i;
    return 0;
}

static bdg_err_t *tabs(json_t *m, const bdg_req_t *req, bdg_db_t *db, size_t view, int64_t *count)
{
    json_t *list = json_array();
    bdg_json_set(m, "tabs", list);
    for (size_t i = 0; i < VIEWS; i++) {
        int64_t n;
        BDG_TRY(bdg_held_count(&n, db, req->actor.account_id, views[i].which, COUNT_MAX));
        const char *href = apr_pstrcat(req->pool, req->site->prefix, "/me", i ? "?show=" : "", views[i].word, NULL);
        bdg_parts_tab(list, i && n ? apr_psprintf(req->pool, "%s (%s%s)", bdg_tr(views[i].title), bdg_words_number(n < COUNT_MAX ? n : COUNT_MAX - 1, req->pool), n < COUNT_MAX ? "" : "+") : views[i].title,
                      href, i == view);
        if (i == view)
            *count = n;
    }
    return NULL;
}

/* The id behind the cursor; one that is not theirs is the first page. */
static bdg_err_t *cursor_of(int64_t *id, const bdg_req_t *req, bdg_db_t *db, bdg_pager_t *pager)
{
    int64_t organisation;
    *id = 0;
    if (!pager->cursor)
        return NULL;
    bdg_err_t *e = bdg_held_scope(&organisation, id, db, req->actor.account_id, pager->cursor);
    if (!e || e->code != BDG_E_NOT_FOUND)
        return e;
    bdg_err_clear(e);
    *pager = (bdg_pager_t){ 0 };
    return NULL;
}

static bdg_err_t *rows(json_t *m, bdg_req_t *req, bdg_db_t *db, size_t view, int64_t count)
{
    apr_array_header_t *found;
    json_t *list = json_array();
    int64_t cursor;
    bdg_json_set(m, "rows", list);
    bdg_pager_t pager = bdg_pager_read(req);
    BDG_TRY(cursor_of(&cursor, req, db, &pager));
    BDG_TRY(bdg_held_list(&found, db, req->actor.account_id, views[view].which, cursor, pager.newer, PAGE, req->pool));
    bdg_pager_trim(&pager, found, PAGE);
    for (int i = 0; i < found->nelts; i++)
        bdg_json_add(list, bdg_me_card(req, &APR_ARRAY_IDX(found, i, bdg_held_t)));
    const char *first = found->nelts ? APR_ARRAY_IDX(found, 0, bdg_held_t).public_id : NULL, *last = found->nelts ? APR_ARRAY_IDX(found, found->nelts - 1, bdg_held_t).public_id : NULL;
    bdg_pager_model(m, req, &pager, "/me", first, last, bdg_words_count(count, "credential", "credentials", req->pool));
    if (!pager.has_newer && !pager.has_older)
        json_object_del(m, "pager");
    return NULL;
}

static bdg_err_t *addresses(json_t *m, bdg_req_t *req, bdg_db_t *db, int *n)
{
    apr_array_header_t *mine;
    const char *words = "";
    BDG_TRY(bdg_recipient_identities(&mine, db, req->actor.account_id, req->pool));
    *n = mine->nelts;
    for (int i = 0; i < mine->nelts; i++)
        words = apr_pstrcat(req->pool, words, !i ? "" : i == mine->nelts - 1 ? _(" and ") : ", ", APR_ARRAY_IDX(mine, i, bdg_identity_t).identity, NULL);
    bdg_json_str(m, "addresses", words);
    bdg_json_str(m, "unproven", mine->nelts ? "" : req->actor.email);
    return NULL;
}

bdg_err_t *bdg_get_me(bdg_req_t *req, bdg_res_t *res)
{
    json_t *m = bdg_me_model(req, BDG_ME_CREDENTIALS);
    size_t view = view_of(req);
    bdg_db_t *db;
    int proven;
    int64_t count = 0;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(addresses(m, req, db, &proven));
    if (proven) {
        BDG_TRY(tabs(m, req, db, view, &count));
        BDG_TRY(rows(m, req, db, view, count));
        bdg_json_bool(m, apr_pstrcat(req->pool, "empty_", *views[view].word ? views[view].word : "all", NULL), !json_is_true(json_object_get(m, "has_rows")));
    }
    return bdg_res_page(res, "me/credentials", json_incref(m));
}

/* ---------------------------------------------------------------- one of them */

static bdg_err_t *collections(json_t *m, bdg_req_t *req, bdg_db_t *db)
{
    apr_array_header_t *list;
    json_t *in = json_array(), *options = json_array();
    bdg_json_set(m, "in_collections", in);
    bdg_json_set(m, "collections", options);
    BDG_TRY(bdg_collection_list(&list, db, req->actor.account_id, req->scope.object_id, 0, req->pool));
    for (int i = 0; i < list->nelts; i++) {
        const bdg_collection_t *c = &APR_ARRAY_IDX(list, i, bdg_collection_t);
        if (c->has_item)
            bdg_json_add(in, bdg_json_str(bdg_json_str(json_object(), "title", c->name), "href",
                                          apr_pstrcat(req->pool, req->site->prefix, "/me/collections/", c->public_id, NULL)));
        else
            bdg_parts_option(options, c->public_id, c->name, 0);
    }
    bdg_json_bool(m, "has_collections", json_array_size(options) > 0);
    return NULL;
}

bdg_err_t *bdg_get_me_credential(bdg_req_t *req, bdg_res_t *res)
{
    bdg_assertion_t *a;
    bdg_held_t *held;
    const bdg_wording_t *w;
    bdg_db_t *db;
    json_t *m;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_held_get(&held, db, req->actor.account_id, req->params[0], req->pool));
    BDG_TRY(bdg_assertion_by_id(&a, db, req->scope.object_id, req->pool));
    BDG_TRY(bdg_wording_get(&w, req, a->badge_class_version_id, a->issuer_version_id));
    BDG_TRY(bdg_assertion_page(&m, req, a, w));
    bdg_json_own(m, req->pool);
    json_object_update(m, bdg_me_model(req, BDG_ME_CREDENTIALS));
    json_t *card = bdg_me_card(req, held);
    bdg_json_set(m, "held", card);
    bdg_json_str(card, "collect_href", apr_pstrcat(req->pool, req->site->prefix, "/me/credentials/", a->public_id, "/collect", NULL));
    bdg_json_bool(card, "may_accept", a->acceptance != BDG_ACCEPTED && a->state != BDG_ASSERTION_REVOKED);
    bdg_json_bool(m, "revoked", a->state == BDG_ASSERTION_REVOKED);
    bdg_json_bool(m, "rejected", a->acceptance == BDG_REJECTED && a->state != BDG_ASSERTION_REVOKED);
    bdg_json_str(m, "reason", a->revocation_reason ? a->revocation_reason : "");
    bdg_json_str(m, "sent_to", a->recipient_identity);
    BDG_TRY(collections(m, req, db));
    return bdg_res_page(res, "me/credential", json_incref(m));
}

/* ---------------------------------------------------------------- decisions */

static const char *page_of(const bdg_req_t *req) { return apr_pstrcat(req->pool, "/me/credentials/", req->params[0], NULL); }

static bdg_err_t *decide(bdg_req_t *req, bdg_res_t *res, bdg_decide_e what, const char *said)
{
    bdg_db_t *db;
    int changed;
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_recipient_decide(&changed, db, &req->actor, req->params[0], what, req->pool);
    if (e && e->code == BDG_E_CONFLICT) {
        const char *why = apr_pstrdup(req->pool, e->message);
        bdg_err_clear(e);
        return bdg_res_redirect(req, res, page_of(req), "warning", why);
    }
    BDG_TRY(e);
    const char *back = bdg_req_form(req, "back");
    return bdg_res_redirect(req, res, back && !strcmp(back, "list") ? "/me" : page_of(req), changed ? "success" : NULL, said);
}

bdg_err_t *bdg_post_me_accept(bdg_req_t *req, bdg_res_t *res) { return decide(req, res, BDG_DECIDE_ACCEPT, _("You have accepted it. Its issuer can see that.")); }
bdg_err_t *bdg_post_me_hide(bdg_req_t *req, bdg_res_t *res) { return decide(req, res, BDG_DECIDE_HIDE, _("It is put aside. Its public page stays as it is.")); }
bdg_err_t *bdg_post_me_show(bdg_req_t *req, bdg_res_t *res) { return decide(req, res, BDG_DECIDE_SHOW, _("It is among your credentials again.")); }
bdg_err_t *bdg_post_me_reject(bdg_req_t *req, bdg_res_t *res) { return decide(req, res, BDG_DECIDE_REJECT, _("Rejected. Its issuer can see that.")); }

bdg_err_t *bdg_get_me_reject(bdg_req_t *req, bdg_res_t *res)
{
    bdg_held_t *held;
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_held_get(&held, db, req->actor.account_id, req->params[0], req->pool));
    bdg_me_confirm_t c = {
        .heading = _("Reject this credential?"),
        .text = bdg_say(req->pool, "You reject \xe2\x80\x9c%s\xe2\x80\x9d, awarded to you by %s.", held->badge_name, held->issuer_name),
        .points = { _("Its public page no longer shows your name, nor how it was earned, and offers nothing to share or download."), _("It leaves your list and your collections' public pages."),
                    _("Its issuer sees that you rejected it. That it was issued stays true: somebody who holds a copy can still have it verified."), _("You can accept it later.") },
        .action = apr_pstrcat(req->pool, page_of(req), "/reject", NULL), .button = _("Reject the credential"), .back = page_of(req), .dangerous = 1 };
    return bdg_me_confirm(req, res, BDG_ME_CREDENTIALS, &c);
}
