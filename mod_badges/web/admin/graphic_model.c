#include "web/admin/graphic_model.h"
#include "base/id.h"
#include "store/search.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

#define TILES 48

const char *bdg_graphic_src(const bdg_req_t *req, const char *public_id, int revision)
{
    if (!public_id || !*public_id)
        return NULL;
    return apr_psprintf(req->pool, "%s/admin/graphics/%s/image?r=%d", req->site->prefix, public_id, revision);
}

bdg_err_t *bdg_graphic_name_by_id(const char **name, bdg_req_t *req, const char *public_id)
{
    bdg_db_t *db;
    bdg_graphic_t *g;
    *name = "";
    if (!public_id || !*public_id)
        return NULL;
    BDG_TRY(bdg_req_db(req, &db));
    bdg_err_t *e = bdg_graphic_by_public_id(&g, db, public_id, req->scope.organisation_id, req->pool);
    if (!e)
        *name = g->name;
    else if (e->code != BDG_E_NOT_FOUND)
        return e;
    bdg_err_clear(e);
    return NULL;
}

static void add_tile(json_t *tiles, const bdg_req_t *req, const char *public_id, const char *name, int revision, int selected)
{
    json_t *t = json_object();
    bdg_json_str(t, "id", public_id);
    bdg_json_str(t, "name", name);
    bdg_words_set(t, "image_url", bdg_graphic_src(req, public_id, revision));
    bdg_json_bool(t, "selected", selected);
    bdg_json_add(tiles, t);
}

/* The one that is chosen now may be older than all that are shown, or archived. */
static bdg_err_t *add_chosen(json_t *tiles, bdg_req_t *req, bdg_db_t *db, const char *chosen)
{
    bdg_graphic_t *g;
    bdg_err_t *e = bdg_graphic_by_public_id(&g, db, chosen, req->scope.organisation_id, req->pool);
    if (!e)
        add_tile(tiles, req, g->public_id, g->name, g->revision, 1);
    else if (e->code != BDG_E_NOT_FOUND)
        return e;
    bdg_err_clear(e);
    return NULL;
}

bdg_err_t *bdg_graphic_choose(json_t *model, bdg_req_t *req, const char *field, const char *q, const char *chosen, const char *none)
{
    bdg_db_t *db;
    apr_array_header_t *rows;
    bdg_graphic_filter_t f = { .organisation_id = req->scope.organisation_id, .like = bdg_search_like(q, req->pool), .state = "active", .limit = TILES };
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_graphic_list(&rows, db, &f, req->pool));
    json_t *o = json_object(), *tiles = json_array();
    bdg_json_set(model, "choose", o);
    bdg_json_set(o, "tiles", tiles);
    bdg_json_str(o, "field", field);
    if (none) {
        json_t *n = json_object();
        bdg_json_str(n, "text", none);
        bdg_json_bool(n, "selected", !chosen || !bdg_id_valid(chosen));
        bdg_json_set(o, "none", n);
    }
    int found = 0, more = rows->nelts > TILES;
    for (int i = 0; i < rows->nelts - more; i++)
        found |= chosen && !strcmp(APR_ARRAY_IDX(rows, i, bdg_graphic_row_t).public_id, chosen);
    if (!found && chosen && bdg_id_valid(chosen))
        BDG_TRY(add_chosen(tiles, req, db, chosen));
    for (int i = 0; i < rows->nelts - more; i++) {
        const bdg_graphic_row_t *r = &APR_ARRAY_IDX(rows, i, bdg_graphic_row_t);
        add_tile(tiles, req, r->public_id, r->name, r->revision, chosen && !strcmp(r->public_id, chosen));
    }
    bdg_json_bool(o, "any", json_array_size(tiles) > 0);
    bdg_json_bool(o, "more", more);
    return NULL;
}

bdg_err_t *bdg_graphic_upload(const char **data, size_t *len, const bdg_req_t *req, const char *field)
{
    const bdg_upload_t *u = bdg_req_upload(req, field);
    *data = NULL;
    *len = 0;
    return u ? bdg_upload_read(data, len, u, req->pool) : NULL;
}
