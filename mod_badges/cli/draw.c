/* badgesctl draw: a design of the graphics designer, as a picture. */
#include "cli/cli.h"
#include "core/design/draw.h"
#include "io/outside.h"
#include "io/svg.h"
#include <apr_file_io.h>
#include <apr_strings.h>
#include <stdio.h>
#include <string.h>

static bdg_err_t *read_file(const char **data, size_t *len, const char *path, apr_pool_t *pool)
{
    apr_file_t *f;
    char *bytes = apr_palloc(pool, BDG_DESIGN_BYTES + 1);
    *len = 0;
    apr_status_t rv = apr_file_open(&f, path, APR_READ | APR_BINARY, APR_OS_DEFAULT, pool);
    if (rv == APR_SUCCESS)
        rv = apr_file_read_full(f, bytes, BDG_DESIGN_BYTES + 1, len);
    *data = bytes;
    return rv == APR_SUCCESS || APR_STATUS_IS_EOF(rv) ? NULL : bdg_err_detail(bdg_err(BDG_E_NOT_FOUND, "%s cannot be read.", path), "status %d", rv);
}

bdg_err_t *bdg_cli_draw(bdg_cli_t *cli, int argc, char **argv)
{
    bdg_render_t render = { NULL, 0 };
    bdg_design_t *design;
    const char *json;
    size_t len;
    if (argc < 2 || !strncmp(argv[1], "--", 2))
        return bdg_cli_usage(cli, "Say what to draw: badgesctl draw DESIGN.json");
    const char *path = argv[1];
    argv[1] = argv[0];
    BDG_TRY(bdg_cli_options(cli, argc - 1, argv + 1, (bdg_cli_option_t[]){ { "--render", &render.program, NULL }, { NULL, NULL, NULL } }));
    if (!render.program)
        render.program = apr_pstrcat(cli->pool, cli->home, "/badges-render", NULL);
    bdg_check_t *check = bdg_check_make(cli->pool);
    bdg_buf_t *svg = bdg_buf_make(BDG_DRAW_BYTES, cli->pool), *clean = bdg_buf_make(BDG_SVG_MAX, cli->pool);
    bdg_outside_init();
    BDG_TRY(read_file(&json, &len, path, cli->pool));
    BDG_TRY(bdg_design_parse(&design, check, json, len, cli->pool));
    BDG_TRY(bdg_check_result(check));
    BDG_TRY(bdg_design_draw(svg, check, design, &render, NULL, cli->pool));
    BDG_TRY(bdg_check_result(check));
    BDG_TRY(bdg_svg_sanitise(clean, NULL, svg->data, svg->len, cli->pool));
    BDG_TRY(bdg_buf_check(clean));
    cli->answer = bdg_json_str(bdg_json_object(cli->pool), "svg", clean->data);
    bdg_cli_say(cli, "%s", clean->data);
    return NULL;
}
