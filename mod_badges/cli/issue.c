/* badgesctl issue: the whole batch errand in one go, through the same core as the pages'. What cannot go through by itself stays as a batch that an
 * administrator can look at and mend in the browser. */
#include "cli/cli.h"
#include "core/batch.h"
#include "io/table.h"
#include <apr_strings.h>
#include <string.h>

#define ASSERTIONS_TOLD 1000
#define TELL_EVERY apr_time_from_sec(1)

static const bdg_actor_t actor = { .account_id = -1, .address = "" };

typedef struct errand_t {
    const char *badge, *batch, *file, *sheet;
    int skip_errors, mail;
    int64_t id;
    apr_time_t told;
} errand_t;

static bdg_err_t *look(bdg_batch_t **b, bdg_cli_t *cli, bdg_db_t *db, const errand_t *x) { return bdg_batch_by_id(b, db, x->id, cli->pool); }

static const char *page_of(const bdg_cli_t *cli, const bdg_batch_t *b) { return bdg_site_url(cli->site, cli->pool, "/admin/batches/%s", b->public_id); }

static void progress(errand_t *x, const char *word, int done, int of)
{
    if (apr_time_now() - x->told < TELL_EVERY)
        return;
    x->told = apr_time_now();
    bdg_cli_note("%s %d of %d", word, done, of);
}

static bdg_err_t *load(bdg_cli_t *cli, bdg_db_t *db, errand_t *x)
{
    bdg_badge_class_t *badge;
    bdg_batch_t *batch;
    bdg_table_limits_t limits = { .rows = cli->site->max_rows_n < INT32_MAX ? (int)cli->site->max_rows_n + 1 : INT32_MAX };
    const char *slash = strrchr(x->file, '/');
    bdg_err_t *e = bdg_badge_class_by_public_id(&badge, db, x->badge, cli->pool);
    if (e && e->code == BDG_E_NOT_FOUND)
        return bdg_err_wrap(e, BDG_E_NOT_FOUND, "There is no badge with the id %s.", x->badge);
    BDG_TRY(e);
    BDG_TRY(bdg_batch_create(&batch, db, &actor, badge, x->batch, cli->pool));
    x->id = batch->id;
    e = bdg_batch_load(db, &actor, x->id, -1, x->file, slash ? slash + 1 : x->file, x->sheet, &limits, cli->pool);
    if (e)   /* a file that cannot be read leaves nothing behind */
        bdg_err_clear(bdg_batch_discard(db, &actor, x->id, -1, cli->pool));
    return e;
}

static bdg_err_t *check(bdg_cli_t *cli, bdg_db_t *db, errand_t *x)
{
    bdg_checker_t *checker;
    bdg_batch_t *b;
    int started, done = 0;
    BDG_TRY(bdg_batch_check_start(db, x->id, 0, &started, cli->pool));
    BDG_TRY(look(&b, cli, db, x));
    if (!started)
        return bdg_err(BDG_E_INVALID, "It is not clear what each column of the file holds. Answer that at %s", page_of(cli, b));
    BDG_TRY(bdg_batch_check_begin(&checker, db, x->id, cli->pool));
    while (checker && !done) {
        BDG_TRY(bdg_batch_check_some(checker, db, &done));
        if (apr_time_now() - x->told >= TELL_EVERY)
            BDG_TRY(look(&b, cli, db, x));
        progress(x, "checked", b->checked_count, b->row_count);
    }
    return NULL;
}

static bdg_err_t *confirm(bdg_cli_t *cli, bdg_db_t *db, const errand_t *x)
{
    bdg_batch_t *b;
    BDG_TRY(look(&b, cli, db, x));
    if (strcmp(b->state, "checked"))
        return bdg_err(BDG_E_CONFLICT, "Somebody else changed this batch meanwhile. Look at %s", page_of(cli, b));
    if (b->error_count && !x->skip_errors)
        return bdg_err(BDG_E_INVALID, "%d of %d rows cannot be issued, so nothing was issued. What is wrong is told at %s ; --skip-errors leaves them out.", b->error_count,
                       b->row_count, page_of(cli, b));
    if (!b->ready_count)
        return NULL;   /* all hold it already: that is done */
    if (b->error_count)
        BDG_TRY(bdg_batch_set_skip_errors(db, &actor, x->id, -1, 1, cli->pool));
    return bdg_batch_confirm(db, &actor, x->id, -1, x->mail, cli->pool);
}

/* A worker of a running server may help: each step is done by whoever is first. */
static bdg_err_t *issue(bdg_cli_t *cli, bdg_db_t *db, errand_t *x)
{
    bdg_batch_issuer_t *issuer;
    bdg_batch_t *b = NULL;
    int done = 0;
    BDG_TRY(bdg_batch_issue_begin(&issuer, db, x->id, cli->pool));
    while (issuer && !done) {
        BDG_TRY(bdg_batch_issue_some(issuer, db, &done));
        if (!b || apr_time_now() - x->told >= TELL_EVERY)
            BDG_TRY(look(&b, cli, db, x));
        progress(x, "issued", b->issued_count, b->ready_count);
    }
    return NULL;
}

static bdg_err_t *tell(bdg_cli_t *cli, bdg_db_t *db, const errand_t *x)
{
    bdg_batch_t *b;
    apr_array_header_t *awards;
    json_t *list = json_array();
    bdg_json_own(list, cli->pool);
    BDG_TRY(look(&b, cli, db, x));
    for (int from = 0; json_array_size(list) < ASSERTIONS_TOLD && from <= b->row_count + ASSERTIONS_TOLD; from += ASSERTIONS_TOLD) {
        BDG_TRY(bdg_batch_awards(&awards, db, x->id, from, from + ASSERTIONS_TOLD, cli->pool));
        for (int i = 0; i < awards->nelts && json_array_size(list) < ASSERTIONS_TOLD; i++)
            bdg_json_add(list, json_string(bdg_site_url(cli->site, cli->pool, "/assertions/%s", APR_ARRAY_IDX(awards, i, bdg_batch_award_t).public_id)));
    }
    int skipped = b->skip_count + b->skipped_late_count;
    bdg_cli_say(cli, "%d issued, %d skipped, %d with errors. %s", b->issued_count, skipped, b->error_count, page_of(cli, b));
    json_t *o = cli->answer = bdg_json_str(bdg_json_object(cli->pool), "batch", b->public_id);
    bdg_json_int(o, "issued", b->issued_count);
    bdg_json_int(o, "skipped", skipped);
    bdg_json_int(o, "errors", b->error_count);
    json_object_set(o, "assertions", list);
    return NULL;
}

bdg_err_t *bdg_cli_issue(bdg_cli_t *cli, int argc, char **argv)
{
    errand_t x = { 0 };
    bdg_db_t *db;
    const bdg_cli_option_t options[] = { { "--badge", &x.badge, NULL }, { "--batch", &x.batch, NULL }, { "--csv", &x.file, NULL }, { "--file", &x.file, NULL },
        { "--sheet", &x.sheet, NULL }, { "--skip-errors", NULL, &x.skip_errors }, { "--mail", NULL, &x.mail }, { NULL, NULL, NULL } };
    BDG_TRY(bdg_cli_options(cli, argc, argv, options));
    if (!x.badge || !x.batch || !x.file)
        return bdg_cli_usage(cli, "issue needs --badge, --batch and --csv.");
    BDG_TRY(bdg_cli_db(cli, &db));
    BDG_TRY(load(cli, db, &x));
    BDG_TRY(check(cli, db, &x));
    BDG_TRY(confirm(cli, db, &x));
    BDG_TRY(issue(cli, db, &x));
    return tell(cli, db, &x);
}
