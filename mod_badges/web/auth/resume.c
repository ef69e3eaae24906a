/* What somebody typed into a form while their session ended: it goes with them through the sign-in, and is then offered to be sent.
 *
 * Only what came from a page of ours is kept (else another site could put words into their mouth), never a password, and nothing is sent without
 * another click. It travels in the page, not in the database. Files do not: the page asks for them again, by their names. */
#include "web/auth/auth.h"
#include "base/str.h"
#include "web/body.h"
#include "web/session.h"
#include <apr_strings.h>
#include <string.h>

#define PACKED_MAX (160 * 1024)      /* fits into the sign-in form's cap with room to spare */

static int is_kept(const char *name) { return strcmp(name, "_csrf") && !strstr(name, "password"); }

static int takes_forms(const bdg_route_t *r) { return r->body == BDG_BODY_FORM || r->body == BDG_BODY_MULTIPART; }

const char *bdg_resume_pack(bdg_req_t *req, int *files)
{
    *files = 0;
    if (!req->route || !takes_forms(req->route) || strncmp(req->path, "/admin/", 7) || !bdg_session_from_our_pages(req))
        return NULL;
    bdg_err_t *e = bdg_body_read_words(req);
    if (e) {   /* then there is nothing to keep; the sign-in is what matters now */
        bdg_err_clear(e);
        return NULL;
    }
    json_t *o = bdg_json_object(req->pool), *fields = json_array(), *chosen = json_array();
    bdg_json_set(o, "fields", fields);
    bdg_json_set(o, "files", chosen);
    bdg_json_str(o, "to", req->path);
    for (int i = 0; i < req->form->n; i++)
        if (is_kept(req->form->fields[i].name))
            bdg_json_add(fields, json_pack("[s,s]", req->form->fields[i].name, req->form->fields[i].value));
    for (int i = 0; req->uploads && i < req->uploads->nelts; i++) {
        const bdg_upload_t *u = &APR_ARRAY_IDX(req->uploads, i, bdg_upload_t);
        bdg_json_add(chosen, json_pack("[s,s]", u->field, u->filename));
    }
    *files = (int)json_array_size(chosen);
    const char *text = bdg_json_dump(o, req->pool);
    return (json_array_size(fields) || *files) && strlen(text) < PACKED_MAX * 3 / 4 ? bdg_base64url(text, strlen(text), req->pool) : NULL;
}

static int is_our_form(const bdg_req_t *req, const char *to)
{
    const bdg_route_t *route;
    const char *params[4], *allow, *path = bdg_local_path(to, req->pool);
    if (!path || strcmp(path, to) || strncmp(to, "/admin/", 7))
        return 0;
    bdg_err_t *e = bdg_route_find(&route, params, &allow, "POST", to, req->pool);
    bdg_err_clear(e);
    return !e && takes_forms(route);
}

/* Pairs of the packed text, as rows of the model. */
static json_t *rows_of(const json_t *pairs, const char *first, const char *second)
{
    json_t *list = json_array(), *pair;
    size_t i;
    json_array_foreach(pairs, i, pair) {
        const char *name = json_string_value(json_array_get(pair, 0)), *value = json_string_value(json_array_get(pair, 1));
        if (name && value && is_kept(name))
            bdg_json_add(list, bdg_json_str(bdg_json_str(json_object(), first, name), second, value));
    }
    return list;
}

int bdg_resume_page(bdg_req_t *req, bdg_res_t *res, const char *packed)
{
    unsigned char *text;
    size_t n;
    json_t *o = NULL, *m = json_object(), *resume = json_object();
    bdg_json_set(m, "resume", resume);
    bdg_json_own(m, req->pool);
    if (!packed || !*packed || strlen(packed) > PACKED_MAX || !bdg_base64url_decode(packed, strlen(packed), &text, &n, req->pool))
        return 0;
    bdg_err_t *e = bdg_json_parse(&o, (const char *)text, n, PACKED_MAX, req->pool);
    const char *to = e ? NULL : bdg_json_get_str(o, "to");
    bdg_err_clear(e);
    if (!to || !is_our_form(req, to))
        return 0;
    json_t *files = rows_of(json_object_get(o, "files"), "field", "filename");
    bdg_json_set(resume, "fields", rows_of(json_object_get(o, "fields"), "field", "value"));
    bdg_json_set(resume, "files", files);
    bdg_json_bool(resume, "has_files", json_array_size(files) > 0);
    bdg_json_str(resume, "action", apr_pstrcat(req->pool, req->site->prefix, to, NULL));
    bdg_err_clear(bdg_res_page(res, "auth/resume", json_incref(m)));
    return 1;
}
