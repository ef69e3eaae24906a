/* badgesctl verify: is this credential in order? Exit code 0 only when it is valid. */
#include "cli/cli.h"
#include "core/openbadges/verify.h"
#include <apr_file_io.h>
#include <apr_strings.h>
#include <string.h>

static bdg_err_t *read_file(bdg_verify_input_t *in, const char *path, apr_pool_t *pool)
{
    apr_file_t *f;
    apr_finfo_t fi;
    apr_status_t rv = apr_file_open(&f, path, APR_READ | APR_BINARY, APR_OS_DEFAULT, pool);
    if (rv == APR_SUCCESS)
        rv = apr_file_info_get(&fi, APR_FINFO_SIZE, f);
    if (rv != APR_SUCCESS)
        return bdg_err_detail(bdg_err(BDG_E_NOT_FOUND, "%s cannot be read.", path), "status %d", rv);
    if (fi.size > (apr_off_t)BDG_VERIFY_MAX)
        return bdg_err(BDG_E_TOO_LARGE, "%s is larger than 4 MB.", path);
    char *data = apr_palloc(pool, (apr_size_t)fi.size + 1);
    apr_size_t n = (apr_size_t)fi.size;
    rv = apr_file_read_full(f, data, n, &n);
    if (rv != APR_SUCCESS && !APR_STATUS_IS_EOF(rv))
        return bdg_err_detail(bdg_err(BDG_E_INTERNAL, "%s cannot be read.", path), "status %d", rv);
    data[n] = 0;
    in->data = data;
    in->len = n;
    return NULL;
}

bdg_err_t *bdg_cli_verify(bdg_cli_t *cli, int argc, char **argv)
{
    bdg_verify_input_t in = { NULL, NULL, 0, NULL };
    bdg_db_t *db;
    json_t *c;
    size_t i;
    if (argc < 2 || !strncmp(argv[1], "--", 2))
        return bdg_cli_usage(cli, "Say what to verify: badgesctl verify FILE or badgesctl verify URL");
    const char *what = argv[1];
    argv[1] = argv[0];
    BDG_TRY(bdg_cli_options(cli, argc - 1, argv + 1, (bdg_cli_option_t[]){ { "--email", &in.email, NULL }, { NULL, NULL, NULL } }));
    if (!strncmp(what, "http://", 7) || !strncmp(what, "https://", 8))
        in.url = what;
    else
        BDG_TRY(read_file(&in, what, cli->pool));
    BDG_TRY(bdg_cli_db(cli, &db));
    BDG_TRY(bdg_verify(&cli->answer, db, cli->site, &in, cli->pool));
    json_array_foreach(json_object_get(cli->answer, "checks"), i, c) {
        const char *detail = bdg_json_get_str(c, "detail");
        bdg_cli_say(cli, "%-6s %s%s%s", json_is_true(json_object_get(c, "ok")) ? "ok" : "FAILED", bdg_json_get_str(c, "text"), detail ? ": " : "", detail ? detail : "");
    }
    bdg_cli_say(cli, "\n%s", bdg_json_get_str(cli->answer, "text"));
    if (!json_is_true(json_object_get(cli->answer, "valid")))
        cli->exit_code = 1;
    return NULL;
}
