/* badgesctl verify: is this credential in order? Exit code 0: it is valid; 1: it is not (changed, revoked, expired); 2: not everything could be
 * checked, or called wrongly. Credentials of others need neither a configuration nor a database. */
#include "cli/cli.h"
#include "io/guard.h"
#include "io/outside.h"
#include "io/secret_file.h"
#include "web/own.h"
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

/* One connection, made when a document of this server is first asked for. */
static bdg_err_t *lend(bdg_db_t **db, void *baton) { return bdg_cli_db(baton, db); }
static void take_back(bdg_db_t *db, int broken, void *baton) { (void)db, (void)broken, (void)baton; }

static bdg_err_t *verify(bdg_cli_t *cli, const bdg_verify_input_t *in)
{
    bdg_contexts_t *contexts;
    BDG_TRY(bdg_contexts_make(&contexts, cli->pool));
    if (!cli->site)
        return bdg_verify(&cli->answer, &(bdg_verify_t){ NULL, NULL, NULL, contexts }, in, cli->pool);
    bdg_guard_t *guard;
    BDG_TRY(bdg_guard_make(&guard, cli->site->verify_allow, cli->pool));
    bdg_secret_file_open(cli->site, cli->pool);   /* documents of ours that are signed when they are asked for */
    bdg_server_t *server = apr_pcalloc(cli->pool, sizeof *server);
    server->site = cli->site;
    server->contexts = contexts;
    server->db = (bdg_db_source_t){ lend, take_back, cli };
    return bdg_own_verify(&cli->answer, server, in, cli->pool);
}

static void tell(const bdg_cli_t *cli)
{
    size_t i;
    json_t *c;
    json_array_foreach(json_object_get(cli->answer, "checks"), i, c) {
        const char *detail = bdg_json_get_str(c, "detail"), *result = bdg_json_get_str(c, "result");
        bdg_cli_say(cli, "%-8s %s%s%s", !strcmp(result, "passed") ? "ok" : !strcmp(result, "failed") ? "FAILED" : "unknown", bdg_json_get_str(c, "text"), detail ? ": " : "",
                    detail ? detail : "");
    }
    bdg_cli_say(cli, "\n%s", bdg_json_get_str(cli->answer, "text"));
}

bdg_err_t *bdg_cli_verify(bdg_cli_t *cli, int argc, char **argv)
{
    bdg_verify_input_t in = { NULL, NULL, 0, NULL };
    if (argc < 2 || !strncmp(argv[1], "--", 2))
        return bdg_cli_usage(cli, "Say what to verify: badgesctl verify FILE or badgesctl verify URL");
    const char *what = argv[1];
    argv[1] = argv[0];
    BDG_TRY(bdg_cli_options(cli, argc - 1, argv + 1, (bdg_cli_option_t[]){ { "--email", &in.email, NULL }, { NULL, NULL, NULL } }));
    if (cli->config)
        BDG_TRY(bdg_site_read(&cli->site, cli->config, cli->pool));
    if (!strncmp(what, "http://", 7) || !strncmp(what, "https://", 8))
        in.url = what;
    else
        BDG_TRY(read_file(&in, what, cli->pool));
    bdg_outside_init();
    BDG_TRY(verify(cli, &in));
    tell(cli);
    const char *outcome = bdg_json_get_str(cli->answer, "outcome");
    cli->exit_code = !strcmp(outcome, "valid") ? 0 : !strcmp(outcome, "unknown") ? 2 : 1;
    return NULL;
}
