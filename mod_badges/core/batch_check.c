/* Every row gets its verdict. The file is gone by now: rows come from the chunks, a few chunks at a time. */
#include "core/batch_summary.h"
#include "base/language.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define CHUNKS_A_STEP 4
#define ROW_NUMBERS_UP_TO 200000    /* in files up to here a duplicate says which row it repeats */

/* Recipients seen so far, by the first 64 bits of their key: a million take 10 MB. */
typedef struct seen_t { uint64_t *keys; int *numbers; size_t size; } seen_t;

struct bdg_checker_t {
    apr_pool_t *pool, *step, *one;     /* of the check, of a step, of a chunk */
    int64_t id;
    bdg_batch_plan_t *plan;
    bdg_summary_t *summary;
    seen_t seen;
    int seq, checked, ready, skipped, errors, warned;
    const char *policy;
};

/* ---------------------------------------------------------------- duplicates in the file */

static apr_status_t seen_free(void *p)
{
    seen_t *s = p;
    free(s->keys);
    free(s->numbers);
    return APR_SUCCESS;
}

static bdg_err_t *seen_make(seen_t *s, int rows, apr_pool_t *pool)
{
    s->size = (size_t)rows + (size_t)rows / 4 + 16;
    s->keys = calloc(s->size, sizeof *s->keys);
    s->numbers = rows <= ROW_NUMBERS_UP_TO ? calloc(s->size, sizeof *s->numbers) : NULL;
    apr_pool_cleanup_register(pool, s, seen_free, apr_pool_cleanup_null);
    return s->keys && (s->numbers || rows > ROW_NUMBERS_UP_TO) ? NULL : bdg_err(BDG_E_NOMEM, "The server is out of memory. Please try again.");
}

/* 1 when the recipient was there before; *number: in which row, 0 when that is not known. */
static int seen_before(seen_t *s, const unsigned char key[16], int row, int *number)
{
    uint64_t k;
    memcpy(&k, key, sizeof k);
    if (!k)
        k = 1;
    size_t i = (size_t)(((unsigned __int128)k * s->size) >> 64);
    while (s->keys[i] && s->keys[i] != k)
        i = i + 1 == s->size ? 0 : i + 1;
    if (s->keys[i]) {
        *number = s->numbers ? s->numbers[i] : 0;
        return 1;
    }
    s->keys[i] = k;
    if (s->numbers)
        s->numbers[i] = row;
    return 0;
}

/* ---------------------------------------------------------------- beginning */

bdg_err_t *bdg_batch_check_begin(bdg_checker_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool)
{
    bdg_checker_t *c = apr_pcalloc(pool, sizeof *c);
    *out = NULL;
    BDG_TRY(bdg_batch_plan(&c->plan, db, id, pool));
    if (strcmp(c->plan->batch->state, "checking") || c->plan->nquestions)
        return NULL;
    if (apr_pool_create(&c->step, pool) != APR_SUCCESS || apr_pool_create(&c->one, pool) != APR_SUCCESS)
        return bdg_err(BDG_E_NOMEM, "The server is out of memory. Please try again.");
    c->pool = pool;
    c->id = id;
    c->policy = c->plan->options.policy;
    c->summary = bdg_summary_make(c->plan, pool);
    /* From now on "today" is the day of this check, also for a batch that is confirmed next week. */
    c->plan->options.today = c->plan->rules->today = bdg_date_of(apr_time_now());
    BDG_TRY(bdg_batch_award_count(&c->plan->options.award_count, db, c->plan->badge->id));
    BDG_TRY(seen_make(&c->seen, c->plan->batch->row_count, pool));
    *out = c;
    return NULL;
}

/* ---------------------------------------------------------------- a chunk */

typedef struct judged_t {
    bdg_award_t award;
    bdg_packed_row_t *row;
    int ordinal;
    unsigned char verdict;
} judged_t;

static int is(const bdg_checker_t *c, const char *policy) { return !strcmp(c->policy, policy); }

static void judge_duplicate(bdg_checker_t *c, judged_t *j, apr_pool_t *pool)
{
    int number;
    if (j->verdict != BDG_V_READY || !seen_before(&c->seen, j->award.key, j->row->number, &number))
        return;
    const char *right = number ? bdg_say(pool, "the same as row %d", number) : _("also further up in the file");
    if (is(c, "allow")) {
        bdg_award_problem(&j->award, BDG_P_DUPLICATE_ALLOWED, BDG_AWARD_IDENTITY, right);
    } else if (is(c, "deny")) {
        bdg_award_problem(&j->award, BDG_P_DUPLICATE, BDG_AWARD_IDENTITY, right);
        j->verdict = BDG_V_ERROR;
    } else {
        bdg_award_problem(&j->award, BDG_P_DUPLICATE_SKIPPED, BDG_AWARD_IDENTITY, right);
        j->verdict = BDG_V_SKIPPED;
    }
}

static void judge_held(bdg_checker_t *c, judged_t *j, const bdg_held_t *h, apr_pool_t *pool)
{
    const char *issued = bdg_date_words(h->issued_on, pool), *until = bdg_date_words(h->expires_on, pool);
    const char *right = until ? bdg_say(pool, "issued %s, valid until %s", issued, until) : bdg_say(pool, "issued %s", issued);
    if (is(c, "allow")) {
        bdg_award_problem(&j->award, BDG_P_HELD_ALLOWED, BDG_AWARD_IDENTITY, right);
    } else if (is(c, "replace")) {
        bdg_award_problem(&j->award, BDG_P_HELD_REPLACED, BDG_AWARD_IDENTITY, right);
        j->verdict |= BDG_V_REPLACES;
    } else if (is(c, "deny")) {
        bdg_award_problem(&j->award, BDG_P_HELD, BDG_AWARD_IDENTITY, right);
        j->verdict = BDG_V_ERROR;
    } else {
        bdg_award_problem(&j->award, BDG_P_HELD_SKIPPED, BDG_AWARD_IDENTITY, right);
        j->verdict = BDG_V_HELD;
    }
}

static bdg_err_t *held(bdg_checker_t *c, bdg_db_t *db, judged_t *rows, int n)
{
    unsigned char (*keys)[16] = apr_palloc(c->one, 16 * (size_t)n);
    int *which = apr_palloc(c->one, sizeof *which * (size_t)n), nkeys = 0, last = -1;
    apr_array_header_t *list;
    if (!c->plan->options.award_count)
        return NULL;
    for (int i = 0; i < n; i++)
        if (rows[i].verdict == BDG_V_READY) {
            memcpy(keys[nkeys], rows[i].award.key, 16);
            which[nkeys++] = i;
        }
    BDG_TRY(bdg_batch_held(&list, db, c->plan->badge->id, c->id, (const unsigned char (*)[16])keys, nkeys, c->plan->rules->today, c->one));
    for (int i = 0; i < list->nelts; i++) {
        const bdg_held_t *h = &APR_ARRAY_IDX(list, i, bdg_held_t);
        if (h->key != last)
            judge_held(c, &rows[which[h->key]], h, c->one);
        last = h->key;
    }
    return NULL;
}

static void count(bdg_checker_t *c, judged_t *j)
{
    switch (j->verdict & BDG_V_KIND) {
    case BDG_V_READY: c->ready++; break;
    case BDG_V_ERROR: c->errors++; break;
    default: c->skipped++; break;
    }
    int warned = 0;
    for (int i = 0; i < j->award.nproblems; i++) {
        const bdg_award_problem_t *p = &j->award.problems[i];
        /* One class of errors at a time: what is doubtful about a row that is wrong anyway can wait. */
        if (p->code >= BDG_P_FIRST_WARNING && (j->verdict & BDG_V_KIND) == BDG_V_ERROR)
            continue;
        warned |= p->code >= BDG_P_FIRST_WARNING;
        bdg_summary_add(c->summary, p, j->row, j->ordinal, &j->award);
    }
    if (warned) {
        j->verdict |= BDG_V_WARNED;
        c->warned++;
    }
}

static bdg_err_t *judge_chunk(bdg_checker_t *c, bdg_db_t *db, bdg_chunk_t *chunk)
{
    unsigned char *verdicts = apr_pcalloc(c->step, (size_t)chunk->row_count + 1);
    judged_t *rows = apr_palloc(c->one, sizeof *rows * (size_t)chunk->row_count);
    bdg_packed_row_t *row = apr_palloc(c->one, sizeof *row);
    apr_array_header_t *mended = NULL;
    const char *at = chunk->data, *end = chunk->data + chunk->len;
    int n = 0, mend_at = 0, ready = c->ready;
    if (c->plan->corrected)
        BDG_TRY(bdg_corrections_read(&mended, db, c->id, chunk->first_row, chunk->first_row + chunk->row_count, c->one));
    for (int i = 0; i < chunk->row_count; i++) {
        judged_t *j = &rows[n];
        int ordinal = chunk->first_row + i;
        if (bdg_rows_next(row, &at, end) != 1)
            return bdg_err_detail(bdg_err(BDG_E_INTERNAL, "The rows of this batch are damaged. Upload the file again."), "batch %lld chunk %d", (long long)c->id, chunk->seq);
        if (ordinal <= c->plan->cols->header)
            continue;
        bdg_batch_mend_row(row, ordinal, mended, &mend_at);
        bdg_batch_row(&j->award, c->plan, row, c->one);
        j->ordinal = ordinal;
        j->verdict = j->award.errors ? BDG_V_ERROR : BDG_V_READY;
        /* the cells that a summary may want to show */
        j->row = apr_pmemdup(c->one, row, offsetof(bdg_packed_row_t, cells) + sizeof *row->cells * (size_t)row->ncells);
        judge_duplicate(c, j, c->one);
        n++;
    }
    BDG_TRY(held(c, db, rows, n));
    for (int i = 0; i < n; i++) {
        count(c, &rows[i]);
        verdicts[rows[i].ordinal - chunk->first_row] = rows[i].verdict;
    }
    c->checked += n;
    chunk->verdicts = verdicts;
    chunk->ready_before = ready;
    chunk->ready_count = c->ready - ready;
    return NULL;
}

/* ---------------------------------------------------------------- storing */

typedef struct store_t { bdg_checker_t *c; apr_array_header_t *chunks; int over; } store_t;

/* Only while the batch is still as it was when this check began. */
static bdg_err_t *store_verdicts(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    store_t *s = baton;
    bdg_batch_lock_t lock;
    int64_t changed;
    (void)scratch;
    s->over = 0;
    BDG_TRY(bdg_batch_lock(&lock, db, s->c->id));
    if (lock.revision != s->c->plan->batch->revision || strcmp(lock.state, "checking")) {
        s->over = 1;
        return NULL;
    }
    for (int i = 0; i < s->chunks->nelts; i++)
        BDG_TRY(bdg_chunk_judge(db, s->c->id, &APR_ARRAY_IDX(s->chunks, i, bdg_chunk_t)));
    return bdg_batch_set_checked_count(db, s->c->id, lock.revision, s->c->checked, &changed);
}

static bdg_err_t *store_end(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    store_t *s = baton;
    bdg_checker_t *c = s->c;
    bdg_batch_lock_t lock;
    int64_t changed;
    bdg_batch_t b = *c->plan->batch;
    BDG_TRY(bdg_batch_lock(&lock, db, c->id));
    if (lock.revision != b.revision)
        return NULL;
    b.state = "checked";
    b.summary_json = bdg_json_dump(bdg_json_own(bdg_summary_json(c->summary, scratch), scratch), scratch);
    b.badge_class_version_id = c->plan->badge->version_id;
    b.checked_count = c->checked;
    b.ready_count = c->ready;
    b.skip_count = c->skipped;
    b.error_count = c->errors;
    b.warning_count = c->warned;
    BDG_TRY(bdg_batch_set_checked(db, &b, &changed));
    if (!changed)
        return NULL;
    return bdg_batch_set_options(db, c->id, bdg_batch_options_write(&c->plan->options, scratch));
}

bdg_err_t *bdg_batch_check_some(bdg_checker_t *c, bdg_db_t *db, int *done)
{
    store_t s = { .c = c };
    apr_pool_clear(c->step);
    *done = 0;
    BDG_TRY(bdg_chunks_read(&s.chunks, db, c->id, c->seq, CHUNKS_A_STEP, c->step));
    if (!s.chunks->nelts) {
        *done = 1;
        return bdg_db_tx(db, store_end, &s, c->step);
    }
    for (int i = 0; i < s.chunks->nelts; i++) {
        apr_pool_clear(c->one);
        BDG_TRY(judge_chunk(c, db, &APR_ARRAY_IDX(s.chunks, i, bdg_chunk_t)));
    }
    BDG_TRY(bdg_db_tx(db, store_verdicts, &s, c->step));
    c->seq += s.chunks->nelts;
    *done = s.over;
    return NULL;
}

bdg_err_t *bdg_batch_check_now(bdg_db_t *db, int64_t id, apr_pool_t *pool)
{
    bdg_checker_t *c;
    int done = 0;
    BDG_TRY(bdg_batch_check_begin(&c, db, id, pool));
    while (c && !done)
        BDG_TRY(bdg_batch_check_some(c, db, &done));
    return NULL;
}
