/* The wording of a badge: as the overview shows it, its versions, and what changed from one to the next. */
#include "core/translation.h"
#include "io/markdown.h"
#include "web/admin/badge_model.h"
#include "web/admin/badge_tabs.h"
#include "web/differences.h"
#include "web/handlers.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

/* The wording: what is versioned. */
bdg_err_t *bdg_badge_wording_model(json_t *m, bdg_req_t *req, const bdg_badge_class_t *b)
{
    const char *html;
    bdg_attribute_t *list;
    bdg_achievement_t kind;
    int n;
    json_t *o = json_object(), *attributes = json_array(), *facts = json_array(), *tags = json_loads(b->tags_json, 0, NULL);
    bdg_json_set(m, "wording", o);
    bdg_json_set(o, "attributes", attributes);
    bdg_json_set(o, "facts", facts);
    bdg_json_set(o, "tags", tags ? tags : json_array());
    bdg_json_str(o, "name", b->name);
    bdg_words_set(o, "description", b->description);
    bdg_words_set(o, "criteria_url", b->criteria_url);
    BDG_TRY(bdg_markdown_html(&html, b->criteria_text, req->pool));
    bdg_words_set(o, "criteria_html", html);
    BDG_TRY(bdg_attributes_read(&list, &n, b->attributes_json, req->pool));
    for (int i = 0; i < n; i++) {
        json_t *a = json_object();
        const char *choices = "";
        for (int c = 0; c < list[i].nchoices; c++)
            choices = apr_pstrcat(req->pool, choices, c ? ", " : "", list[i].choices[c], NULL);
        bdg_json_str(a, "label", list[i].name);
        bdg_json_str(a, "kind", bdg_attribute_type_words[list[i].type]);
        bdg_words_set(a, "choices", choices);
        bdg_words_set(a, "help", list[i].help);
        bdg_json_bool(a, "required", list[i].required);
        bdg_json_add(attributes, a);
    }
    bdg_json_bool(o, "has_attributes", n > 0);
    BDG_TRY(bdg_achievement_read(&kind, b->achievement_json, req->pool));
    bdg_parts_detail(facts, "Kind of achievement", kind.type ? bdg_achievement_type_words(kind.type) : NULL, NULL, NULL);
    bdg_parts_detail(facts, "Credits", kind.credits, NULL, NULL);
    bdg_parts_detail(facts, "Field of study", kind.field, NULL, NULL);
    bdg_parts_detail(facts, "Specialization", kind.specialization, NULL, NULL);
    bdg_parts_detail(facts, "Code", kind.code, NULL, NULL);
    return NULL;
}

bdg_err_t *bdg_badge_versions_model(json_t *m, bdg_req_t *req, const bdg_badge_class_t *b)
{
    bdg_db_t *db;
    apr_array_header_t *rows;
    json_t *list = json_array();
    bdg_json_set(m, "versions", list);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_badge_class_versions(&rows, db, b->id, req->pool));
    for (int i = 0; i < rows->nelts; i++) {
        const bdg_badge_class_version_row_t *r = &APR_ARRAY_IDX(rows, i, bdg_badge_class_version_row_t);
        json_t *o = json_object();
        bdg_json_int(o, "number", r->number);
        bdg_json_str(o, "href", bdg_badge_href(req, b->public_id, apr_psprintf(req->pool, "/versions/%d", r->number)));
        bdg_json_str(o, "name", r->name);
        bdg_words_set(o, "by", r->by);
        bdg_json_bool(o, "present", i == 0);
        bdg_json_bool(o, "used", r->used);
        bdg_words_set(o, "awards", r->awards ? bdg_words_number(r->awards, req->pool) : NULL);
        bdg_words_time(o, "at", r->at, req->pool);
        bdg_json_add(list, o);
    }
    return NULL;
}

/* --- what changed: each part as a text, one thing a line */

static const char *or_empty(const char *s) { return s ? s : ""; }

static const char *attributes_text(const bdg_badge_class_t *b, apr_pool_t *p)
{
    bdg_attribute_t *list;
    int n;
    const char *out = "";
    bdg_err_clear(bdg_attributes_read(&list, &n, b->attributes_json, p));
    for (int i = 0; i < n; i++) {
        out = apr_pstrcat(p, out, list[i].name, ": ", bdg_attribute_type_words[list[i].type], list[i].required ? ", required" : "", NULL);
        for (int c = 0; c < list[i].nchoices; c++)
            out = apr_pstrcat(p, out, c ? ", " : ": ", list[i].choices[c], NULL);
        out = apr_pstrcat(p, out, *list[i].help ? " " : "", list[i].help, "\n", NULL);
    }
    return out;
}

static const char *alignments_text(const bdg_badge_class_t *b, apr_pool_t *p)
{
    bdg_alignment_t *list;
    int n;
    const char *out = "";
    bdg_err_clear(bdg_alignments_read(&list, &n, b->alignments_json, p));
    for (int i = 0; i < n; i++)
        out = apr_pstrcat(p, out, list[i].name, " ", or_empty(list[i].code), " ", or_empty(list[i].framework), " ", list[i].url, " ", or_empty(list[i].description), "\n", NULL);
    return out;
}

static const char *related_text(const bdg_badge_class_t *b, apr_pool_t *p)
{
    bdg_related_t *list;
    int n;
    const char *out = "";
    bdg_err_clear(bdg_related_read(&list, &n, b->related_json, p));
    for (int i = 0; i < n; i++)
        out = apr_pstrcat(p, out, list[i].url, " ", list[i].language ? bdg_language_name(list[i].language) : "", " ", or_empty(list[i].version), "\n", NULL);
    return out;
}

static const char *translations_text(const bdg_badge_class_t *b, apr_pool_t *p)
{
    bdg_translation_t *list;
    int n;
    const char *out = "";
    bdg_err_clear(bdg_translations_read(&list, &n, b->translations_json, p));
    for (int i = 0; i < n; i++)
        out = apr_pstrcat(p, out, bdg_language_name(list[i].language), ": ", list[i].name, "\n", list[i].description, "\n", or_empty(list[i].criteria_text), "\n",
                          or_empty(list[i].criteria_url), "\n", NULL);
    return out;
}

static const char *achievement_text(const bdg_badge_class_t *b, apr_pool_t *p)
{
    bdg_achievement_t a;
    bdg_err_clear(bdg_achievement_read(&a, b->achievement_json, p));
    return apr_pstrcat(p, a.type ? bdg_achievement_type_words(a.type) : "", "\n", a.credits ? "Credits: " : "", or_empty(a.credits), "\n", or_empty(a.field), "\n",
                       or_empty(a.specialization), "\n", or_empty(a.code), NULL);
}

static void changed(json_t *list, const char *label, const char *before, const char *after, apr_pool_t *pool)
{
    before = or_empty(before);
    after = or_empty(after);
    if (!strcmp(before, after))
        return;
    int was = strspn(before, "\n") < strlen(before), is = strspn(after, "\n") < strlen(after);
    json_t *o = json_object();
    bdg_json_str(o, "label", label);
    bdg_json_str(o, "how", !was ? "added" : is ? "changed" : "taken out");
    bdg_json_set(o, "pieces", bdg_differences(before, after, pool));
    bdg_json_add(list, o);
}

static void changes_model(json_t *m, const bdg_badge_class_t *from, const bdg_badge_class_t *to, apr_pool_t *p)
{
    json_t *list = json_array();
    changed(list, "Name", from->name, to->name, p);
    changed(list, "Description", from->description, to->description, p);
    changed(list, "Language", bdg_language_name(from->language), bdg_language_name(to->language), p);
    changed(list, "Criteria", from->criteria_text, to->criteria_text, p);
    changed(list, "Address of the criteria", from->criteria_url, to->criteria_url, p);
    changed(list, "Tags", bdg_badge_tags(from, p), bdg_badge_tags(to, p), p);
    changed(list, "Kind, credits, field of study, code", achievement_text(from, p), achievement_text(to, p), p);
    changed(list, "Attributes", attributes_text(from, p), attributes_text(to, p), p);
    changed(list, "Alignments", alignments_text(from, p), alignments_text(to, p), p);
    changed(list, "Related badges", related_text(from, p), related_text(to, p), p);
    changed(list, "Other languages", translations_text(from, p), translations_text(to, p), p);
    bdg_json_bool(m, "has_changes", json_array_size(list) > 0);
    bdg_json_set(m, "changes", list);
}

bdg_err_t *bdg_get_badge_wording(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    bdg_badge_class_t *b, *version, *before;
    BDG_TRY(bdg_badge_load(&b, req));
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_badge_class_by_number(&version, db, req->params[0], atoi(req->params[1]), req->pool));
    json_t *m = bdg_badge_page(req, b, "/versions");
    bdg_json_int(m, "version_number", version->number);
    bdg_json_bool(m, "version_used", version->used);
    bdg_json_bool(m, "version_present", version->number == b->number);
    bdg_json_str(m, "version_next", version->number < b->number ? bdg_badge_href(req, b->public_id, apr_psprintf(req->pool, "/versions/%d", version->number + 1)) : "");
    bdg_json_str(m, "version_before", "");
    if (version->number > 1) {
        BDG_TRY(bdg_badge_class_by_number(&before, db, req->params[0], version->number - 1, req->pool));
        bdg_json_str(m, "version_before", bdg_badge_href(req, b->public_id, apr_psprintf(req->pool, "/versions/%d", before->number)));
        bdg_json_int(m, "number_before", before->number);
        changes_model(m, before, version, req->pool);
    }
    BDG_TRY(bdg_badge_wording_model(m, req, version));
    return bdg_res_page(res, "admin/badges/version", json_incref(m));
}
