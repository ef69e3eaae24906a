/* badgesctl: finds the configuration, reads the command line, runs a verb, says how it went. */
#include "cli/cli.h"
#include "io/outside.h"
#include <apr_file_info.h>
#include <apr_general.h>
#include <apr_strings.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const bdg_cli_verb_t verbs[] = {
    { "migrate", bdg_cli_migrate, 1, "[--migrations DIR]", "Brings the database up to date. Safe to run again, and on several machines at once" },
    { "create-admin", bdg_cli_create_admin, 1, "--email ADDRESS --name NAME [--organisation NAME] --password-file FILE | --password-stdin",
      "Makes an administrator, and the first organisation where there is none" },
    { "secret", bdg_cli_secret, 1, "[--create]", "Says whether the secret file is in order that keys are sealed with; makes it" },
    { "setup-link", bdg_cli_setup_link, 1, "", "On a server without accounts: an address at which the first administrator can be made, once" },
    { "reset-second-factor", bdg_cli_reset_second_factor, 1, "--email ADDRESS", "Switches two-factor authentication off for somebody who lost telephone and recovery codes" },
    { "issue", bdg_cli_issue, 1, "--badge ID --batch NAME --csv FILE [--sheet NAME] [--skip-errors] [--mail]",
      "Awards a badge to everybody in a spreadsheet (CSV or XLSX), as the batch errand of the pages does" },
    { "verify", bdg_cli_verify, 0, "FILE | URL [--email ADDRESS]",
      "Is a credential in order, whoever issued it? A file is a document or a baked picture. Exit code 0: valid, 1: not valid, 2: not everything could be checked" },
    { "draw", bdg_cli_draw, 0, "DESIGN.json [--render PROGRAM]", "The picture of a design, as SVG on stdout" },
    { "routes", bdg_cli_routes, 0, "", "Every address that the server answers, and who may use it" },
    { "doctor", bdg_cli_doctor, 0, "[--migrations DIR]", "Looks whether everything is as it should be" },
    { NULL, NULL, 0, NULL, NULL }
};

static void help(FILE *to)
{
    fprintf(to, "badgesctl %s\n\n  badgesctl [--config FILE] VERB [OPTIONS] [--json]\n\n", BDG_VERSION);
    for (const bdg_cli_verb_t *v = verbs; v->name; v++)
        fprintf(to, "  %-19s %s\n%s%s%s", v->name, v->doc, *v->options ? "                      " : "", v->options, *v->options ? "\n" : "");
    fprintf(to, "\nFILE is the server's configuration with the Badges directives and DBDParams. Without --config: $BADGES_CONFIG, $VAR/conf/httpd.conf,\n"
                "./var/conf/httpd.conf, /etc/apache2/mods-enabled/badges.conf, /etc/apache2/mods-available/badges.conf.\n"
                "Exit code: 0 all went well, 1 it did not, 2 called wrongly.\n");
}

void bdg_cli_say(const bdg_cli_t *cli, const char *fmt, ...)
{
    if (cli->json)
        return;
    va_list ap;
    va_start(ap, fmt);
    vprintf(fmt, ap);
    va_end(ap);
    putchar('\n');
}

void bdg_cli_note(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
}

bdg_err_t *bdg_cli_usage(bdg_cli_t *cli, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    const char *text = apr_pvsprintf(cli->pool, fmt, ap);
    va_end(ap);
    cli->exit_code = 2;
    return bdg_err(BDG_E_INVALID, "%s", text);
}

bdg_err_t *bdg_cli_options(bdg_cli_t *cli, int argc, char **argv, const bdg_cli_option_t *options)
{
    for (int i = 1; i < argc; i++) {
        const char *eq = strchr(argv[i], '=');
        size_t n = eq ? (size_t)(eq - argv[i]) : strlen(argv[i]);
        const bdg_cli_option_t *o = options;
        if (!strcmp(argv[i], "--json")) {
            cli->json = 1;
            continue;
        }
        while (o->name && (strlen(o->name) != n || strncmp(o->name, argv[i], n)))
            o++;
        if (!o->name)
            return bdg_cli_usage(cli, "%s does not take %s.", argv[0], argv[i]);
        if (o->flag) {
            if (eq)
                return bdg_cli_usage(cli, "%s takes no value.", o->name);
            *o->flag = 1;
        } else if (eq) {
            *o->value = eq + 1;
        } else if (i + 1 < argc) {
            *o->value = argv[++i];
        } else {
            return bdg_cli_usage(cli, "%s needs a value.", o->name);
        }
    }
    return NULL;
}

static int is_file(const char *path, apr_pool_t *pool)
{
    apr_finfo_t fi;
    return path && apr_stat(&fi, path, APR_FINFO_TYPE, pool) == APR_SUCCESS && fi.filetype == APR_REG;
}

static const char *find_config(const char *given, apr_pool_t *pool)
{
    const char *var = getenv("VAR");
    const char *places[] = { var ? apr_pstrcat(pool, var, "/conf/httpd.conf", NULL) : NULL, "var/conf/httpd.conf", "/etc/apache2/mods-enabled/badges.conf",
        "/etc/apache2/mods-available/badges.conf" };
    if (given)
        return given;
    if (getenv("BADGES_CONFIG"))
        return getenv("BADGES_CONFIG");
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (is_file(places[i], pool))
            return places[i];
    return NULL;
}

/* The connector finds the section that DBDParams names through MYSQL_HOME. An option file beside the configuration, or in the db/ of a private
 * instance, is meant for it. */
static void find_option_file(const char *config, apr_pool_t *pool)
{
    char *real = realpath(config, NULL);
    if (!real)
        return;
    char *dir = apr_pstrdup(pool, real);
    free(real);
    *strrchr(dir, '/') = 0;
    const char *places[] = { dir, apr_pstrcat(pool, dir, "/../db", NULL) };
    for (int i = 0; i < 2; i++)
        if (is_file(apr_pstrcat(pool, places[i], "/my.cnf", NULL), pool)) {
            setenv("MYSQL_HOME", places[i], 0);
            return;
        }
}

bdg_err_t *bdg_cli_db(bdg_cli_t *cli, bdg_db_t **db)
{
    if (!cli->site->dbd_params)
        return bdg_err(BDG_E_INVALID, "%s says nothing about the database: neither DBDParams nor BadgesDBDParams.", cli->config);
    return bdg_db_connect(db, cli->site->dbd_params, cli->pool);
}

bdg_err_t *bdg_cli_migrations(const char **dir, const bdg_cli_t *cli, const char *given)
{
    const char *places[] = { "../share/mod_badges/migrations", "../sql/migrations", "../../sql/migrations", "../../../sql/migrations" };
    *dir = given;
    for (size_t i = 0; !*dir && i < sizeof places / sizeof *places; i++) {
        const char *one = apr_pstrcat(cli->pool, cli->home, "/", places[i], NULL);
        if (is_file(apr_pstrcat(cli->pool, one, "/0000_schema_migration.sql", NULL), cli->pool))
            *dir = one;
    }
    return *dir ? NULL : bdg_err(BDG_E_NOT_FOUND, "The migrations were not found near this program. Say where they are: --migrations DIR");
}

static void find_home(bdg_cli_t *cli)
{
    char path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    path[n > 0 ? n : 0] = 0;
    char *slash = strrchr(path, '/');
    if (slash)
        *slash = 0;
    cli->home = apr_pstrdup(cli->pool, slash ? path : ".");
}

static bdg_err_t *run(bdg_cli_t *cli, const bdg_cli_verb_t *verb, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)   /* known early, so that every error can be JSON */
        cli->json |= !strcmp(argv[i], "--json");
    cli->config = find_config(cli->config, cli->pool);
    if (cli->config)
        find_option_file(cli->config, cli->pool);
    if (verb->needs_site) {
        if (!cli->config)
            return bdg_cli_usage(cli, "There is no configuration. Say which: badgesctl --config FILE %s", verb->name);
        BDG_TRY(bdg_site_read(&cli->site, cli->config, cli->pool));
    }
    return verb->run(cli, argc, argv);
}

static void tell_error(const bdg_cli_t *cli, const char *verb, const bdg_err_t *e)
{
    fprintf(stderr, "badgesctl %s: %s\n", verb, e->message);
    for (const bdg_err_t *c = e; c; c = c->cause)
        if (c->detail)
            fprintf(stderr, "  %s\n", c->detail);
    if (!cli->json)
        return;
    json_t *o = bdg_json_str(bdg_json_str(json_object(), "code", bdg_code_name(e->code)), "message", e->message);
    printf("%s\n", bdg_json_dump(bdg_json_set(bdg_json_object(cli->pool), "error", o), cli->pool));
}

static int finish(bdg_cli_t *cli, const char *verb, bdg_err_t *e)
{
    if (e) {
        tell_error(cli, verb, e);
        bdg_err_clear(e);
        return cli->exit_code ? cli->exit_code : 1;
    }
    if (cli->json && cli->answer)
        printf("%s\n", bdg_json_dump(cli->answer, cli->pool));
    if (fflush(stdout)) {
        fprintf(stderr, "badgesctl %s: The answer could not be written.\n", verb);
        return 1;
    }
    return cli->exit_code;
}

int main(int argc, char **argv)
{
    bdg_cli_t cli = { 0 };
    const bdg_cli_verb_t *v = verbs;
    int at = 1, code = 2;
    apr_initialize();
    apr_pool_create(&cli.pool, NULL);
    bdg_outside_init();
    find_home(&cli);
    if (argc > 2 && !strcmp(argv[1], "--config")) {
        cli.config = argv[2];
        at = 3;
    } else if (argc > 1 && !strncmp(argv[1], "--config=", 9)) {
        cli.config = argv[1] + 9;
        at = 2;
    }
    if (at < argc && (!strcmp(argv[at], "--help") || !strcmp(argv[at], "help"))) {
        help(stdout);
        code = 0;
    } else if (at < argc && !strcmp(argv[at], "--version")) {
        printf("badgesctl %s\n", BDG_VERSION);
        code = 0;
    } else {
        while (v->name && (at >= argc || strcmp(v->name, argv[at])))
            v++;
        if (v->name)
            code = finish(&cli, v->name, run(&cli, v, argc - at, argv + at));
        else if (at < argc)
            fprintf(stderr, "badgesctl: There is no verb %s. `badgesctl help` lists them.\n", argv[at]);
        else
            help(stderr);
    }
    apr_pool_destroy(cli.pool);
    apr_terminate();
    return code;
}
