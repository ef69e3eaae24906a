/* badgesctl: the same rules as the web's, from a shell.
 *
 * A verb answers on stdout: words, or with --json exactly one JSON document. Progress and errors go to stderr. Exit code: 0 all went well,
 * 1 it did not, 2 called wrongly. */
#ifndef BDG_CLI_H
#define BDG_CLI_H
#include "base/json.h"
#include "base/site.h"
#include "store/db.h"
#include <apr_tables.h>

typedef struct bdg_cli_t {
    apr_pool_t *pool;
    const char *config;        /* path of the configuration file in use */
    bdg_site_t *site;          /* NULL for verbs that need none */
    const char *home;          /* folder of the running program */
    int json;                  /* --json was given */
    json_t *answer;            /* with --json: what is printed at the end; owned by pool */
    int exit_code;             /* set by verbs that fail without an error, and to 2 by bdg_cli_usage() */
} bdg_cli_t;

typedef bdg_err_t *bdg_cli_fn(bdg_cli_t *cli, int argc, char **argv);   /* argv[0]: the verb */

typedef struct bdg_cli_verb_t {
    const char *name;
    bdg_cli_fn *run;
    int needs_site;            /* read and check the configuration first */
    const char *options;       /* "--email ADDRESS --name NAME ..." for the help */
    const char *doc;           /* one line */
} bdg_cli_verb_t;

/* An option "--name VALUE" or "--name=VALUE" (value), or "--name" (flag): one of the two is not NULL. Ends with name NULL. */
typedef struct bdg_cli_option_t { const char *name; const char **value; int *flag; } bdg_cli_option_t;

/* Reads the options of a verb; --json is known to all. The error of a wrong one leads to exit code 2. */
bdg_err_t *bdg_cli_options(bdg_cli_t *cli, int argc, char **argv, const bdg_cli_option_t *options) BDG_MUST_CHECK;
/* Called wrongly: exit code 2. */
bdg_err_t *bdg_cli_usage(bdg_cli_t *cli, const char *fmt, ...) __attribute__((format(printf, 2, 3))) BDG_MUST_CHECK;
/* A line of words on stdout; nothing with --json. */
void bdg_cli_say(const bdg_cli_t *cli, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* A line on stderr: what is going on. */
void bdg_cli_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* The database of the configuration. */
bdg_err_t *bdg_cli_db(bdg_cli_t *cli, bdg_db_t **db) BDG_MUST_CHECK;
/* What --migrations names, else where the source tree or an installation has them. BDG_E_NOT_FOUND. */
bdg_err_t *bdg_cli_migrations(const char **dir, const bdg_cli_t *cli, const char *given) BDG_MUST_CHECK;

/* One file of sql/migrations. */
typedef struct bdg_cli_migration_t { int version; const char *name, *text; size_t len; unsigned char checksum[32]; } bdg_cli_migration_t;
/* In order, at most 9,999; version 0 first, which is the book itself. BDG_E_INVALID: a number twice or missing, a name that does not fit. */
bdg_err_t *bdg_cli_migration_files(apr_array_header_t **out, const char *dir, apr_pool_t *pool) BDG_MUST_CHECK;

extern bdg_cli_fn bdg_cli_secret, bdg_cli_migrate, bdg_cli_create_admin, bdg_cli_setup_link, bdg_cli_reset_second_factor, bdg_cli_issue, bdg_cli_routes, bdg_cli_doctor, bdg_cli_verify, bdg_cli_draw;
#endif
