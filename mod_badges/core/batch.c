/* The life of a batch, from its name to the day it is confirmed or thrown away. */
#include "core/batch.h"
#include "base/id.h"
#include "base/str.h"
#include "store/audit.h"
#include "store/issuer.h"
#include "store/job.h"
#include <apr_strings.h>
#include <string.h>

#define NAME_MAX_CHARS 200
#define CORRECTIONS_MAX 10000
#define CELL_MAX_BYTES 20000

/* ---------------------------------------------------------------- what the state allows */

static bdg_err_t *stale(void) { return bdg_err(BDG_E_CONFLICT, "This batch was changed in another window meanwhile. Look at it again before you go on."); }

bdg_err_t *bdg_batch_may_change(const bdg_batch_lock_t *lock, int revision)
{
    if (!strcmp(lock->state, "issuing"))
        return bdg_err(BDG_E_CONFLICT, "This batch is being issued already, so it cannot be changed any more.");
    if (!strcmp(lock->state, "issued") || !strcmp(lock->state, "cancelled"))
        return bdg_err(BDG_E_CONFLICT, "This batch is finished, so it cannot be changed any more.");
    return revision >= 0 && revision != lock->revision ? stale() : NULL;
}

static bdg_err_t *check_name(const char **out, const char *name, apr_pool_t *pool)
{
    const char *s = bdg_text_clean(name ? name : "", name ? strlen(name) : 0, 0, pool);
    if (!*s)
        return bdg_err(BDG_E_INVALID, "Give the batch a name. Only your organisation sees it.");
    if (bdg_utf8_count(s) > NAME_MAX_CHARS)
        return bdg_err(BDG_E_INVALID, "The name can have at most %d characters.", NAME_MAX_CHARS);
    *out = s;
    return NULL;
}

static bdg_err_t *check_badge(const bdg_badge_class_t *badge)
{
    if (strcmp(badge->state, "published"))
        return bdg_err(BDG_E_CONFLICT, "This badge is not published, so it cannot be issued. Publish it first.");
    return NULL;
}

/* ---------------------------------------------------------------- name and badge */

typedef struct change_t {
    int64_t id;
    int revision, n, header, flag;
    const bdg_actor_t *actor;
    bdg_batch_t *batch;
    const bdg_badge_class_t *badge;
    const char *text;
    const bdg_column_choice_t *choices;
    const bdg_correction_t *cells;
    const bdg_mend_t *mend;
} change_t;

static bdg_err_t *note(bdg_db_t *db, const change_t *x, int64_t organisation_id, const char *action, const json_t *after, apr_pool_t *scratch)
{
    return bdg_audit(db, organisation_id, x->actor->account_id, x->actor->address, action, "batch", x->id, NULL, after, scratch);
}

static bdg_err_t *create(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    change_t *x = baton;
    json_t *after = bdg_json_object(scratch);
    BDG_TRY(bdg_batch_insert(x->batch, db));
    x->id = x->batch->id;
    bdg_json_str(after, "name", x->batch->name);
    bdg_json_str(after, "badge", x->badge->public_id);
    return note(db, x, x->batch->organisation_id, "batch.create", after, scratch);
}

bdg_err_t *bdg_batch_create(bdg_batch_t **out, bdg_db_t *db, const bdg_actor_t *actor, const bdg_badge_class_t *badge, const char *name, apr_pool_t *pool)
{
    change_t x = { .actor = actor, .badge = badge, .batch = apr_pcalloc(pool, sizeof(bdg_batch_t)) };
    char *id = apr_palloc(pool, BDG_ID_LEN + 1);
    BDG_TRY(check_name(&x.batch->name, name, pool));
    BDG_TRY(check_badge(badge));
    bdg_id_new(id);
    x.batch->public_id = id;
    x.batch->organisation_id = badge->organisation_id;
    x.batch->badge_class_id = badge->id;
    x.batch->created_by = actor->account_id;
    BDG_TRY(bdg_db_tx(db, create, &x, pool));
    return bdg_batch_by_id(out, db, x.id, pool);
}

/* Matches the columns anew: another badge class has other attributes. */
static bdg_err_t *match_anew(bdg_db_t *db, int64_t id, apr_pool_t *scratch)
{
    bdg_batch_plan_t *plan;
    const char *mapping = NULL, *options;
    json_t *remembered = NULL;
    BDG_TRY(bdg_batch_plan(&plan, db, id, scratch));
    if (!plan->cols->n)
        return NULL;
    bdg_batch_t b = *plan->batch;
    BDG_TRY(bdg_batch_remembered(&mapping, &options, db, plan->badge->id, id, scratch));
    if (mapping)
        BDG_TRY(bdg_json_parse(&remembered, mapping, strlen(mapping), 8 << 20, scratch));
    bdg_columns_guess(plan->cols, plan->rules, remembered, scratch);
    b.mapping_json = bdg_json_dump(bdg_json_own(bdg_columns_mapping_json(plan->cols, plan->rules, scratch), scratch), scratch);
    BDG_TRY(bdg_batch_set_columns(db, &b));
    return bdg_batch_reopen(db, id);
}

static bdg_err_t *rename_batch(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    change_t *x = baton;
    bdg_batch_lock_t lock;
    bdg_batch_t *b;
    json_t *after = bdg_json_object(scratch);
    BDG_TRY(bdg_batch_lock(&lock, db, x->id));
    BDG_TRY(bdg_batch_may_change(&lock, x->revision));
    BDG_TRY(bdg_batch_by_id(&b, db, x->id, scratch));
    BDG_TRY(bdg_batch_rename(db, x->id, x->text, x->badge->id));
    if (b->badge_class_id != x->badge->id && strcmp(lock.state, "named"))
        BDG_TRY(match_anew(db, x->id, scratch));
    bdg_json_str(after, "name", x->text);
    bdg_json_str(after, "badge", x->badge->public_id);
    return note(db, x, b->organisation_id, "batch.rename", after, scratch);
}

bdg_err_t *bdg_batch_rename_to(bdg_db_t *db, const bdg_actor_t *actor, int64_t id, int revision, const bdg_badge_class_t *badge, const char *name, apr_pool_t *pool)
{
    change_t x = { .id = id, .revision = revision, .actor = actor, .badge = badge };
    BDG_TRY(check_name(&x.text, name, pool));
    BDG_TRY(check_badge(badge));
    return bdg_db_tx(db, rename_batch, &x, pool);
}

/* ---------------------------------------------------------------- checking */

static bdg_err_t *start_check(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    change_t *x = baton;
    bdg_batch_lock_t lock;
    bdg_batch_plan_t *plan;
    x->n = 0;
    BDG_TRY(bdg_batch_lock(&lock, db, x->id));
    BDG_TRY(bdg_batch_may_change(&lock, -1));
    if (!strcmp(lock.state, "named"))
        return bdg_err(BDG_E_CONFLICT, "There is no file yet. Upload one first.");
    BDG_TRY(bdg_batch_plan(&plan, db, x->id, scratch));
    if (plan->nquestions || !plan->cols->n)
        return strcmp(lock.state, "uploaded") ? bdg_batch_reopen(db, x->id) : NULL;
    x->n = 1;
    BDG_TRY(bdg_batch_start_check(db, x->id));
    return x->flag ? bdg_job_put(db, "batch.check", x->id) : NULL;
}

bdg_err_t *bdg_batch_check_start(bdg_db_t *db, int64_t id, int job, int *started, apr_pool_t *pool)
{
    change_t x = { .id = id, .flag = job };
    BDG_TRY(bdg_db_tx(db, start_check, &x, pool));
    *started = x.n;
    return NULL;
}

/* ---------------------------------------------------------------- columns */

/* The headings stand in another row: read them, and the samples, from the first chunk. */
static bdg_err_t *move_header(bdg_db_t *db, bdg_batch_plan_t *plan, int header, apr_pool_t *scratch)
{
    bdg_chunk_t *chunk;
    int rows = (int)json_integer_value(json_object_get(plan->file, "rows"));
    BDG_TRY(bdg_chunk_of_row(&chunk, db, plan->batch->id, 0, scratch));
    if (header < -1 || header >= chunk->row_count || header + 1 >= rows)
        return bdg_err(BDG_E_INVALID, "The headings must stand in one of the first rows, with recipients below them.");
    bdg_columns_take(plan->cols, chunk->data, chunk->len, header, scratch);
    bdg_columns_guess(plan->cols, plan->rules, NULL, scratch);
    bdg_json_int(plan->file, "header", header);
    bdg_json_int(plan->file, "header_number", plan->cols->header_number);
    return NULL;
}

static void choose(bdg_column_t *c, const bdg_column_choice_t *choice)
{
    if (choice->target != c->target) {
        c->target = choice->target;
        c->sure = BDG_SURE_CHOSEN;
    } else if (c->sure == BDG_SURE_GUESS) {   /* looked at, and left: that is a choice too */
        c->sure = BDG_SURE_CHOSEN;
    }
    c->order = choice->order;
    c->order_chosen = choice->order != BDG_ORDER_UNKNOWN;
}

static bdg_err_t *set_columns(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    change_t *x = baton;
    bdg_batch_lock_t lock;
    bdg_batch_plan_t *plan;
    BDG_TRY(bdg_batch_lock(&lock, db, x->id));
    BDG_TRY(bdg_batch_may_change(&lock, x->revision));
    BDG_TRY(bdg_batch_plan(&plan, db, x->id, scratch));
    if (!plan->cols->n)
        return bdg_err(BDG_E_CONFLICT, "There is no file yet. Upload one first.");
    if (x->header != -2 && x->header != plan->cols->header)
        BDG_TRY(move_header(db, plan, x->header, scratch));
    else
        for (int i = 0; x->choices && i < x->n && i < plan->cols->n; i++)
            choose(&plan->cols->c[i], &x->choices[i]);
    bdg_columns_settle(plan->cols, plan->rules);
    bdg_json_own(json_incref(json_object_get(plan->file, "columns")), scratch);   /* what was read from it points into it */
    json_object_set_new(plan->file, "columns", bdg_columns_found_json(plan->cols));
    bdg_batch_t b = *plan->batch;
    b.file_json = bdg_json_dump(plan->file, scratch);
    b.mapping_json = bdg_json_dump(bdg_json_own(bdg_columns_mapping_json(plan->cols, plan->rules, scratch), scratch), scratch);
    b.row_count = (int)json_integer_value(json_object_get(plan->file, "rows")) - (plan->cols->header + 1);
    BDG_TRY(bdg_batch_set_columns(db, &b));
    BDG_TRY(bdg_batch_reopen(db, x->id));
    return note(db, x, b.organisation_id, "batch.columns", NULL, scratch);
}

bdg_err_t *bdg_batch_set_columns_to(bdg_db_t *db, const bdg_actor_t *actor, int64_t id, int revision, const bdg_column_choice_t *choices, int n, int header, apr_pool_t *pool)
{
    change_t x = { .id = id, .revision = revision, .actor = actor, .choices = choices, .n = n, .header = header };
    return bdg_db_tx(db, set_columns, &x, pool);
}

/* ---------------------------------------------------------------- cells and rules */

static bdg_err_t *set_cells(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    change_t *x = baton;
    bdg_batch_lock_t lock;
    bdg_batch_t *b;
    int64_t have;
    json_t *after = bdg_json_object(scratch);
    BDG_TRY(bdg_batch_lock(&lock, db, x->id));
    BDG_TRY(bdg_batch_may_change(&lock, x->revision));
    BDG_TRY(bdg_batch_by_id(&b, db, x->id, scratch));
    BDG_TRY(bdg_corrections_count(&have, db, x->id));
    if (have + x->n > CORRECTIONS_MAX)
        return bdg_err(BDG_E_TOO_LARGE, "At most %d cells can be corrected here. Correct the others in the file and upload it again.", CORRECTIONS_MAX);
    for (int i = 0; i < x->n; i++) {
        if (strlen(x->cells[i].value) > CELL_MAX_BYTES)
            return bdg_err(BDG_E_TOO_LARGE, "A cell can hold at most %d bytes here.", CELL_MAX_BYTES);
        BDG_TRY(bdg_correction_put(db, x->id, &x->cells[i], x->actor->account_id));
    }
    BDG_TRY(bdg_batch_reopen(db, x->id));
    bdg_json_int(after, "cells", x->n);
    return note(db, x, b->organisation_id, "batch.correct", after, scratch);
}

bdg_err_t *bdg_batch_set_cells(bdg_db_t *db, const bdg_actor_t *actor, int64_t id, int revision, const bdg_correction_t *cells, int n, apr_pool_t *pool)
{
    change_t x = { .id = id, .revision = revision, .actor = actor, .cells = cells, .n = n };
    return bdg_db_tx(db, set_cells, &x, pool);
}

static int same_mend(const bdg_mend_t *a, const bdg_mend_t *b) { return a->kind == b->kind && !strcmp(a->from, b->from) && !strcmp(a->to, b->to); }

static bdg_err_t *apply_option(bdg_batch_options_t *o, const change_t *x)
{
    if (x->text) {
        o->policy = x->text;
        o->policy_chosen = 1;
    } else if (x->mend) {
        int i = 0;
        while (i < o->nmends && !same_mend(&o->mends[i], x->mend))
            i++;
        if (x->flag && i < o->nmends)
            o->mends[i] = o->mends[--o->nmends];
        else if (!x->flag && i == o->nmends) {
            if (o->nmends == BDG_BATCH_MENDS)
                return bdg_err(BDG_E_TOO_LARGE, "At most %d rules can be set for one file. Correct the others in the file.", BDG_BATCH_MENDS);
            o->mends[o->nmends++] = *x->mend;
        }
    }
    return NULL;
}

/* A rule or the policy changes: all rows are checked again. */
static bdg_err_t *set_option(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    change_t *x = baton;
    bdg_batch_lock_t lock;
    bdg_batch_plan_t *plan;
    json_t *after = bdg_json_object(scratch);
    BDG_TRY(bdg_batch_lock(&lock, db, x->id));
    BDG_TRY(bdg_batch_may_change(&lock, x->revision));
    BDG_TRY(bdg_batch_plan(&plan, db, x->id, scratch));
    BDG_TRY(apply_option(&plan->options, x));
    BDG_TRY(bdg_batch_set_options(db, x->id, bdg_batch_options_write(&plan->options, scratch)));
    BDG_TRY(bdg_batch_reopen(db, x->id));
    bdg_json_str(after, "policy", x->text);
    if (x->mend)
        bdg_json_str(after, "replaced", apr_pstrcat(scratch, x->mend->from, " -> ", x->mend->to, NULL));
    return note(db, x, plan->batch->organisation_id, "batch.rule", after, scratch);
}

bdg_err_t *bdg_batch_set_mend(bdg_db_t *db, const bdg_actor_t *actor, int64_t id, int revision, const bdg_mend_t *mend, int remove, apr_pool_t *pool)
{
    change_t x = { .id = id, .revision = revision, .actor = actor, .mend = mend, .flag = remove };
    return bdg_db_tx(db, set_option, &x, pool);
}

bdg_err_t *bdg_batch_set_policy(bdg_db_t *db, const bdg_actor_t *actor, int64_t id, int revision, const char *policy, apr_pool_t *pool)
{
    change_t x = { .id = id, .revision = revision, .actor = actor, .text = policy };
    if (!policy || (strcmp(policy, "deny") && strcmp(policy, "allow") && strcmp(policy, "replace") && strcmp(policy, "skip")))
        return bdg_err(BDG_E_INVALID, "Choose how duplicates are treated.");
    return bdg_db_tx(db, set_option, &x, pool);
}

/* ---------------------------------------------------------------- towards confirming */

static bdg_err_t *set_skip_errors(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    change_t *x = baton;
    bdg_batch_lock_t lock;
    bdg_batch_plan_t *plan;
    BDG_TRY(bdg_batch_lock(&lock, db, x->id));
    BDG_TRY(bdg_batch_may_change(&lock, x->revision));
    BDG_TRY(bdg_batch_plan(&plan, db, x->id, scratch));
    plan->options.skip_errors = x->flag;
    return bdg_batch_set_options(db, x->id, bdg_batch_options_write(&plan->options, scratch));
}

bdg_err_t *bdg_batch_set_skip_errors(bdg_db_t *db, const bdg_actor_t *actor, int64_t id, int revision, int skip, apr_pool_t *pool)
{
    change_t x = { .id = id, .revision = revision, .actor = actor, .flag = skip };
    return bdg_db_tx(db, set_skip_errors, &x, pool);
}

static bdg_err_t *may_confirm(const bdg_batch_plan_t *plan)
{
    const bdg_batch_t *b = plan->batch;
    if (strcmp(b->state, "checked"))
        return bdg_err(BDG_E_CONFLICT, "The rows are not checked yet.");
    if (!b->ready_count)
        return bdg_err(BDG_E_CONFLICT, "There is no row to issue. Correct the file and upload it again.");
    if (b->error_count && !plan->options.skip_errors)
        return bdg_err(BDG_E_CONFLICT, "%d rows have errors. Correct them, or choose to issue the others without them.", b->error_count);
    BDG_TRY(check_badge(plan->badge));
    if (plan->badge->version_id != b->badge_class_version_id)
        return bdg_err(BDG_E_CONFLICT, "The badge was changed after the rows were checked. Check them again.");
    return NULL;
}

static bdg_err_t *confirm(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    change_t *x = baton;
    bdg_batch_lock_t lock;
    bdg_batch_plan_t *plan;
    bdg_issuer_t *issuer;
    json_t *after = bdg_json_object(scratch);
    BDG_TRY(bdg_batch_lock(&lock, db, x->id));
    if (!strcmp(lock.state, "issuing") || !strcmp(lock.state, "issued"))   /* pressed twice */
        return NULL;
    BDG_TRY(bdg_batch_may_change(&lock, x->revision));
    BDG_TRY(bdg_batch_plan(&plan, db, x->id, scratch));
    BDG_TRY(bdg_badge_class_lock(db, plan->badge->id, plan->badge->organisation_id));
    BDG_TRY(may_confirm(plan));
    BDG_TRY(bdg_issuer_by_id(&issuer, db, plan->badge->issuer_id, scratch));
    plan->options.send_mail = x->flag;
    BDG_TRY(bdg_batch_confirm_row(db, x->id, issuer->version_id, bdg_batch_options_write(&plan->options, scratch), x->actor->account_id));
    /* No award yet, but from now on the version that was reviewed must not change. */
    BDG_TRY(bdg_badge_class_awarded(db, plan->badge->id, plan->badge->version_id, 0));
    BDG_TRY(bdg_job_put(db, "batch.issue", x->id));
    bdg_json_int(after, "credentials", plan->batch->ready_count);
    bdg_json_int(after, "left_out", plan->batch->error_count);
    bdg_json_bool(after, "mails", x->flag);
    return note(db, x, plan->batch->organisation_id, "batch.confirm", after, scratch);
}

bdg_err_t *bdg_batch_confirm(bdg_db_t *db, const bdg_actor_t *actor, int64_t id, int revision, int send_mail, apr_pool_t *pool)
{
    change_t x = { .id = id, .revision = revision, .actor = actor, .flag = send_mail };
    return bdg_db_tx(db, confirm, &x, pool);
}

/* ---------------------------------------------------------------- ends */

static bdg_err_t *cancel(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    change_t *x = baton;
    bdg_batch_lock_t lock;
    bdg_batch_plan_t *plan;
    json_t *after = bdg_json_object(scratch);
    BDG_TRY(bdg_batch_lock(&lock, db, x->id));
    if (!strcmp(lock.state, "cancelled"))
        return NULL;
    if (!strcmp(lock.state, "issued"))
        return bdg_err(BDG_E_CONFLICT, "All credentials of this batch were issued already. You can revoke them.");
    if (strcmp(lock.state, "issuing"))
        return bdg_err(BDG_E_CONFLICT, "This batch is not being issued.");
    BDG_TRY(bdg_batch_plan(&plan, db, x->id, scratch));
    BDG_TRY(bdg_batch_end(db, x->id, "cancelled"));
    BDG_TRY(bdg_job_drop(db, "batch.issue", x->id));
    if (plan->options.send_mail && plan->batch->issued_count)   /* those who hold it now hear of it */
        BDG_TRY(bdg_job_put(db, "batch.mail", x->id));
    bdg_json_int(after, "issued", plan->batch->issued_count);
    return note(db, x, plan->batch->organisation_id, "batch.cancel", after, scratch);
}

bdg_err_t *bdg_batch_cancel(bdg_db_t *db, const bdg_actor_t *actor, int64_t id, apr_pool_t *pool)
{
    change_t x = { .id = id, .actor = actor };
    return bdg_db_tx(db, cancel, &x, pool);
}

static bdg_err_t *discard(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    change_t *x = baton;
    bdg_batch_lock_t lock;
    bdg_batch_t *b;
    json_t *after = bdg_json_object(scratch);
    BDG_TRY(bdg_batch_lock(&lock, db, x->id));
    BDG_TRY(bdg_batch_may_change(&lock, x->revision));
    BDG_TRY(bdg_batch_by_id(&b, db, x->id, scratch));
    bdg_json_str(after, "name", b->name);
    BDG_TRY(bdg_job_drop(db, "batch.check", x->id));
    BDG_TRY(bdg_batch_delete(db, x->id));
    return note(db, x, b->organisation_id, "batch.discard", after, scratch);
}

bdg_err_t *bdg_batch_discard(bdg_db_t *db, const bdg_actor_t *actor, int64_t id, int revision, apr_pool_t *pool)
{
    change_t x = { .id = id, .revision = revision, .actor = actor };
    return bdg_db_tx(db, discard, &x, pool);
}
