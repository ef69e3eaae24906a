#include "web/admin/organisation_model.h"
#include "base/language.h"
#include "web/parts.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

#define WHERE_MAX 4     /* places named above one: of more, the uppermost and the two nearest */
#define DEEPEST 12      /* further down is not drawn further in */

const char *bdg_organisation_path_of(const bdg_req_t *req, const char *public_id, const char *rest)
{
    return apr_pstrcat(req->pool, BDG_ORGANISATIONS_PATH "/", public_id, rest, NULL);
}

const char *bdg_organisation_href(const bdg_req_t *req, const char *public_id, const char *rest)
{
    return apr_pstrcat(req->pool, req->site->prefix, bdg_organisation_path_of(req, public_id, rest), NULL);
}

static int may(const bdg_req_t *req, bdg_perm_e p) { return (req->scope.perms & BDG_PERM_BIT(p)) != 0; }

static void add_tab(json_t *tabs, const bdg_req_t *req, const bdg_organisation_t *o, const char *title, const char *rest, const char *tab)
{
    bdg_parts_tab(tabs, title, bdg_organisation_href(req, o->public_id, rest), !strcmp(tab, rest));
}

/* The pages of the organisation that the person looks at: those of another one would be opened under the wrong name. The list of people can be narrowed to
 * one below it. */
static void add_own_pages(json_t *tabs, const bdg_req_t *req, const bdg_organisation_t *o, const apr_array_header_t *path)
{
    const char *base = req->site->prefix;
    int own = o->id == req->actor.organisation_id, below = 0, people = (req->actor.perms & BDG_PERM_BIT(BDG_PERM_PEOPLE_MANAGE)) != 0;
    for (int i = 0; i < path->nelts; i++)
        below |= APR_ARRAY_IDX(path, i, bdg_organisation_t).id == req->actor.organisation_id;
    if (below && people)
        bdg_parts_tab(tabs, _("People"), apr_pstrcat(req->pool, base, "/admin/people?organisation=", o->public_id, NULL), 0);
    if (own && people)
        bdg_parts_tab(tabs, _("Groups"), apr_pstrcat(req->pool, base, "/admin/groups", NULL), 0);
    if (own && may(req, BDG_PERM_BRANDING_MANAGE))
        bdg_parts_tab(tabs, _("Look and feel"), apr_pstrcat(req->pool, base, "/admin/look", NULL), 0);
}

static json_t *tabs_of(const bdg_req_t *req, const bdg_organisation_t *o, const apr_array_header_t *path, const char *tab)
{
    json_t *tabs = json_array();
    add_tab(tabs, req, o, _("Overview"), "", tab);
    if (may(req, BDG_PERM_ORGANISATION_MANAGE))
        add_tab(tabs, req, o, _("Details"), "/edit", tab);
    add_own_pages(tabs, req, o, path);
    return tabs;
}

static json_t *crumbs_of(const bdg_req_t *req, const apr_array_header_t *path)
{
    json_t *list = json_array();
    for (int i = 0; i < path->nelts - 1; i++) {
        const bdg_organisation_t *o = &APR_ARRAY_IDX(path, i, bdg_organisation_t);
        json_t *c = json_object();
        bdg_json_str(c, "name", o->name);
        bdg_json_str(c, "href", bdg_organisation_href(req, o->public_id, ""));
        bdg_json_add(list, c);
    }
    return list;
}

bdg_err_t *bdg_organisation_page(json_t **model, bdg_organisation_t **out, bdg_req_t *req, const char *tab)
{
    bdg_db_t *db;
    apr_array_header_t *path;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_organisation_by_id(out, db, req->scope.object_id, req->pool));
    BDG_TRY(bdg_organisation_path(&path, db, (*out)->id, req->actor.account_id, req->pool));
    const bdg_organisation_t *o = *out;
    json_t *m = *model = json_object(), *j = json_object();
    int removed = strcmp(o->state, "active") != 0;
    bdg_json_str(j, "id", o->public_id);
    bdg_json_str(j, "name", o->name);
    bdg_words_set(j, "state_text", removed ? _("Removed") : NULL);
    bdg_json_bool(j, "removed", removed);
    bdg_json_int(j, "revision", o->revision);
    bdg_json_str(j, "href", bdg_organisation_href(req, o->public_id, ""));
    bdg_json_bool(j, "shown", o->id == req->actor.organisation_id);
    bdg_json_set(m, "organisation", j);
    bdg_json_set(m, "path", crumbs_of(req, path));
    bdg_json_set(m, "tabs", tabs_of(req, o, path, tab));
    bdg_json_bool(m, "may_manage", may(req, BDG_PERM_ORGANISATION_MANAGE));
    return NULL;
}

bdg_err_t *bdg_organisation_where(const char **out, bdg_req_t *req, int64_t id)
{
    bdg_db_t *db;
    apr_array_header_t *path;
    *out = "";
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_organisation_path(&path, db, id, req->actor.account_id, req->pool));
    int above = path->nelts - 1;
    for (int i = 0; i < above; i++) {
        if (above > WHERE_MAX && i == 1) {
            *out = apr_pstrcat(req->pool, *out, " › …", NULL);
            i = above - 2;
        }
        *out = apr_pstrcat(req->pool, *out, i ? " › " : "", APR_ARRAY_IDX(path, i, bdg_organisation_t).name, NULL);
    }
    return NULL;
}

json_t *bdg_organisation_node(const bdg_req_t *req, const bdg_organisation_t *o, int depth)
{
    json_t *n = json_object();
    bdg_json_str(n, "id", o->public_id);
    bdg_json_str(n, "name", o->name);
    bdg_json_str(n, "href", bdg_organisation_href(req, o->public_id, ""));
    bdg_words_set(n, "below", o->children ? bdg_say_n(req->pool, "%s below", "%s below", o->children, bdg_words_number(o->children, req->pool)) : NULL);
    bdg_json_bool(n, "shown", o->id == req->actor.organisation_id);
    bdg_json_str(n, "at_href", apr_pstrcat(req->pool, req->site->prefix, BDG_ORGANISATIONS_PATH "?at=", o->public_id, NULL));
    bdg_json_str(n, "level_href", bdg_organisation_href(req, o->public_id, "/level"));
    bdg_json_int(n, "depth", depth < DEEPEST ? depth : DEEPEST);
    bdg_json_str(n, "fold_href", "");
    return n;
}
