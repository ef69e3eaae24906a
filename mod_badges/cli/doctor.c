/* badgesctl doctor: one line for each thing that has to be right. */
#include "cli/cli.h"
#include "core/openbadges/ob3.h"
#include "core/openbadges/ob3_lint.h"
#include "core/signing_key.h"
#include "io/render.h"
#include "io/secret_file.h"
#include "store/migration.h"
#include "view/view.h"
#include <apr_file_info.h>
#include <apr_file_io.h>
#include <apr_strings.h>
#include <string.h>
#include <unistd.h>

#define CREDENTIALS_LOOKED_AT 100

typedef struct doctor_t { bdg_cli_t *cli; json_t *checks; int bad; const char *migrations; bdg_db_t *db; } doctor_t;

/* wrong NULL: fine. Owns e, which may be NULL. */
static void tell(doctor_t *d, const char *what, const char *fine, const char *wrong, bdg_err_t *e)
{
    json_t *c = json_object();
    const char *detail = NULL;
    for (const bdg_err_t *x = e; x && !detail; x = x->cause)
        detail = x->detail;
    int ok = !wrong && !e;
    const char *text = ok ? fine : wrong ? wrong : e->message;
    bdg_json_str(c, "check", what);
    bdg_json_bool(c, "ok", ok);
    bdg_json_str(c, "text", text);
    bdg_json_str(c, "detail", detail);
    bdg_json_add(d->checks, c);
    d->bad += !ok;
    bdg_cli_say(d->cli, "%-5s %-13s %s%s%s", ok ? "ok" : "WRONG", what, text, detail ? "\n                    " : "", detail ? detail : "");
    bdg_err_clear(e);
}

static int config(doctor_t *d)
{
    bdg_cli_t *c = d->cli;
    if (!c->config) {
        tell(d, "configuration", NULL, "No configuration was found. Say which: badgesctl --config FILE doctor", NULL);
        return 0;
    }
    bdg_err_t *e = bdg_site_read(&c->site, c->config, c->pool);
    int ok = !e;
    tell(d, "configuration", c->config, NULL, e);
    if (ok && !c->site->https && strncmp(c->site->host, "127.", 4) && strncmp(c->site->host, "localhost", 9) && strncmp(c->site->host, "[::1]", 5))
        tell(d, "base address", NULL, apr_pstrcat(c->pool, c->site->base_url, " is not https: passwords and cookies would travel in the clear.", NULL), NULL);
    else if (ok)
        tell(d, "base address", c->site->base_url, NULL, NULL);
    return ok;
}

static int database(doctor_t *d)
{
    const char *account = "";
    bdg_err_t *e = bdg_cli_db(d->cli, &d->db);
    if (!e)
        e = bdg_migration_account(&account, d->db, d->cli->pool);
    int ok = !e;
    tell(d, "database", apr_psprintf(d->cli->pool, "It answers, to %s.", account), NULL, e);
    return ok;
}

static const bdg_cli_migration_t *file_of(const apr_array_header_t *files, int version)
{
    for (int i = 0; i < files->nelts; i++)
        if (APR_ARRAY_IDX(files, i, bdg_cli_migration_t).version == version)
            return &APR_ARRAY_IDX(files, i, bdg_cli_migration_t);
    return NULL;
}

static const char *compare(const apr_array_header_t *files, const apr_array_header_t *book, apr_pool_t *pool)
{
    int done = 0;
    for (int i = 0; i < book->nelts; i++) {
        const bdg_migration_row_t *b = &APR_ARRAY_IDX(book, i, bdg_migration_row_t);
        const bdg_cli_migration_t *file = file_of(files, b->version);
        if (!file)
            return apr_psprintf(pool, "The database is newer than this program: it has %s.", b->name);
        if (memcmp(b->checksum, file->checksum, 32))
            return apr_psprintf(pool, "The file of migration %s is not the one that was applied.", b->name);
        if (!b->done)
            return apr_psprintf(pool, "Migration %s is half done: run badgesctl migrate.", b->name);
        done++;
    }
    int missing = files->nelts - 1 - done;
    return missing ? apr_psprintf(pool, "%d migration%s missing: run badgesctl migrate.", missing, missing == 1 ? " is" : "s are") : NULL;
}

static int migrations(doctor_t *d)
{
    apr_array_header_t *files, *book;
    const char *dir, *wrong = NULL;
    bdg_err_t *e = bdg_cli_migrations(&dir, d->cli, d->migrations);
    if (!e)
        e = bdg_cli_migration_files(&files, dir, d->cli->pool);
    if (!e)
        e = bdg_migration_all(&book, d->db, d->cli->pool);
    if (!e)
        wrong = compare(files, book, d->cli->pool);
    int ok = !e && !wrong;
    tell(d, "migrations", "All are applied.", wrong, e);
    return ok;
}

static void statements(doctor_t *d)
{
    const char *bad = NULL;
    bdg_err_t *e = bdg_db_prepare_all(d->db, &bad);
    tell(d, "statements", apr_psprintf(d->cli->pool, "All %d are understood by the database.", (int)BDG_Q_COUNT),
         bad ? apr_psprintf(d->cli->pool, "The database does not understand %s.", bad) : NULL, e);
}

static void templates(doctor_t *d)
{
    bdg_view_t *view;
    const char *dir = apr_pstrcat(d->cli->pool, d->cli->site->htdocs, "/templates", NULL);
    tell(d, "templates", dir, NULL, bdg_view_load(&view, dir, d->cli->pool));
}

/* Draws the smallest picture there is: that says that the program is there, runs, and has its libraries. */
static void renderer(doctor_t *d)
{
    static const char svg[] = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"/>";
    bdg_render_t cfg = { d->cli->site->render, 0 };
    bdg_buf_t *png;
    tell(d, "renderer", d->cli->site->render, NULL, bdg_render_svg(&cfg, svg, sizeof svg - 1, 8, 8, &png, d->cli->pool));
}

static void tmp_dir(doctor_t *d)
{
    const char *dir = d->cli->site->tmp_dir;
    apr_finfo_t fi;
    const char *wrong = NULL;
    if (apr_stat(&fi, dir, APR_FINFO_TYPE, d->cli->pool) != APR_SUCCESS || fi.filetype != APR_DIR)
        wrong = apr_pstrcat(d->cli->pool, dir, " is not a folder.", NULL);
    else if (access(dir, W_OK | X_OK))
        wrong = apr_pstrcat(d->cli->pool, dir, " cannot be written to by this account.", NULL);
    tell(d, "uploads", dir, wrong, NULL);
}

static void mail(doctor_t *d)
{
    const bdg_site_t *s = d->cli->site;
    const char *wrong = NULL;
    if (s->smtp_url && strncmp(s->smtp_url, "smtp://", 7) && strncmp(s->smtp_url, "smtps://", 8))
        wrong = "BadgesSMTP must begin with smtp:// or smtps://.";
    else if (s->smtp_url && !s->mail_from)
        wrong = "BadgesMailFrom is not set: mails need a sender.";
    tell(d, "mail", s->smtp_url ? s->smtp_url : "BadgesSMTP is not set: mails wait in the outbox.", wrong, NULL);
}

/* Is it there, for its owner alone, and the one that the keys were sealed with? */
static void secret(doctor_t *d, int keys_readable)
{
    bdg_site_t *s = d->cli->site;
    bdg_signing_key_t *key;
    bdg_secret_file_open(s, d->cli->pool);
    if (!s->secret) {
        tell(d, "secret file", "BadgesSecretFile is not set: credentials are not signed. badgesctl secret --create makes the file.", s->secret_wrong, NULL);
        return;
    }
    bdg_err_t *e = keys_readable ? bdg_signing_key_any(&key, d->db, d->cli->pool) : bdg_err(BDG_E_NOT_FOUND, "No key was looked for.");
    if (!e)
        e = bdg_signing_key_check(key, s, d->db, d->cli->pool);
    if (e && e->code == BDG_E_NOT_FOUND) {
        bdg_err_clear(e);
        e = NULL;
    }
    tell(d, "secret file", s->secret_file, e ? "It is not the file that the keys in the database were sealed with: credentials cannot be signed." : NULL, e);
}

/* One award as Open Badges 3.0: would a key sign it? */
static bdg_err_t *look_over(doctor_t *d, const bdg_assertion_t *a, apr_pool_t *pool)
{
    bdg_badge_class_t *b;
    bdg_issuer_t *i;
    const bdg_ob3_wording_t *w;
    json_t *doc;
    bdg_buf_t *out = bdg_buf_make(BDG_OB3_MAX, pool);
    BDG_TRY(bdg_badge_class_by_version(&b, d->db, a->badge_class_version_id, pool));
    BDG_TRY(bdg_issuer_by_version(&i, d->db, a->issuer_version_id, pool));
    BDG_TRY(bdg_ob3_wording_make(&w, d->cli->site, b, i, NULL, pool));
    BDG_TRY(bdg_ob3_write(out, NULL, d->cli->site, a, w, 0, pool));
    BDG_TRY(bdg_json_parse(&doc, out->data, out->len, BDG_OB3_MAX, pool));
    return bdg_ob3_lint(doc, pool);
}

static void credentials(doctor_t *d)
{
    apr_array_header_t *rows;
    apr_pool_t *pool;
    const char *which = "";
    apr_pool_create(&pool, d->cli->pool);
    bdg_err_t *e = bdg_assertion_latest(&rows, d->db, CREDENTIALS_LOOKED_AT, d->cli->pool);
    int n = e ? 0 : rows->nelts;
    for (int i = 0; i < n && !e; i++) {
        const bdg_assertion_t *a = &APR_ARRAY_IDX(rows, i, bdg_assertion_t);
        apr_pool_clear(pool);
        e = look_over(d, a, pool);
        which = a->public_id;
    }
    if (e)
        e = bdg_err_detail(e, "credential %s", which);
    tell(d, "credentials", n ? apr_psprintf(d->cli->pool, "The latest %d are in order for being signed.", n) : "There are none yet.", NULL, e);
    apr_pool_destroy(pool);
}

bdg_err_t *bdg_cli_doctor(bdg_cli_t *cli, int argc, char **argv)
{
    doctor_t d = { .cli = cli, .checks = json_array() };
    bdg_json_own(d.checks, cli->pool);
    BDG_TRY(bdg_cli_options(cli, argc, argv, (bdg_cli_option_t[]){ { "--migrations", &d.migrations, NULL }, { NULL, NULL, NULL } }));
    if (config(&d)) {
        int ready = database(&d) && migrations(&d);
        if (ready)
            statements(&d);
        secret(&d, ready);
        if (ready)
            credentials(&d);
        templates(&d);
        renderer(&d);
        tmp_dir(&d);
        mail(&d);
    }
    bdg_cli_say(cli, d.bad ? "\nSomething needs attention." : "\nAll is well.");
    cli->answer = bdg_json_bool(bdg_json_object(cli->pool), "ok", !d.bad);
    json_object_set(cli->answer, "checks", d.checks);
    cli->exit_code = d.bad ? 1 : 0;
    return NULL;
}
