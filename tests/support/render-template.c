/* render-template TEMPLATES_DIR NAME < model.json > out.html: a page without a server. */
#include "base/json.h"
#include "view/view.h"
#include <apr_general.h>
#include <stdio.h>

#define MAX_MODEL (16 * 1024 * 1024)

static bdg_err_t *read_model(json_t **model, apr_pool_t *pool)
{
    char piece[65536];
    size_t n;
    bdg_buf_t *in = bdg_buf_make(MAX_MODEL, pool);
    while ((n = fread(piece, 1, sizeof piece, stdin)) > 0)
        bdg_buf_add(in, piece, n);
    BDG_TRY(bdg_buf_check(in));
    return bdg_json_parse(model, in->data ? in->data : "", in->len, MAX_MODEL, pool);
}

static bdg_err_t *run(const char *dir, const char *name, bdg_buf_t *out, apr_pool_t *pool)
{
    bdg_view_t *view;
    json_t *model;
    BDG_TRY(bdg_view_load(&view, dir, pool));
    if (!bdg_view_has(view, name))
        return bdg_err(BDG_E_NOT_FOUND, "There is no template \"%s\" in %s.", name, dir);
    BDG_TRY(read_model(&model, pool));
    return bdg_view_render(view, name, model, out);
}

int main(int argc, char **argv)
{
    apr_pool_t *pool;
    if (argc != 3) {
        fprintf(stderr, "usage: render-template TEMPLATES_DIR NAME < model.json > out.html\n");
        return 2;
    }
    if (apr_initialize() != APR_SUCCESS || apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return 1;
    bdg_buf_t *out = bdg_buf_make(MAX_MODEL, pool);
    bdg_err_t *err = run(argv[1], argv[2], out, pool);
    if (err)
        fprintf(stderr, "%s%s%s\n", err->message, err->detail ? " " : "", err->detail ? err->detail : "");
    else
        fwrite(out->data, 1, out->len, stdout);
    int failed = err || fflush(stdout) != 0;
    bdg_err_clear(err);
    apr_pool_destroy(pool);
    apr_terminate();
    return failed;
}
