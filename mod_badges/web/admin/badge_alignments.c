/* The tabs Alignments and Related badges. */
#include "base/str.h"
#include "base/language.h"
#include "core/alignment.h"
#include "core/related.h"
#include "web/admin/badge_model.h"
#include "web/admin/form_rows.h"
#include "web/admin/framework_model.h"
#include "web/handlers.h"
#include "web/parts.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define FOUND 20           /* skills that a search shows */

static const char *or_empty(const char *s) { return s ? s : ""; }

/* --- Alignments */

static const char *const alignment_members[] = { "name", "url", "framework", "code", "description", NULL };
static const bdg_form_rows_t alignment_rows = { alignment_members, BDG_ALIGNMENTS_MAX, N_("Alignment %d") };

static bdg_err_t *alignments_saved(json_t *v, bdg_req_t *req, const bdg_badge_class_t *b)
{
    bdg_alignment_t *list;
    int n;
    json_t *rows = json_array();
    bdg_json_set(v, "rows", rows);
    BDG_TRY(bdg_alignments_read(&list, &n, b->alignments_json, req->pool));
    for (int i = 0; i < n; i++) {
        json_t *row = json_object();
        bdg_json_str(row, "name", list[i].name);
        bdg_json_str(row, "url", list[i].url);
        bdg_json_str(row, "framework", or_empty(list[i].framework));
        bdg_json_str(row, "code", or_empty(list[i].code));
        bdg_json_str(row, "description", or_empty(list[i].description));
        bdg_json_add(rows, row);
    }
    return NULL;
}

static void alignments_typed(json_t *v, const bdg_req_t *req) { bdg_form_rows_typed(v, req, &alignment_rows); }

/* "<framework>.<number>" of the button beside a skill that was found: a row with its words. What can no longer be found adds nothing. */
static bdg_err_t *add_found(json_t *v, bdg_req_t *req)
{
    bdg_db_t *db;
    bdg_framework_found_t *item;
    const char *chosen = bdg_req_form(req, "item"), *dot = chosen ? strchr(chosen, '.') : NULL;
    json_t *rows = json_object_get(v, "rows"), *row;
    if (!dot || strlen(dot) > 8 || strspn(dot + 1, "0123456789") != strlen(dot + 1) || json_array_size(rows) >= BDG_ALIGNMENTS_MAX)
        return NULL;
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_framework_item(&item, db, req->scope.organisation_id, apr_pstrmemdup(req->pool, chosen, (size_t)(dot - chosen)), atoi(dot + 1), req->pool);
    if (e && e->code == BDG_E_NOT_FOUND) {
        bdg_err_clear(e);
        return NULL;
    }
    BDG_TRY(e);
    row = json_object();
    bdg_json_str(row, "name", item->name);
    bdg_json_str(row, "url", or_empty(item->url ? item->url : item->framework_url));
    bdg_json_str(row, "framework", item->framework_name);
    bdg_json_str(row, "code", or_empty(item->code));
    bdg_json_str(row, "description", or_empty(item->description));
    bdg_json_add(rows, row);
    return NULL;
}

/* The search among the frameworks that the badge's organisation sees; after one was added it is empty again. */
static bdg_err_t *find(json_t *m, bdg_req_t *req)
{
    bdg_db_t *db;
    apr_array_header_t *rows, *all;
    json_t *o = json_object(), *list = json_array(), *options = json_array();
    const char *q = bdg_req_form(req, "item") || !bdg_req_form(req, "q") ? "" : bdg_req_form(req, "q"), *within = or_empty(bdg_req_form(req, "within"));
    bdg_json_set(m, "find", o);
    bdg_json_set(o, "found", list);
    bdg_json_set(o, "frameworks", options);
    bdg_json_str(o, "q", q);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_framework_choices(&all, db, req->scope.organisation_id, req->pool));
    bdg_parts_option(options, "", _("All frameworks"), !*within);
    for (int i = 0; i < all->nelts; i++)
        bdg_parts_option(options, APR_ARRAY_IDX(all, i, bdg_framework_choice_t).public_id, APR_ARRAY_IDX(all, i, bdg_framework_choice_t).name,
                         !strcmp(within, APR_ARRAY_IDX(all, i, bdg_framework_choice_t).public_id));
    bdg_json_bool(o, "any_framework", all->nelts > 0);
    bdg_json_bool(o, "several", all->nelts > 1);
    bdg_json_bool(o, "searched", !bdg_is_blank(q));
    if (bdg_is_blank(q) || !all->nelts)
        return NULL;
    BDG_TRY(bdg_framework_find(&rows, db, req->scope.organisation_id, within, q, FOUND, req->pool));
    for (int i = 0; i < rows->nelts; i++)
        bdg_json_add(list, bdg_framework_item_model(&APR_ARRAY_IDX(rows, i, bdg_framework_found_t), all->nelts > 1, req->pool));
    bdg_json_str(o, "count", !rows->nelts ? _("No skill matches. Search for the beginnings of words, or for the beginning of a code.")
                 : rows->nelts == FOUND ? bdg_say(req->pool, "The first %d skills. Type more to find others.", FOUND)
                 : apr_psprintf(req->pool, "%d skill%s", rows->nelts, rows->nelts == 1 ? "" : "s"));
    return NULL;
}

static bdg_err_t *alignments_furnish(json_t *m, bdg_req_t *req, const bdg_badge_class_t *b)
{
    (void)b;
    BDG_TRY(add_found(json_object_get(m, "values"), req));
    bdg_form_rows_furnish(m, req, &alignment_rows);
    return find(m, req);
}

/* "Numeracy (EQF 3, Framework), https://...: description" */
static const char *alignment_words(const json_t *row, apr_pool_t *p)
{
    const char *framework = bdg_form_rows_value(row, "framework"), *code = bdg_form_rows_value(row, "code"), *description = bdg_form_rows_value(row, "description");
    const char *within = *framework || *code ? apr_pstrcat(p, " (", code, *code && *framework ? ", " : "", framework, ")", NULL) : "";
    return apr_pstrcat(p, bdg_form_rows_value(row, "name"), within, ", ", bdg_form_rows_value(row, "url"), *description ? ": " : "", description, NULL);
}

static bdg_err_t *alignments_differ(json_t *m, bdg_req_t *req, const json_t *now)
{
    bdg_form_rows_differ(m, req, now, &alignment_rows, alignment_words);
    return NULL;
}

static const bdg_badge_tab_t alignments = { "/alignments", "admin/badges/alignments", alignments_saved, alignments_typed, alignments_furnish, alignments_differ, 0 };

bdg_err_t *bdg_get_badge_alignments(bdg_req_t *req, bdg_res_t *res) { return bdg_badge_show_tab(req, res, &alignments); }

bdg_err_t *bdg_post_badge_alignments(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    int n = bdg_form_rows_count(req, &alignment_rows);
    if (bdg_form_rows_pressed(req) || bdg_req_form(req, "find") || bdg_req_form(req, "item"))
        return bdg_badge_show_typed(req, res, &alignments);
    bdg_alignment_typed_t *rows = apr_pcalloc(req->pool, sizeof *rows * (size_t)(n + 1));
    for (int i = 0; i < n; i++)
        rows[i] = (bdg_alignment_typed_t){ bdg_form_rows_member(req, "name", i), bdg_form_rows_member(req, "url", i), bdg_form_rows_member(req, "description", i),
                                           bdg_form_rows_member(req, "framework", i), bdg_form_rows_member(req, "code", i) };
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_form_taken(req);
    if (!e)
        e = bdg_badge_class_set_alignments(&edit, rows, n);
    return bdg_badge_after_tab(req, res, &alignments, &edit, e);
}

/* --- Related badges */

static const char *const related_members[] = { "url", "language", "version", NULL };
static const bdg_form_rows_t related_rows = { related_members, BDG_RELATED_MAX, N_("Related badge %d") };

static bdg_err_t *related_saved(json_t *v, bdg_req_t *req, const bdg_badge_class_t *b)
{
    bdg_related_t *list;
    int n;
    json_t *rows = json_array();
    bdg_json_set(v, "rows", rows);
    BDG_TRY(bdg_related_read(&list, &n, b->related_json, req->pool));
    for (int i = 0; i < n; i++) {
        json_t *row = json_object();
        bdg_json_str(row, "url", list[i].url);
        bdg_json_str(row, "language", or_empty(list[i].language));
        bdg_json_str(row, "version", or_empty(list[i].version));
        bdg_json_add(rows, row);
    }
    return NULL;
}

static void related_typed(json_t *v, const bdg_req_t *req) { bdg_form_rows_typed(v, req, &related_rows); }

static bdg_err_t *related_furnish(json_t *m, bdg_req_t *req, const bdg_badge_class_t *b)
{
    json_t *rows = json_object_get(json_object_get(m, "values"), "rows");
    (void)b;
    bdg_form_rows_furnish(m, req, &related_rows);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        json_t *row = json_array_get(rows, i);
        bdg_json_set(row, "languages", bdg_parts_languages(bdg_form_rows_value(row, "language"), _("Not said")));
    }
    return NULL;
}

static const char *related_words(const json_t *row, apr_pool_t *p)
{
    const char *language = bdg_form_rows_value(row, "language"), *version = bdg_form_rows_value(row, "version");
    return apr_pstrcat(p, bdg_form_rows_value(row, "url"), *language ? ", " : "", *language ? bdg_language_name(language) : "", *version ? ", version " : "", version, NULL);
}

static bdg_err_t *related_differ(json_t *m, bdg_req_t *req, const json_t *now)
{
    bdg_form_rows_differ(m, req, now, &related_rows, related_words);
    return NULL;
}

static const bdg_badge_tab_t related = { "/related", "admin/badges/related", related_saved, related_typed, related_furnish, related_differ, 0 };

bdg_err_t *bdg_get_badge_related(bdg_req_t *req, bdg_res_t *res) { return bdg_badge_show_tab(req, res, &related); }

bdg_err_t *bdg_post_badge_related(bdg_req_t *req, bdg_res_t *res)
{
    bdg_edit_t edit;
    int n = bdg_form_rows_count(req, &related_rows);
    if (bdg_form_rows_pressed(req))
        return bdg_badge_show_typed(req, res, &related);
    bdg_related_typed_t *rows = apr_pcalloc(req->pool, sizeof *rows * (size_t)(n + 1));
    for (int i = 0; i < n; i++)
        rows[i] = (bdg_related_typed_t){ bdg_form_rows_member(req, "url", i), bdg_form_rows_member(req, "language", i), bdg_form_rows_member(req, "version", i) };
    BDG_TRY(bdg_form_edit(&edit, req));
    bdg_err_t *e = bdg_form_taken(req);
    if (!e)
        e = bdg_badge_class_set_related(&edit, rows, n);
    return bdg_badge_after_tab(req, res, &related, &edit, e);
}
