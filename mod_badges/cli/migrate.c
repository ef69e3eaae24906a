/* badgesctl migrate. Two of them at once, on one machine or on several, do each step once: a migration is claimed by a lease in the book
 * (schema_migration), lengthened while a step runs; one that was left half done goes on at the step where it stood. */
#include "cli/cli.h"
#include "base/id.h"
#include "store/migration.h"
#include <apr_strings.h>
#include <ctype.h>
#include <pthread.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LENGTHEN_EVERY 20                       /* seconds; the lease is 60 */
#define LOOK_AGAIN apr_time_from_msec(250)      /* while another one is at it */

typedef struct step_t { const char *text; size_t len; const char *blocks, *title; } step_t;

/* ---------------------------------------------------------------- statements of a file */

/* The end of the comment or quoted text that begins at p, or p + 1. */
static const char *past(const char *p)
{
    const char *end;
    if ((p[0] == '-' && p[1] == '-') || p[0] == '#')
        return p + strcspn(p, "\n");
    if (p[0] == '/' && p[1] == '*')
        return (end = strstr(p + 2, "*/")) ? end + 2 : p + strlen(p);
    if (*p == '\'' || *p == '"' || *p == '`') {
        char quote = *p++;
        for (; *p; p++) {
            if (*p == '\\' && quote != '`' && p[1])
                p++;
            else if (*p == quote && p[1] == quote)
                p++;
            else if (*p == quote)
                return p + 1;
        }
        return p;
    }
    return p + 1;
}

/* "CREATE TABLE IF NOT EXISTS badge_class" of the whole statement. */
static const char *title_of(const char *s, size_t len, apr_pool_t *pool)
{
    size_t n = 0;
    while (n < len && n < 70 && s[n] != '\n' && s[n] != '(')
        n++;
    while (n && isspace((unsigned char)s[n - 1]))
        n--;
    return apr_pstrmemdup(pool, s, n);
}

static apr_array_header_t *split(const char *text, apr_pool_t *pool)
{
    apr_array_header_t *steps = apr_array_make(pool, 32, sizeof(step_t));
    const char *start = NULL, *blocks = NULL;
    for (const char *p = text; *p;) {
        if (!start && !strncmp(p, "-- blocks:", 10))
            blocks = apr_pstrmemdup(pool, p + 10, strcspn(p + 10, "\n"));
        if (!start && !isspace((unsigned char)*p) && *p != ';' && !(p[0] == '-' && p[1] == '-') && *p != '#' && !(p[0] == '/' && p[1] == '*'))
            start = p;
        const char *next = past(p);
        if (*p == ';' && start) {
            step_t *s = apr_array_push(steps);
            *s = (step_t){ start, (size_t)(p - start), blocks, title_of(start, (size_t)(p - start), pool) };
            start = blocks = NULL;
        }
        p = next;
    }
    if (start) {
        step_t *s = apr_array_push(steps);
        *s = (step_t){ start, strlen(start), blocks, title_of(start, strlen(start), pool) };
    }
    return steps;
}

/* Statements that change rows commit together with their entry in the book; those that change tables commit by themselves. */
static int changes_rows(const step_t *s)
{
    static const char *const words[] = { "INSERT", "UPDATE", "DELETE", "REPLACE" };
    for (int i = 0; i < 4; i++)
        if (!strncasecmp(s->text, words[i], strlen(words[i])))
            return 1;
    return 0;
}

/* ---------------------------------------------------------------- the lease, lengthened while a step runs */

typedef struct hold_t {
    bdg_cli_t *cli;
    int version;
    unsigned char owner[16];
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t ended;
    int over;
} hold_t;

static bdg_err_t *lengthen(hold_t *h, bdg_db_t **db, apr_pool_t *pool)
{
    if (!*db)
        BDG_TRY(bdg_db_connect(db, h->cli->site->dbd_params, pool));
    return bdg_migration_extend(*db, h->version, h->owner);
}

/* Its own connection: the other one is busy with the step. A failure here is only told; the entry at the end of the step says whether the lease held. */
static void *keep_holding(void *baton)
{
    hold_t *h = baton;
    bdg_db_t *db = NULL;
    apr_pool_t *pool;
    if (apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return NULL;
    pthread_mutex_lock(&h->lock);
    while (!h->over) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += LENGTHEN_EVERY;
        if (pthread_cond_timedwait(&h->ended, &h->lock, &until) == 0 || h->over)
            continue;
        pthread_mutex_unlock(&h->lock);
        bdg_err_t *e = lengthen(h, &db, pool);
        if (e) {
            bdg_cli_note("The claim on this migration could not be lengthened: %s", e->message);
            bdg_err_clear(e);
        }
        pthread_mutex_lock(&h->lock);
    }
    pthread_mutex_unlock(&h->lock);
    apr_pool_destroy(pool);
    return NULL;
}

/* ---------------------------------------------------------------- one migration */

typedef struct rows_t { const step_t *step; const hold_t *hold; int number; } rows_t;

static bdg_err_t *step_of_rows(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    rows_t *r = baton;
    (void)scratch;
    BDG_TRY(bdg_db_script(db, r->step->text, r->step->len));
    return bdg_migration_step(db, r->hold->version, r->hold->owner, r->number);
}

static bdg_err_t *do_step(bdg_cli_t *cli, bdg_db_t *db, const hold_t *h, const step_t *s, int number)
{
    if (changes_rows(s))
        return bdg_db_tx(db, step_of_rows, &(rows_t){ s, h, number }, cli->pool);
    BDG_TRY(bdg_db_script(db, s->text, s->len));
    return bdg_migration_step(db, h->version, h->owner, number);
}

static bdg_err_t *do_steps(bdg_cli_t *cli, bdg_db_t *db, const hold_t *h, const bdg_cli_migration_t *m, int done)
{
    apr_array_header_t *steps = split(m->text, cli->pool);
    for (int i = done; i < steps->nelts; i++) {
        const step_t *s = &APR_ARRAY_IDX(steps, i, step_t);
        bdg_cli_note("%s  %d/%d  %s", m->name, i + 1, steps->nelts, s->title);
        if (s->blocks)
            bdg_cli_note("  This blocks%s", s->blocks);
        bdg_err_t *e = do_step(cli, db, h, s, i + 1);
        if (e)
            return bdg_err_wrap(e, e->code, "Migration %s stopped at step %d of %d: %s", m->name, i + 1, steps->nelts, s->title);
    }
    return bdg_migration_done(db, h->version, h->owner);
}

static bdg_err_t *apply(bdg_cli_t *cli, bdg_db_t *db, hold_t *h, const bdg_cli_migration_t *m, int done)
{
    pthread_mutex_init(&h->lock, NULL);
    pthread_cond_init(&h->ended, NULL);
    if (pthread_create(&h->thread, NULL, keep_holding, h))
        return bdg_err(BDG_E_INTERNAL, "A thread cannot be started.");
    bdg_err_t *e = do_steps(cli, db, h, m, done);
    pthread_mutex_lock(&h->lock);
    h->over = 1;
    pthread_cond_signal(&h->ended);
    pthread_mutex_unlock(&h->lock);
    pthread_join(h->thread, NULL);
    pthread_cond_destroy(&h->ended);
    pthread_mutex_destroy(&h->lock);
    if (e && !bdg_db_broken(db))
        bdg_err_clear(bdg_migration_release(db, h->version, h->owner));   /* best effort: else the lease runs out by itself */
    return e;
}

/* ---------------------------------------------------------------- all of them */

static const bdg_migration_row_t *entry_of(const apr_array_header_t *book, int version)
{
    for (int i = 0; i < book->nelts; i++)
        if (APR_ARRAY_IDX(book, i, bdg_migration_row_t).version == version)
            return &APR_ARRAY_IDX(book, i, bdg_migration_row_t);
    return NULL;
}

static const char *whoami(apr_pool_t *pool)
{
    char host[65] = "";
    gethostname(host, sizeof host - 1);
    return apr_psprintf(pool, "%s, process %ld", host, (long)getpid());
}

/* One look at the book and what follows from it. *did: applied by us; *wait: somebody else is at it. */
static bdg_err_t *one_try(bdg_cli_t *cli, bdg_db_t *db, const bdg_cli_migration_t *m, int *did, const char **wait, apr_pool_t *scratch)
{
    apr_array_header_t *book;
    *wait = NULL;
    BDG_TRY(bdg_migration_all(&book, db, scratch));
    const bdg_migration_row_t *entry = entry_of(book, m->version);
    if (entry && (memcmp(entry->checksum, m->checksum, 32) || strcmp(entry->name, m->name)))
        return bdg_err_detail(bdg_err(BDG_E_CONFLICT, "Migration %s is not the one that this database knows by that number.", m->name),
                              "The database has %s%s. A migration never changes once it was applied.", entry->name,
                              strcmp(entry->name, m->name) ? "" : " with other contents");
    if (entry && entry->done)
        return NULL;
    hold_t h = { .cli = cli, .version = m->version };
    bdg_migration_row_t mine = { .version = m->version, .name = m->name };
    int got = 0;
    memcpy(mine.checksum, m->checksum, 32);
    bdg_random(h.owner, sizeof h.owner);
    BDG_TRY(bdg_migration_claim(&got, db, &mine, entry != NULL, h.owner, whoami(scratch)));
    if (!got) {
        *wait = entry && entry->held_by ? apr_pstrdup(cli->pool, entry->held_by) : "another one";
        return NULL;
    }
    *did = 1;
    return apply(cli, db, &h, m, entry ? entry->steps : 0);
}

static bdg_err_t *one(bdg_cli_t *cli, bdg_db_t *db, const bdg_cli_migration_t *m, int *did)
{
    apr_pool_t *scratch;
    const char *wait = NULL;
    int said = 0;
    apr_pool_create(&scratch, cli->pool);
    do {
        apr_pool_clear(scratch);
        BDG_TRY(one_try(cli, db, m, did, &wait, scratch));
        if (wait && !said++)
            bdg_cli_note("%s  is being applied by %s; waiting for it", m->name, wait);
        if (wait)
            apr_sleep(LOOK_AGAIN);   /* a row of a database, perhaps of another node, can only be looked at */
    } while (wait);
    apr_pool_destroy(scratch);
    return NULL;
}

bdg_err_t *bdg_cli_migrate(bdg_cli_t *cli, int argc, char **argv)
{
    const char *dir = NULL;
    apr_array_header_t *files;
    bdg_db_t *db;
    int applied = 0;
    json_t *names = json_array();
    bdg_json_own(names, cli->pool);
    BDG_TRY(bdg_cli_options(cli, argc, argv, (bdg_cli_option_t[]){ { "--migrations", &dir, NULL }, { NULL, NULL, NULL } }));
    BDG_TRY(bdg_cli_migrations(&dir, cli, dir));
    BDG_TRY(bdg_cli_migration_files(&files, dir, cli->pool));
    BDG_TRY(bdg_cli_db(cli, &db));
    for (int i = 0; i < files->nelts; i++) {
        const bdg_cli_migration_t *m = &APR_ARRAY_IDX(files, i, bdg_cli_migration_t);
        int did = 0;
        if (!m->version) {   /* the book itself */
            BDG_TRY(bdg_db_script(db, m->text, m->len));
            continue;
        }
        BDG_TRY(one(cli, db, m, &did));
        applied += did;
        if (did)
            bdg_json_add(names, json_string(m->name));
    }
    bdg_cli_say(cli, applied ? "The database is up to date; %d of %d migrations were new." : "The database is up to date.", applied, files->nelts - 1);
    cli->answer = bdg_json_object(cli->pool);
    json_object_set(cli->answer, "applied", names);
    bdg_json_int(cli->answer, "version", APR_ARRAY_IDX(files, files->nelts - 1, bdg_cli_migration_t).version);
    return NULL;
}
