#include "store/batch.h"
#include <apr_strings.h>
#include <limits.h>
#include <string.h>

bdg_err_t *bdg_batch_id(int64_t *id, bdg_db_t *db, const char *public_id, int64_t organisation_id)
{
    return bdg_db_int(db, BDG_Q_BATCH_ID_OF, BDG_ARGS(BDG_STR(public_id), BDG_INT(organisation_id)), id);
}

typedef struct take_t { bdg_batch_t *b; apr_pool_t *pool; } take_t;

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    take_t *t = baton;
    bdg_batch_t *b = t->b = apr_pcalloc(t->pool, sizeof *b);
    size_t n;
    int c = 0;
    b->id = bdg_row_int(row, c++);
    b->public_id = bdg_row_str(row, c++, t->pool);
    b->organisation_id = bdg_row_int(row, c++);
    b->badge_class_id = bdg_row_int(row, c++);
    b->badge_class_version_id = bdg_row_int(row, c++);
    b->issuer_version_id = bdg_row_int(row, c++);
    b->name = bdg_row_str(row, c++, t->pool);
    b->state = bdg_row_str(row, c++, t->pool);
    b->file_name = bdg_row_str(row, c++, t->pool);
    b->file_json = bdg_row_str(row, c++, t->pool);
    const void *hash = bdg_row_bytes(row, c++, &n);
    if (hash && n == sizeof b->file_sha256)
        memcpy(b->file_sha256, hash, n);
    b->mapping_json = bdg_row_str(row, c++, t->pool);
    b->options_json = bdg_row_str(row, c++, t->pool);
    b->summary_json = bdg_row_str(row, c++, t->pool);
    b->row_count = (int)bdg_row_int(row, c++);
    b->checked_count = (int)bdg_row_int(row, c++);
    b->ready_count = (int)bdg_row_int(row, c++);
    b->skip_count = (int)bdg_row_int(row, c++);
    b->error_count = (int)bdg_row_int(row, c++);
    b->warning_count = (int)bdg_row_int(row, c++);
    b->next_chunk = (int)bdg_row_int(row, c++);
    b->issued_count = (int)bdg_row_int(row, c++);
    b->skipped_late_count = (int)bdg_row_int(row, c++);
    b->mailed_row = (int)bdg_row_int(row, c++);
    b->created_by = bdg_row_int(row, c++);
    b->created_at = bdg_row_time(row, c++);
    b->updated_at = bdg_row_time(row, c++);
    b->confirmed_by = bdg_row_int(row, c++);
    b->confirmed_at = bdg_row_time(row, c++);
    b->finished_at = bdg_row_time(row, c++);
    b->revision = (int)bdg_row_int(row, c++);
    b->created_by_name = bdg_row_str(row, c++, t->pool);
    b->confirmed_by_name = bdg_row_str(row, c++, t->pool);
    return NULL;
}

bdg_err_t *bdg_batch_by_id(bdg_batch_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool)
{
    take_t t = { NULL, pool };
    BDG_TRY(bdg_db_one(db, BDG_Q_BATCH_BY_ID, BDG_ARGS(BDG_INT(id)), take, &t));
    *out = t.b;
    return NULL;
}

static bdg_err_t *take_lock(void *baton, const bdg_row_t *row)
{
    bdg_batch_lock_t *l = baton;
    size_t n;
    const char *state = bdg_row_bytes(row, 0, &n);
    apr_cpystrn(l->state, state, n + 1 < sizeof l->state ? n + 1 : sizeof l->state);
    l->revision = (int)bdg_row_int(row, 1);
    l->next_chunk = (int)bdg_row_int(row, 2);
    l->mailed_row = (int)bdg_row_int(row, 3);
    return NULL;
}

bdg_err_t *bdg_batch_lock(bdg_batch_lock_t *lock, bdg_db_t *db, int64_t id)
{
    return bdg_db_one(db, BDG_Q_BATCH_LOCK, BDG_ARGS(BDG_INT(id)), take_lock, lock);
}

bdg_err_t *bdg_batch_insert(bdg_batch_t *b, bdg_db_t *db)
{
    return bdg_db_exec(db, BDG_Q_BATCH_INSERT, BDG_ARGS(BDG_STR(b->public_id), BDG_INT(b->organisation_id), BDG_INT(b->badge_class_id), BDG_STR(b->name),
                       BDG_INT(b->created_by)), NULL, &b->id);
}

bdg_err_t *bdg_batch_rename(bdg_db_t *db, int64_t id, const char *name, int64_t badge_class_id)
{
    return bdg_db_exec(db, BDG_Q_BATCH_RENAME, BDG_ARGS(BDG_STR(name), BDG_INT(badge_class_id), BDG_INT(id)), NULL, NULL);
}

bdg_err_t *bdg_batch_set_file(bdg_db_t *db, const bdg_batch_t *b)
{
    return bdg_db_exec(db, BDG_Q_BATCH_SET_FILE, BDG_ARGS(BDG_STR(b->file_name), BDG_STR(b->file_json), BDG_BYTES(b->file_sha256, 32), BDG_STR(b->mapping_json),
                       BDG_STR(b->options_json), BDG_INT(b->row_count), BDG_INT(b->id)), NULL, NULL);
}

bdg_err_t *bdg_batch_set_columns(bdg_db_t *db, const bdg_batch_t *b)
{
    return bdg_db_exec(db, BDG_Q_BATCH_SET_COLUMNS, BDG_ARGS(BDG_STR(b->file_json), BDG_STR(b->mapping_json), BDG_STR(b->options_json), BDG_INT(b->row_count), BDG_INT(b->id)), NULL, NULL);
}

bdg_err_t *bdg_batch_set_options(bdg_db_t *db, int64_t id, const char *options_json)
{
    return bdg_db_exec(db, BDG_Q_BATCH_SET_OPTIONS, BDG_ARGS(BDG_STR(options_json), BDG_INT(id)), NULL, NULL);
}

bdg_err_t *bdg_batch_start_check(bdg_db_t *db, int64_t id) { return bdg_db_exec(db, BDG_Q_BATCH_START_CHECK, BDG_ARGS(BDG_INT(id)), NULL, NULL); }

bdg_err_t *bdg_batch_set_checked_count(bdg_db_t *db, int64_t id, int revision, int count, int64_t *changed)
{
    return bdg_db_exec(db, BDG_Q_BATCH_SET_CHECKED_COUNT, BDG_ARGS(BDG_INT(count), BDG_INT(id), BDG_INT(revision)), changed, NULL);
}

bdg_err_t *bdg_batch_set_checked(bdg_db_t *db, const bdg_batch_t *b, int64_t *changed)
{
    return bdg_db_exec(db, BDG_Q_BATCH_SET_CHECKED, BDG_ARGS(BDG_STR(b->state), BDG_STR(b->summary_json), BDG_INT_OR_NULL(b->badge_class_version_id), BDG_INT(b->checked_count),
                       BDG_INT(b->ready_count), BDG_INT(b->skip_count), BDG_INT(b->error_count), BDG_INT(b->warning_count), BDG_INT(b->id), BDG_INT(b->revision)), changed, NULL);
}

bdg_err_t *bdg_batch_confirm_row(bdg_db_t *db, int64_t id, int64_t issuer_version_id, const char *options_json, int64_t account_id)
{
    return bdg_db_exec(db, BDG_Q_BATCH_CONFIRM, BDG_ARGS(BDG_INT(issuer_version_id), BDG_STR(options_json), BDG_INT(account_id), BDG_INT(id)), NULL, NULL);
}

bdg_err_t *bdg_batch_issued_some(bdg_db_t *db, int64_t id, int next_chunk, int issued, int skipped_late)
{
    return bdg_db_exec(db, BDG_Q_BATCH_ISSUED_SOME, BDG_ARGS(BDG_INT(next_chunk), BDG_INT(issued), BDG_INT(skipped_late), BDG_INT(id)), NULL, NULL);
}

bdg_err_t *bdg_batch_end(bdg_db_t *db, int64_t id, const char *state) { return bdg_db_exec(db, BDG_Q_BATCH_END, BDG_ARGS(BDG_STR(state), BDG_INT(id)), NULL, NULL); }
bdg_err_t *bdg_batch_reopen(bdg_db_t *db, int64_t id) { return bdg_db_exec(db, BDG_Q_BATCH_REOPEN, BDG_ARGS(BDG_INT(id)), NULL, NULL); }

bdg_err_t *bdg_batch_empty(bdg_db_t *db, int64_t id)
{
    int64_t n = 1;
    while (n)
        BDG_TRY(bdg_db_exec(db, BDG_Q_BATCH_CHUNK_DELETE, BDG_ARGS(BDG_INT(id)), &n, NULL));
    BDG_TRY(bdg_db_exec(db, BDG_Q_BATCH_CORRECTION_DELETE, BDG_ARGS(BDG_INT(id)), NULL, NULL));
    return bdg_db_exec(db, BDG_Q_BATCH_EXCEPTION_DELETE, BDG_ARGS(BDG_INT(id)), NULL, NULL);
}

bdg_err_t *bdg_batch_delete(bdg_db_t *db, int64_t id)
{
    BDG_TRY(bdg_batch_empty(db, id));
    return bdg_db_exec(db, BDG_Q_BATCH_DELETE, BDG_ARGS(BDG_INT(id)), NULL, NULL);
}

/* ---------------------------------------------------------------- mails */

static bdg_err_t *take_int(void *baton, const bdg_row_t *row)
{
    *(int64_t *)baton = bdg_row_int(row, 0);
    return NULL;
}

bdg_err_t *bdg_batch_mail_some(bdg_db_t *db, int64_t id, int mailed_row, int *left)
{
    int64_t upto = -1;
    BDG_TRY(bdg_db_each(db, BDG_Q_BATCH_MAIL_ROWS, BDG_ARGS(BDG_INT(id), BDG_INT(mailed_row)), take_int, &upto));
    *left = upto >= 0;
    if (upto < 0)
        upto = INT_MAX;
    BDG_TRY(bdg_db_exec(db, BDG_Q_BATCH_MAIL_PUT, BDG_ARGS(BDG_INT(id), BDG_INT(mailed_row), BDG_INT(upto)), NULL, NULL));
    return bdg_db_exec(db, BDG_Q_BATCH_MAILED, BDG_ARGS(BDG_INT(upto), BDG_INT(id)), NULL, NULL);
}

static bdg_err_t *take_mail_count(void *baton, const bdg_row_t *row)
{
    bdg_mail_counts_t *m = baton;
    size_t len;
    const char *state = bdg_row_bytes(row, 0, &len);
    int64_t n = bdg_row_int(row, 1);
    if (len == 4 && !memcmp(state, "done", 4))
        m->sent += n;
    else if (len == 8 && !memcmp(state, "given_up", 8))
        m->failed += n;
    else if (len != 9 || memcmp(state, "cancelled", 9))
        m->waiting += n;
    return NULL;
}

bdg_err_t *bdg_batch_mail_counts(bdg_mail_counts_t *out, bdg_db_t *db, int64_t id)
{
    memset(out, 0, sizeof *out);
    return bdg_db_each(db, BDG_Q_BATCH_MAIL_COUNTS, BDG_ARGS(BDG_INT(id)), take_mail_count, out);
}

typedef struct teller_t { const char *email, *name; apr_pool_t *pool; } teller_t;

static bdg_err_t *take_teller(void *baton, const bdg_row_t *row)
{
    teller_t *t = baton;
    t->email = bdg_row_str(row, 0, t->pool);
    t->name = bdg_row_str(row, 1, t->pool);
    return NULL;
}

bdg_err_t *bdg_batch_teller(const char **email, const char **name, bdg_db_t *db, int64_t id, int seconds, apr_pool_t *pool)
{
    teller_t t = { NULL, NULL, pool };
    BDG_TRY(bdg_db_each(db, BDG_Q_BATCH_TELLER, BDG_ARGS(BDG_INT(id), BDG_INT(seconds)), take_teller, &t));
    *email = t.email;
    *name = t.name;
    return NULL;
}

/* ---------------------------------------------------------------- awards */

typedef struct list_t { apr_array_header_t *list; apr_pool_t *pool; } list_t;

static bdg_err_t *take_award(void *baton, const bdg_row_t *row)
{
    list_t *l = baton;
    bdg_batch_award_t *a = apr_array_push(l->list);
    a->row = (int)bdg_row_int(row, 0);
    a->public_id = bdg_row_str(row, 1, l->pool);
    a->state = (int)bdg_row_int(row, 2);
    return NULL;
}

bdg_err_t *bdg_batch_awards(apr_array_header_t **list, bdg_db_t *db, int64_t batch_id, int from, int to, apr_pool_t *pool)
{
    list_t l = { *list = apr_array_make(pool, 64, sizeof(bdg_batch_award_t)), pool };
    return bdg_db_each(db, BDG_Q_BATCH_AWARDS, BDG_ARGS(BDG_INT(batch_id), BDG_INT(from), BDG_INT(to)), take_award, &l);
}

static bdg_err_t *take_held(void *baton, const bdg_row_t *row)
{
    list_t *l = baton;
    bdg_held_t *h = apr_array_push(l->list);
    h->key = (int)bdg_row_int(row, 0) - 1;
    h->id = bdg_row_int(row, 1);
    h->public_id = bdg_row_str(row, 2, l->pool);
    h->issued_on = bdg_row_date(row, 3);
    h->expires_on = bdg_row_date(row, 4);
    return NULL;
}

bdg_err_t *bdg_batch_held(apr_array_header_t **list, bdg_db_t *db, int64_t badge_class_id, int64_t batch_id, const unsigned char (*keys)[16], int n, bdg_date_t today, apr_pool_t *pool)
{
    static const char hex[] = "0123456789abcdef";
    list_t l = { *list = apr_array_make(pool, 8, sizeof(bdg_held_t)), pool };
    if (!n)
        return NULL;
    char *json = apr_palloc(pool, (size_t)n * 35 + 3), *p = json;
    for (int i = 0; i < n; i++) {
        *p++ = i ? ',' : '[';
        *p++ = '"';
        for (int k = 0; k < 16; k++) {
            *p++ = hex[keys[i][k] >> 4];
            *p++ = hex[keys[i][k] & 15];
        }
        *p++ = '"';
    }
    *p++ = ']';
    return bdg_db_each(db, BDG_Q_BATCH_HELD, BDG_ARGS(BDG_BYTES(json, (size_t)(p - json)), BDG_INT(badge_class_id), BDG_DATE(today), BDG_INT(batch_id)), take_held, &l);
}

bdg_err_t *bdg_batch_replace(bdg_db_t *db, int64_t assertion_id, const char *reason, int64_t account_id)
{
    return bdg_db_exec(db, BDG_Q_BATCH_REPLACE, BDG_ARGS(BDG_INT(account_id), BDG_STR(reason), BDG_INT(assertion_id)), NULL, NULL);
}

bdg_err_t *bdg_batch_award_count(int64_t *n, bdg_db_t *db, int64_t badge_class_id) { return bdg_db_int(db, BDG_Q_BATCH_AWARD_COUNT, BDG_ARGS(BDG_INT(badge_class_id)), n); }
bdg_err_t *bdg_batch_issued_count(int64_t *n, bdg_db_t *db, int64_t id) { return bdg_db_int(db, BDG_Q_BATCH_ISSUED_COUNT, BDG_ARGS(BDG_INT(id)), n); }
