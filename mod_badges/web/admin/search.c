/* The search at the top of every page. */
#include "base/str.h"
#include "base/language.h"
#include "store/finding.h"
#include "web/admin/credentials_filter.h"
#include "web/handlers.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

#define ANY_PERM (BDG_PERM_BIT(BDG_PERM_COUNT) - 1)
#define CREDENTIALS 8

static const struct { bdg_find_e kind; const char *title, *path, *icon; bdg_perms_t perms; } groups[] = {
    { BDG_FIND_BADGES, N_("Badges"), "/admin/badges", "award", ANY_PERM },
    { BDG_FIND_ISSUERS, N_("Issuers"), "/admin/issuers", "building", ANY_PERM },
    { BDG_FIND_BATCHES, N_("Batches"), "/admin/batches", "file-spreadsheet", BDG_PERM_BIT(BDG_PERM_ASSERTIONS_ISSUE) } };

static void add_item(json_t *items, const char *name, const char *second, const char *href, const char *image)
{
    json_t *o = json_object();
    bdg_json_str(o, "name", name);
    bdg_words_set(o, "second", second);
    bdg_json_str(o, "href", href);
    bdg_words_set(o, "image_url", image);
    bdg_json_add(items, o);
}

static json_t *add_group(json_t *list, const char *title, const char *icon, const char *all_href)
{
    json_t *g = json_object(), *items = json_array();
    bdg_json_str(g, "title", bdg_tr(title));
    bdg_json_str(g, "icon", icon);
    bdg_words_set(g, "all_href", all_href);
    bdg_json_set(g, "items", items);
    bdg_json_add(list, g);
    return items;
}

static const char *state_words(const char *state, apr_pool_t *pool)
{
    char *s = apr_pstrdup(pool, state);
    for (char *p = s; *p; p++)
        if (*p == '_')
            *p = ' ';
    if (*s >= 'a' && *s <= 'z')
        *s = (char)(*s - 'a' + 'A');
    return s;
}

static bdg_err_t *named(json_t *list, bdg_req_t *req, bdg_db_t *db, const char *q, size_t k)
{
    apr_array_header_t *rows;
    if (!((req->actor.perms | req->actor.issuer_perms) & groups[k].perms))
        return NULL;
    BDG_TRY(bdg_find(&rows, db, groups[k].kind, q, req->actor.organisation_id, (req->actor.perms & groups[k].perms) != 0, req->actor.account_id, groups[k].perms, req->pool));
    if (!rows->nelts)
        return NULL;
    json_t *items = add_group(list, groups[k].title, groups[k].icon,
                              apr_pstrcat(req->pool, req->site->prefix, groups[k].path, "?q=", bdg_url_escape(q, req->pool), NULL));
    for (int i = 0; i < rows->nelts; i++) {
        const bdg_found_t *f = &APR_ARRAY_IDX(rows, i, bdg_found_t);
        add_item(items, f->name, state_words(f->state, req->pool), apr_pstrcat(req->pool, req->site->prefix, groups[k].path, "/", f->public_id, NULL),
                 groups[k].kind == BDG_FIND_BADGES && strcmp(f->state, "draft") ? bdg_credentials_image(req, f->public_id, f->graphic_revision) : NULL);
    }
    return NULL;
}

static bdg_err_t *credentials_in(json_t *list, bdg_req_t *req, bdg_db_t *db, const char *q, bdg_assertion_filter_t *f, const char *in, const char *title)
{
    bdg_assertion_page_t page;
    BDG_TRY(bdg_assertion_list(&page, db, f, NULL, 0, CREDENTIALS, req->pool));
    if (!page.nrows)
        return NULL;
    json_t *items = add_group(list, title, "certificate", apr_psprintf(req->pool, "%s/admin/credentials?q=%s%s", req->site->prefix, bdg_url_escape(q, req->pool), in));
    for (int i = 0; i < page.nrows; i++) {
        const bdg_assertion_row_t *r = &page.rows[i];
        add_item(items, r->recipient_name, apr_psprintf(req->pool, "%s, %s, %s", r->badge_name, r->recipient_identity, bdg_date_short(r->issued_on, req->pool)),
                 bdg_credentials_href(req, r->public_id, ""), bdg_credentials_image(req, r->badge_public_id, r->graphic_revision));
    }
    return NULL;
}

/* By name, and by address: what the Credentials page finds one after the other stands here side by side. */
static bdg_err_t *credentials(json_t *list, bdg_req_t *req, bdg_db_t *db, const char *q)
{
    bdg_perms_t perm = BDG_PERM_BIT(BDG_PERM_REPORTS_VIEW);
    bdg_assertion_filter_t f = { .organisation_id = req->actor.organisation_id, .today = bdg_date_of(apr_time_now()), .text = q,
                                 .issued_from = BDG_DATE_NONE, .issued_to = BDG_DATE_NONE };
    if (!((req->actor.perms | req->actor.issuer_perms) & perm))
        return NULL;
    if (!(req->actor.perms & perm)) {
        int64_t *badges;
        BDG_TRY(bdg_assertion_list_badges(&badges, &f.nbadges, db, req->actor.organisation_id, req->actor.account_id, perm, req->pool));
        f.badges = badges;
        if (f.nbadges > BDG_LIST_BADGES_MAX)
            f.nbadges = BDG_LIST_BADGES_MAX;
    }
    else
        BDG_TRY(bdg_reach(&f.reach, db, f.organisation_id));
    BDG_TRY(bdg_assertion_filter_resolve(&f, 0, db, req->pool));
    BDG_TRY(credentials_in(list, req, db, q, &f, f.in == BDG_TEXT_NAME ? "&in=name" : f.in == BDG_TEXT_EXTERNAL ? "&in=external" : "", _("Credentials")));
    if (f.in != BDG_TEXT_NAME)
        return NULL;
    f.in = BDG_TEXT_IDENTITY;
    return credentials_in(list, req, db, q, &f, "&in=address", _("Credentials, by address"));
}

bdg_err_t *bdg_get_search(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    const char *typed = bdg_req_arg(req, "q"), *q = typed ? bdg_text_clean(typed, strlen(typed), 0, req->pool) : "";
    json_t *m = bdg_json_object(req->pool), *list = json_array();
    bdg_json_set(m, "groups", list);
    bdg_json_str(m, "q", q);
    if (*q) {
        BDG_TRY(bdg_req_db(req, &db));
        for (size_t k = 0; k < sizeof groups / sizeof *groups; k++)
            BDG_TRY(named(list, req, db, q, k));
        BDG_TRY(credentials(list, req, db, q));
    }
    bdg_json_bool(m, "found", json_array_size(list) > 0);
    return bdg_res_page(res, "admin/search", json_incref(m));
}
