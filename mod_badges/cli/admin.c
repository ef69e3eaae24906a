/* badgesctl create-admin, setup-link. */
#include "cli/cli.h"
#include "base/id.h"
#include "core/account.h"
#include "core/first_run.h"
#include "core/password.h"
#include "io/argon.h"
#include <apr_file_io.h>
#include <apr_strings.h>
#include <string.h>

static const bdg_actor_t actor = { .account_id = -1, .address = "" };

/* The first line of a file, without its end. Passwords come by file or pipe, never by argument: arguments are seen by everybody on the machine. */
static bdg_err_t *read_password(const char **out, const char *path, apr_pool_t *pool)
{
    apr_file_t *f;
    char text[BDG_PASSWORD_MAX + 3];
    apr_size_t n = 0;
    apr_status_t rv = path ? apr_file_open(&f, path, APR_READ, APR_OS_DEFAULT, pool) : apr_file_open_stdin(&f, pool);
    if (rv != APR_SUCCESS)
        return bdg_err_detail(bdg_err(BDG_E_NOT_FOUND, "The file %s cannot be read.", path ? path : "stdin"), "apr status %d", rv);
    rv = apr_file_read_full(f, text, sizeof text - 1, &n);
    if (rv != APR_SUCCESS && !APR_STATUS_IS_EOF(rv))
        return bdg_err_detail(bdg_err(BDG_E_NOT_FOUND, "The password cannot be read."), "apr status %d", rv);
    text[n] = 0;
    size_t line = strcspn(text, "\r\n");
    if (strlen(text) != n || strspn(text + line, "\r\n") != n - line)
        return bdg_err(BDG_E_INVALID, "The password must be one line.");
    *out = apr_pstrmemdup(pool, text, line);
    return NULL;
}

/* What to call the first organisation when nobody says: as the sender of its mails, or as the host. */
static const char *default_name(const bdg_site_t *site, apr_pool_t *pool)
{
    const char *from = site->mail_from, *end = from ? strchr(from, '<') : NULL;
    while (end && end > from && (end[-1] == ' ' || end[-1] == '"'))
        end--;
    while (from && (*from == ' ' || *from == '"'))
        from++;
    return end && end > from ? apr_pstrmemdup(pool, from, (apr_size_t)(end - from)) : site->host;
}

static bdg_err_t *check(bdg_new_admin_t *f, apr_pool_t *pool)
{
    if (!bdg_new_admin_check(f, pool))
        return NULL;
    if (f->email_wrong)
        return bdg_err(BDG_E_INVALID, "The address: %s", f->email_wrong);
    if (f->name_wrong)
        return bdg_err(BDG_E_INVALID, "The name: %s", f->name_wrong);
    if (f->organisation_wrong)
        return bdg_err(BDG_E_INVALID, "The organisation: %s", f->organisation_wrong);
    return bdg_err(BDG_E_INVALID, "The password: %s", f->password_wrong);
}

bdg_err_t *bdg_cli_create_admin(bdg_cli_t *cli, int argc, char **argv)
{
    bdg_new_admin_t f = { .default_organisation = default_name(cli->site, cli->pool) };
    const char *file = NULL, *hash;
    int from_stdin = 0;
    bdg_account_t *account;
    bdg_db_t *db;
    const bdg_cli_option_t options[] = { { "--email", &f.email, NULL }, { "--name", &f.name, NULL }, { "--organisation", &f.organisation, NULL },
        { "--password-file", &file, NULL }, { "--password-stdin", NULL, &from_stdin }, { NULL, NULL, NULL } };
    BDG_TRY(bdg_cli_options(cli, argc, argv, options));
    if (!f.email || !f.name)
        return bdg_cli_usage(cli, "create-admin needs --email and --name.");
    if (!file == !from_stdin)
        return bdg_cli_usage(cli, "create-admin needs one of --password-file and --password-stdin.");
    BDG_TRY(read_password(&f.password, file, cli->pool));
    BDG_TRY(check(&f, cli->pool));
    BDG_TRY(bdg_argon_hash(&hash, f.password, cli->pool));
    BDG_TRY(bdg_cli_db(cli, &db));
    BDG_TRY(bdg_new_admin_make(&account, db, &f, hash, NULL, &actor, cli->pool));
    bdg_cli_say(cli, "%s is an administrator now. Sign in at %s", account->email, bdg_site_url(cli->site, cli->pool, "/login"));
    cli->answer = bdg_json_str(bdg_json_str(bdg_json_object(cli->pool), "account", account->public_id), "email", account->email);
    bdg_json_str(cli->answer, "sign_in", bdg_site_url(cli->site, cli->pool, "/login"));
    return NULL;
}

bdg_err_t *bdg_cli_setup_link(bdg_cli_t *cli, int argc, char **argv)
{
    bdg_db_t *db;
    const char *url;
    unsigned char hash[32];
    BDG_TRY(bdg_cli_options(cli, argc, argv, (bdg_cli_option_t[]){ { NULL, NULL, NULL } }));
    BDG_TRY(bdg_cli_db(cli, &db));
    BDG_TRY(bdg_first_run_link(&url, db, cli->site, bdg_token_new(hash, cli->pool), cli->pool));
    if (!url)
        return bdg_err(BDG_E_CONFLICT, "This server has an account already. Make another administrator with: badgesctl create-admin");
    bdg_cli_say(cli, "%s", url);
    bdg_cli_note("Open this address within a day to make the first administrator. It works once.");
    cli->answer = bdg_json_str(bdg_json_object(cli->pool), "url", url);
    return NULL;
}
