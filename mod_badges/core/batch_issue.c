/* A confirmed batch becomes awards: a few chunks a transaction, in which the cursor moves with the rows. Whatever happens between two of them, or
 * inside one, going on means doing the same again. */
#include "base/fault.h"
#include "base/id.h"
#include "core/batch.h"
#include "store/audit.h"
#include "store/job.h"
#include "store/outbox.h"
#include "store/public_change.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define CHUNKS_A_STEP 10      /* ten thousand rows: each transaction waits for the disk */
#define TELL_AFTER 60   /* seconds */
#define REPLACED "Replaced by a newer award"

struct bdg_batch_issuer_t {
    apr_pool_t *step;
    int64_t id;
    bdg_batch_plan_t *plan;
    int next;                    /* chunk */
};

bdg_err_t *bdg_batch_issue_begin(bdg_batch_issuer_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool)
{
    bdg_batch_issuer_t *s = apr_pcalloc(pool, sizeof *s);
    *out = NULL;
    bdg_err_t *e = bdg_batch_plan(&s->plan, db, id, pool);
    if (e && e->code == BDG_E_NOT_FOUND) {
        bdg_err_clear(e);
        return NULL;
    }
    BDG_TRY(e);
    if (strcmp(s->plan->batch->state, "issuing"))
        return NULL;
    if (apr_pool_create(&s->step, pool) != APR_SUCCESS)
        return bdg_err(BDG_E_NOMEM, "The server is out of memory. Please try again.");
    s->id = id;
    s->next = s->plan->batch->next_chunk;
    *out = s;
    return NULL;
}

/* ---------------------------------------------------------------- rows -> awards, before anything is locked */

typedef struct step_t {
    bdg_batch_issuer_t *s;
    int chunks;                  /* taken in this step; 0: there are none left */
    bdg_assertion_t *rows;
    int n, room;
    unsigned char *replaces;     /* by row: the check said that it replaces another */
    bdg_exception_t *failed;     /* rows that cannot be made after all */
    int nfailed;
    int over, moved;             /* the batch is no longer being issued; somebody else went on with it */
} step_t;

static int by_text(const void *a, const void *b) { return memcmp(a, b, BDG_ID_LEN); }

/* Random ids, in order within the step: the index over them is then filled from left to right. */
static void give_ids(step_t *t, apr_pool_t *pool)
{
    char (*ids)[BDG_ID_LEN + 1] = apr_palloc(pool, sizeof *ids * (size_t)(t->n ? t->n : 1));
    for (int i = 0; i < t->n; i++)
        bdg_id_new(ids[i]);
    qsort(ids, (size_t)t->n, sizeof *ids, by_text);
    for (int i = 0; i < t->n; i++)
        t->rows[i].public_id = ids[i];
}

static void add_row(step_t *t, const bdg_award_t *award, int ordinal, int replaces, apr_time_t now)
{
    const bdg_batch_t *batch = t->s->plan->batch;
    bdg_assertion_t *a = &t->rows[t->n];
    bdg_award_fill(a, award, t->s->plan->badge, batch->issuer_version_id);
    a->batch_id = batch->id;
    a->batch_row = ordinal;
    a->source = BDG_SOURCE_BATCH;
    a->created_by = batch->confirmed_by;
    a->created_at = now;
    t->replaces[t->n++] = (unsigned char)replaces;
}

static bdg_err_t *take_chunk(step_t *t, bdg_db_t *db, const bdg_chunk_t *chunk, apr_time_t now)
{
    const bdg_batch_plan_t *plan = t->s->plan;
    apr_pool_t *pool = t->s->step;
    bdg_packed_row_t *row = apr_palloc(pool, sizeof *row);
    apr_array_header_t *mended = NULL;
    const char *at = chunk->data, *end = chunk->data + chunk->len;
    int mend_at = 0;
    if (!chunk->verdicts)
        return bdg_err_detail(bdg_err(BDG_E_INTERNAL, "Something went wrong on our side."), "chunk %d was not checked", chunk->seq);
    if (plan->corrected)
        BDG_TRY(bdg_corrections_read(&mended, db, t->s->id, chunk->first_row, chunk->first_row + chunk->row_count, pool));
    for (int i = 0; i < chunk->row_count; i++) {
        bdg_award_t award;
        if (bdg_rows_next(row, &at, end) != 1)
            return bdg_err_detail(bdg_err(BDG_E_INTERNAL, "Something went wrong on our side."), "batch %lld chunk %d is damaged", (long long)t->s->id, chunk->seq);
        if ((chunk->verdicts[i] & BDG_V_KIND) != BDG_V_READY)
            continue;
        bdg_batch_mend_row(row, chunk->first_row + i, mended, &mend_at);
        bdg_batch_row(&award, plan, row, pool);
        if (!award.errors)
            add_row(t, &award, chunk->first_row + i, chunk->verdicts[i] & BDG_V_REPLACES, now);
        else
            t->failed[t->nfailed++] = (bdg_exception_t){ chunk->first_row + i, bdg_problem_title(award.problems[0].code) };
    }
    return NULL;
}

static bdg_err_t *take_chunks(step_t *t, bdg_db_t *db)
{
    apr_array_header_t *chunks;
    apr_pool_t *pool = t->s->step;
    apr_time_t now = apr_time_now();
    int room = 0;
    BDG_TRY(bdg_chunks_read(&chunks, db, t->s->id, t->s->next, CHUNKS_A_STEP, pool));
    t->chunks = chunks->nelts;
    for (int i = 0; i < chunks->nelts; i++)
        room += APR_ARRAY_IDX(chunks, i, bdg_chunk_t).row_count;
    t->rows = apr_palloc(pool, sizeof *t->rows * (size_t)(room + 1));
    t->replaces = apr_palloc(pool, (size_t)room + 1);
    t->failed = apr_palloc(pool, sizeof *t->failed * (size_t)(2 * room + 1));   /* room also for those that are held by now */
    for (int i = 0; i < chunks->nelts; i++)
        BDG_TRY(take_chunk(t, db, &APR_ARRAY_IDX(chunks, i, bdg_chunk_t), now));
    give_ids(t, pool);
    return NULL;
}

/* ---------------------------------------------------------------- one transaction */

static bdg_err_t *revoke_replaced(bdg_db_t *db, const bdg_held_t *h, const bdg_batch_t *batch, apr_pool_t *scratch)
{
    json_t *after = bdg_json_object(scratch);
    bdg_json_str(after, "reason", REPLACED);
    BDG_TRY(bdg_batch_replace(db, h->id, REPLACED, batch->confirmed_by));
    BDG_TRY(bdg_public_change_bump(db, h->public_id));
    return bdg_audit(db, batch->organisation_id, batch->confirmed_by, "", "assertion.revoke", "assertion", h->id, NULL, after, scratch);
}

/* Awards that were made elsewhere since the check, and those that this batch replaces. rows: what is still to be inserted, *n of them. */
static bdg_err_t *meet_held(step_t *t, bdg_db_t *db, bdg_assertion_t *rows, int *n, bdg_exception_t *late, int *nlate, apr_pool_t *scratch)
{
    const bdg_batch_plan_t *plan = t->s->plan;
    const char *policy = plan->options.policy;
    unsigned char (*keys)[16] = apr_palloc(scratch, 16 * (size_t)*n + 1);
    char *gone = apr_pcalloc(scratch, (size_t)*n + 1);
    apr_array_header_t *list;
    int kept = 0, last = -1;
    for (int i = 0; i < *n; i++)
        memcpy(keys[i], rows[i].recipient_key, 16);
    BDG_TRY(bdg_batch_held(&list, db, plan->badge->id, t->s->id, (const unsigned char (*)[16])keys, *n, plan->rules->today, scratch));
    for (int i = 0; i < list->nelts; i++) {
        const bdg_held_t *h = &APR_ARRAY_IDX(list, i, bdg_held_t);
        if (!strcmp(policy, "replace")) {
            BDG_TRY(revoke_replaced(db, h, plan->batch, scratch));
        } else if (h->key != last) {
            gone[h->key] = 1;
            late[(*nlate)++] = (bdg_exception_t){ rows[h->key].batch_row, "Got this badge elsewhere after the file was checked" };
        }
        last = h->key;
    }
    for (int i = 0; i < *n; i++)
        if (!gone[i])
            rows[kept++] = rows[i];
    *n = kept;
    return NULL;
}

/* Whoever confirmed a batch that took its time has probably gone to do something else. */
static bdg_err_t *tell(bdg_db_t *db, const bdg_batch_plan_t *plan, apr_pool_t *scratch)
{
    const char *email, *name;
    json_t *payload = bdg_json_object(scratch);
    BDG_TRY(bdg_batch_teller(&email, &name, db, plan->batch->id, TELL_AFTER, scratch));
    if (!email)
        return NULL;
    bdg_json_str(payload, "name", name);
    return bdg_outbox_put(db, plan->batch->organisation_id, "mail.batch", apr_pstrcat(scratch, "batch:", plan->batch->public_id, NULL), 0, plan->batch->id, email,
                          bdg_json_dump(payload, scratch));
}

static bdg_err_t *finish(bdg_db_t *db, const bdg_batch_plan_t *plan, apr_pool_t *scratch)
{
    json_t *after = bdg_json_object(scratch);
    bdg_json_str(after, "state", "issued");
    BDG_TRY(bdg_batch_end(db, plan->batch->id, "issued"));
    BDG_TRY(tell(db, plan, scratch));
    if (plan->options.send_mail)
        BDG_TRY(bdg_job_put(db, "batch.mail", plan->batch->id));
    return bdg_audit(db, plan->batch->organisation_id, -2, "", "batch.issued", "batch", plan->batch->id, NULL, after, scratch);
}

static bdg_err_t *commit_step(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    step_t *t = baton;
    const bdg_batch_plan_t *plan = t->s->plan;
    bdg_batch_lock_t lock;
    int64_t awards, issued_before;
    t->over = t->moved = 0;
    BDG_TRY(bdg_batch_lock(&lock, db, t->s->id));
    if (strcmp(lock.state, "issuing")) {
        t->over = 1;
        return NULL;
    }
    if (lock.next_chunk != t->s->next) {
        t->moved = lock.next_chunk;
        return NULL;
    }
    if (!t->chunks)
        return finish(db, plan, scratch);
    /* A retry of this transaction must find the rows as they were. */
    int n = t->n, nlate = t->nfailed;
    bdg_assertion_t *rows = apr_pmemdup(scratch, t->rows, sizeof *rows * (size_t)(n + 1));
    bdg_exception_t *late = apr_pmemdup(scratch, t->failed, sizeof *late * (size_t)(t->nfailed + t->n + 1));
    if (n) {
        BDG_TRY(bdg_badge_class_lock(db, plan->badge->id, plan->badge->organisation_id));
        BDG_TRY(bdg_batch_award_count(&awards, db, plan->badge->id));
        BDG_TRY(bdg_batch_issued_count(&issued_before, db, t->s->id));
        int elsewhere = awards != plan->options.award_count + issued_before;
        if ((elsewhere && strcmp(plan->options.policy, "allow")) || (plan->options.award_count && !strcmp(plan->options.policy, "replace")))
            BDG_TRY(meet_held(t, db, rows, &n, late, &nlate, scratch));
        BDG_CRASH_POINT();
        BDG_TRY(bdg_badge_class_awarded(db, plan->badge->id, plan->badge->version_id, n));
        BDG_TRY(bdg_assertion_insert(db, rows, n, scratch));
        BDG_CRASH_POINT();
    }
    BDG_TRY(bdg_exceptions_insert(db, t->s->id, late, nlate, scratch));
    BDG_TRY(bdg_batch_issued_some(db, t->s->id, t->s->next + t->chunks, n, nlate));
    BDG_CRASH_POINT();
    return NULL;
}

bdg_err_t *bdg_batch_issue_some(bdg_batch_issuer_t *s, bdg_db_t *db, int *done)
{
    step_t t = { .s = s };
    apr_pool_clear(s->step);
    *done = 0;
    BDG_TRY(take_chunks(&t, db));
    BDG_CRASH_POINT();
    BDG_TRY(bdg_db_tx(db, commit_step, &t, s->step));
    BDG_CRASH_POINT();
    *done = t.over || (!t.chunks && !t.moved);
    s->next = t.moved ? t.moved : s->next + t.chunks;
    return NULL;
}

bdg_err_t *bdg_batch_issue_now(bdg_db_t *db, int64_t id, apr_pool_t *pool)
{
    bdg_batch_issuer_t *s;
    int done = 0;
    BDG_TRY(bdg_batch_issue_begin(&s, db, id, pool));
    while (s && !done)
        BDG_TRY(bdg_batch_issue_some(s, db, &done));
    return NULL;
}

/* ---------------------------------------------------------------- mails */

typedef struct mail_t { int64_t id; int left; } mail_t;

static bdg_err_t *mail_some(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    mail_t *m = baton;
    bdg_batch_lock_t lock;
    (void)scratch;
    BDG_TRY(bdg_batch_lock(&lock, db, m->id));
    BDG_CRASH_POINT();
    return bdg_batch_mail_some(db, m->id, lock.mailed_row, &m->left);
}

bdg_err_t *bdg_batch_mail_step(bdg_db_t *db, int64_t id, int *done, apr_pool_t *pool)
{
    mail_t m = { id, 0 };
    BDG_TRY(bdg_db_tx(db, mail_some, &m, pool));
    *done = !m.left;
    return NULL;
}
