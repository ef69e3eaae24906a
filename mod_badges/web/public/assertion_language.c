#include "core/translation.h"
#include "io/markdown.h"
#include "web/public/assertion_page.h"
#include "web/public/document.h"
#include <apr_strings.h>
#include <string.h>

bdg_err_t *bdg_assertion_page_in_language(json_t *model, bdg_req_t *req, bdg_res_t *res, const bdg_assertion_t *a, const bdg_wording_t *w)
{
    const bdg_badge_class_t *own = w->badge;
    bdg_badge_class_t *b = NULL;
    json_t *o = json_object_get(model, "assertion");
    const char *asked = bdg_req_arg(req, "language"), *html = NULL;
    if (!own->translations_json)
        return NULL;
    res->cache_key = NULL;
    BDG_TRY(bdg_res_header(res, "Vary", "Accept-Language"));
    if (asked)
        BDG_TRY(bdg_translation_apply(&b, own, asked, req->pool));
    const char *chosen = b || (asked && !strcasecmp(asked, own->language)) ? asked : bdg_translation_choose(own, bdg_req_header(req, "Accept-Language"), req->pool);
    if (!b)
        BDG_TRY(bdg_translation_apply(&b, own, chosen, req->pool));
    const bdg_badge_class_t *shown = b ? b : own;
    json_t *badge = json_copy(json_object_get(o, "badge"));
    bdg_json_set(o, "badge", badge);
    bdg_json_str(badge, "lang", shown->language);
    const char *url = bdg_site_url(req->site, req->pool, "/assertions/%s", a->public_id);
    json_t *page_badge = json_object();
    bdg_json_set(model, "badge", page_badge);
    BDG_TRY(bdg_document_languages(page_badge, own, shown->language, url, "?language=", req->pool));
    res->etag = apr_psprintf(req->pool, "%.*s.%s\"", (int)strlen(res->etag) - 1, res->etag, shown->language);
    if (!b)
        return NULL;
    BDG_TRY(bdg_markdown_html(&html, b->criteria_text, req->pool));
    bdg_json_str(badge, "name", b->name);
    bdg_json_str(badge, "description", b->description);
    json_object_del(badge, "criteria_html");
    json_object_del(badge, "criteria_url");
    bdg_json_str(badge, "criteria_html", html);
    bdg_json_str(badge, "criteria_url", b->criteria_url);
    return NULL;
}
