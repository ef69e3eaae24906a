#include "web/pager.h"
#include "base/id.h"
#include "base/str.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

bdg_pager_t bdg_pager_read(const bdg_req_t *req)
{
    bdg_pager_t p = { 0 };
    const char *older = bdg_req_arg(req, "older"), *newer = bdg_req_arg(req, "newer");
    if (newer && bdg_id_valid(newer)) {
        p.cursor = newer;
        p.newer = 1;
    } else if (older && bdg_id_valid(older)) {
        p.cursor = older;
    }
    return p;
}

void bdg_pager_trim(bdg_pager_t *p, apr_array_header_t *rows, int limit)
{
    int over = rows->nelts > limit;
    p->has_older = p->newer ? rows->nelts > 0 : over;
    p->has_newer = p->newer ? over : p->cursor != NULL && rows->nelts > 0;
    if (!over)
        return;
    rows->nelts = limit;
    if (p->newer)
        memmove(rows->elts, rows->elts + rows->elt_size, (size_t)rows->elt_size * (size_t)limit);
}

static const char *address(const bdg_req_t *req, const char *path, const char *key, const char *id)
{
    const char *out = apr_psprintf(req->pool, "%s%s?%s=%s", req->site->prefix, path, key, id);
    for (int i = 0; i < req->args->n; i++) {
        const bdg_field_t *f = &req->args->fields[i];
        if (*f->value && strcmp(f->name, "older") && strcmp(f->name, "newer"))
            out = apr_pstrcat(req->pool, out, "&", bdg_url_escape(f->name, req->pool), "=", bdg_url_escape(f->value, req->pool), NULL);
    }
    return out;
}

void bdg_pager_model(json_t *model, const bdg_req_t *req, const bdg_pager_t *p, const char *path, const char *first, const char *last, const char *text)
{
    bdg_json_bool(model, "has_rows", first != NULL);
    if (!first)
        return;
    json_t *o = json_object();
    bdg_json_str(o, "text", text);
    bdg_words_set(o, "newer", p->has_newer ? address(req, path, "newer", first) : NULL);
    bdg_words_set(o, "older", p->has_older ? address(req, path, "older", last) : NULL);
    bdg_json_set(model, "pager", o);
}

void bdg_pager_words(json_t *model, const char *newer, const char *older)
{
    json_t *o = json_object_get(model, "pager");
    if (o)
        bdg_json_str(bdg_json_str(o, "newer_text", newer), "older_text", older);
}
