#include "store/assertion.h"
#include "store/list.h"
#include "store/public_change.h"
#include <stdlib.h>
#include <apr_strings.h>
#include <string.h>

void bdg_recipient_key(unsigned char key[16], bdg_recipient_e type, const char *normalised)
{
    char text[512];
    unsigned char h[32];
    size_t n = strlen(normalised);
    if (n > sizeof text - 3)
        n = sizeof text - 3;
    text[0] = (char)('0' + type);
    text[1] = ':';
    memcpy(text + 2, normalised, n);
    bdg_sha256(text, n + 2, h);
    memcpy(key, h, 16);
}

typedef struct take_t { bdg_assertion_t *a; apr_pool_t *pool; } take_t;

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    take_t *t = baton;
    bdg_assertion_t *a = t->a = apr_pcalloc(t->pool, sizeof *a);
    size_t n;
    int c = 0;
    a->id = bdg_row_int(row, c++);
    a->organisation_id = bdg_row_int(row, c++);
    a->badge_class_id = bdg_row_int(row, c++);
    a->badge_class_version_id = bdg_row_int(row, c++);
    a->issuer_version_id = bdg_row_int(row, c++);
    a->public_id = bdg_row_str(row, c++, t->pool);
    a->batch_id = bdg_row_int(row, c++);
    a->batch_row = (int)bdg_row_int(row, c++);
    a->state = (int)bdg_row_int(row, c++);
    a->acceptance = (int)bdg_row_int(row, c++);
    a->recipient_type = (bdg_recipient_e)bdg_row_int(row, c++);
    a->recipient_identity = bdg_row_str(row, c++, t->pool);
    a->recipient_name = bdg_row_str(row, c++, t->pool);
    const void *key = bdg_row_bytes(row, c++, &n);
    if (key && n == 16)
        memcpy(a->recipient_key, key, 16);
    a->issued_on = bdg_row_date(row, c++);
    a->expires_on = bdg_row_date(row, c++);
    a->external_id = bdg_row_str(row, c++, t->pool);
    a->details_json = bdg_row_str(row, c++, t->pool);
    a->source = (bdg_source_e)bdg_row_int(row, c++);
    a->created_by = bdg_row_int(row, c++);
    a->created_at = bdg_row_time(row, c++);
    a->revoked_at = bdg_row_time(row, c++);
    a->revoked_by = bdg_row_int(row, c++);
    a->revocation_reason = bdg_row_str(row, c++, t->pool);
    a->revision = (int)bdg_row_int(row, c++);
    return NULL;
}

bdg_err_t *bdg_assertion_by_public_id(bdg_assertion_t **out, bdg_db_t *db, const char *public_id, apr_pool_t *pool)
{
    take_t t = { NULL, pool };
    BDG_TRY(bdg_db_one(db, BDG_Q_ASSERTION_BY_PUBLIC_ID, BDG_ARGS(BDG_STR(public_id)), take, &t));
    *out = t.a;
    return NULL;
}

static int take_shown_columns(take_t *t, const bdg_row_t *row)
{
    bdg_assertion_t *a = t->a = apr_pcalloc(t->pool, sizeof *a);
    int c = 0;
    a->badge_class_version_id = bdg_row_int(row, c++);
    a->issuer_version_id = bdg_row_int(row, c++);
    a->state = (int)bdg_row_int(row, c++);
    a->recipient_type = (bdg_recipient_e)bdg_row_int(row, c++);
    a->recipient_identity = bdg_row_str(row, c++, t->pool);
    a->recipient_name = bdg_row_str(row, c++, t->pool);
    a->issued_on = bdg_row_date(row, c++);
    a->expires_on = bdg_row_date(row, c++);
    a->details_json = bdg_row_str(row, c++, t->pool);
    a->revision = (int)bdg_row_int(row, c++);
    a->acceptance = (int)bdg_row_int(row, c++);
    return c;
}

static bdg_err_t *take_shown(void *baton, const bdg_row_t *row)
{
    take_shown_columns(baton, row);
    return NULL;
}

static bdg_err_t *take_credential(void *baton, const bdg_row_t *row)
{
    take_t *t = baton;
    int c = take_shown_columns(t, row);
    t->a->id = bdg_row_int(row, c++);
    t->a->created_at = bdg_row_time(row, c);
    return NULL;
}

static bdg_err_t *shown(bdg_assertion_t **out, bdg_db_t *db, bdg_query_e query, bdg_row_fn *take_row, const char *public_id, apr_pool_t *pool)
{
    take_t t = { NULL, pool };
    BDG_TRY(bdg_db_one(db, query, BDG_ARGS(BDG_STR(public_id)), take_row, &t));
    if (t.a->state == BDG_ASSERTION_REVOKED)
        return bdg_assertion_by_public_id(out, db, public_id, pool);
    t.a->public_id = apr_pstrdup(pool, public_id);
    *out = t.a;
    return NULL;
}

bdg_err_t *bdg_assertion_credential(bdg_assertion_t **out, bdg_db_t *db, const char *public_id, apr_pool_t *pool)
{
    return shown(out, db, BDG_Q_ASSERTION_CREDENTIAL, take_credential, public_id, pool);
}

static bdg_err_t *take_revoked(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_listed_t *r = apr_array_push(l->rows);
    *r = (bdg_listed_t){ .id = bdg_row_int(row, 0), .at = bdg_row_time(row, 1) };
    return NULL;
}

static bdg_err_t *take_revoked_whole(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    BDG_TRY(take_revoked(baton, row));
    bdg_listed_t *r = &APR_ARRAY_IDX(l->rows, l->rows->nelts - 1, bdg_listed_t);
    r->public_id = bdg_row_str(row, 2, l->pool);
    r->reason = bdg_row_str(row, 3, l->pool);
    return NULL;
}

bdg_err_t *bdg_assertion_revoked_of(apr_array_header_t **out, bdg_db_t *db, int64_t issuer_id, int64_t from, int64_t to, int whole, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_listed_t), pool);
    BDG_TRY(bdg_db_each(db, whole ? BDG_Q_ASSERTION_REVOKED_PIECE : BDG_Q_ASSERTION_REVOKED_OF, BDG_ARGS(BDG_INT(issuer_id), BDG_INT(from), BDG_INT(to)),
                        whole ? take_revoked_whole : take_revoked, &l));
    *out = bdg_list_end(&l, 0);
    return NULL;
}

bdg_err_t *bdg_assertion_last_id(int64_t *id, bdg_db_t *db) { return bdg_db_int(db, BDG_Q_ASSERTION_LAST_ID, BDG_NO_ARGS, id); }

bdg_err_t *bdg_assertion_shown(bdg_assertion_t **out, bdg_db_t *db, const char *public_id, apr_pool_t *pool)
{
    return shown(out, db, BDG_Q_ASSERTION_SHOWN, take_shown, public_id, pool);
}

static bdg_err_t *take_one_of(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    take_t t = { NULL, l->pool };
    BDG_TRY(take(&t, row));
    APR_ARRAY_PUSH(l->rows, bdg_assertion_t) = *t.a;
    return NULL;
}

bdg_err_t *bdg_assertion_of_account(apr_array_header_t **out, int64_t *total, bdg_db_t *db, int64_t account_id, apr_time_t since, int limit, int64_t offset, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_assertion_t), pool);
    if (total)
        BDG_TRY(bdg_db_int(db, BDG_Q_ASSERTION_OF_ACCOUNT_COUNT, BDG_ARGS(BDG_INT(account_id), BDG_TIME(since)), total));
    BDG_TRY(bdg_db_each(db, BDG_Q_ASSERTION_OF_ACCOUNT, BDG_ARGS(BDG_INT(account_id), BDG_TIME(since), BDG_INT(limit), BDG_INT(offset)), take_one_of, &l));
    *out = bdg_list_end(&l, 0);
    return NULL;
}

bdg_err_t *bdg_assertion_latest(apr_array_header_t **out, bdg_db_t *db, int limit, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_assertion_t), pool);
    BDG_TRY(bdg_db_each(db, BDG_Q_ASSERTION_LATEST, BDG_ARGS(BDG_INT(limit)), take_one_of, &l));
    *out = bdg_list_end(&l, 0);
    return NULL;
}

bdg_err_t *bdg_assertion_by_id(bdg_assertion_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool)
{
    take_t t = { NULL, pool };
    BDG_TRY(bdg_db_one(db, BDG_Q_ASSERTION_BY_ID, BDG_ARGS(BDG_INT(id)), take, &t));
    *out = t.a;
    return NULL;
}

static bdg_err_t *take_id(void *baton, const bdg_row_t *row)
{
    *(int64_t *)baton = bdg_row_int(row, 0);
    return NULL;
}

bdg_err_t *bdg_assertion_id_of(int64_t *id, bdg_db_t *db, const char *public_id, int64_t badge_class_id)
{
    *id = 0;
    return bdg_db_each(db, BDG_Q_ASSERTION_ID_OF, BDG_ARGS(BDG_STR(public_id), BDG_INT(badge_class_id)), take_id, id);
}

bdg_err_t *bdg_assertion_lock(bdg_db_t *db, int64_t id, int64_t organisation_id)
{
    int64_t got;
    return bdg_db_int(db, BDG_Q_ASSERTION_LOCK, BDG_ARGS(BDG_INT(id), BDG_INT(organisation_id)), &got);
}

static bdg_err_t *take_held(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_assertion_t *a = apr_array_push(l->rows);
    a->id = bdg_row_int(row, 0);
    a->public_id = bdg_row_str(row, 1, l->pool);
    a->issued_on = bdg_row_date(row, 2);
    a->expires_on = bdg_row_date(row, 3);
    a->recipient_name = bdg_row_str(row, 4, l->pool);
    return NULL;
}

bdg_err_t *bdg_assertion_held(apr_array_header_t **out, bdg_db_t *db, int64_t badge_class_id, const unsigned char key[16], bdg_date_t today, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_assertion_t), pool);
    *out = l.rows;
    return bdg_db_each(db, BDG_Q_ASSERTION_HELD, BDG_ARGS(BDG_INT(badge_class_id), BDG_BYTES(key, 16), BDG_DATE(today)), take_held, &l);
}

static int by_shard(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

/* Those of the awards, and that of the lists of what was revoked. Each shard once, and in order, so that two of these do not wait for each other. */
static bdg_err_t *bump(bdg_db_t *db, const bdg_assertion_t *const *rows, int n, apr_pool_t *scratch)
{
    typedef struct shard_t { int shard; const char *public_id; } shard_t;
    shard_t *s = apr_palloc(scratch, sizeof *s * (size_t)(n + 1));
    for (int i = 0; i <= n; i++) {
        const char *of = i < n ? rows[i]->public_id : BDG_PUBLIC_REVOCATIONS;
        s[i] = (shard_t){ bdg_public_change_shard(of), of };
    }
    qsort(s, (size_t)n + 1, sizeof *s, by_shard);
    for (int i = 0; i <= n; i++)
        if (!i || s[i].shard != s[i - 1].shard)
            BDG_TRY(bdg_public_change_bump(db, s[i].public_id));
    return NULL;
}

bdg_err_t *bdg_assertion_revoke(bdg_db_t *db, int64_t organisation_id, const bdg_assertion_t *const *rows, int n, int64_t account_id, const char *reason,
                                apr_pool_t *scratch)
{
    enum { PARAMS = 4 };
    if (n < 1)
        return NULL;
    bdg_arg_t *args = apr_palloc(scratch, sizeof *args * PARAMS * (size_t)n), *p = args;
    for (int i = 0; i < n; i++) {
        *p++ = BDG_INT(account_id);
        *p++ = BDG_STR(reason);
        *p++ = BDG_INT(rows[i]->id);
        *p++ = BDG_INT(organisation_id);
    }
    BDG_TRY(bdg_db_bulk(db, BDG_Q_ASSERTION_REVOKE, args, n));
    return bump(db, rows, n, scratch);
}

static bdg_err_t *take_history(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_history_t *h = apr_array_push(l->rows);
    h->at = bdg_row_time(row, 0);
    h->action = bdg_row_str(row, 1, l->pool);
    h->name = bdg_row_str(row, 2, l->pool);
    h->account_id = bdg_row_int(row, 3);
    h->after_json = bdg_row_str(row, 4, l->pool);
    return NULL;
}

bdg_err_t *bdg_assertion_history(apr_array_header_t **out, bdg_db_t *db, int64_t id, int64_t organisation_id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_history_t), pool);
    *out = l.rows;
    return bdg_db_each(db, BDG_Q_ASSERTION_HISTORY, BDG_ARGS(BDG_INT(id), BDG_INT(organisation_id)), take_history, &l);
}

#define INSERT_PARAMS 18
#define INSERT_AT_ONCE 1000    /* rows; what a statement sends and binds is a kilobyte for each */

static bdg_err_t *insert_some(bdg_db_t *db, const bdg_assertion_t *rows, int n, bdg_arg_t *args)
{
    bdg_arg_t *p = args;
    for (const bdg_assertion_t *a = rows; a < rows + n; a++) {
        *p++ = BDG_BYTES(a->public_id, BDG_ID_LEN);
        *p++ = BDG_INT(a->organisation_id);
        *p++ = BDG_INT(a->badge_class_id);
        *p++ = BDG_INT(a->badge_class_version_id);
        *p++ = BDG_INT(a->issuer_version_id);
        *p++ = BDG_INT_OR_NULL(a->batch_id);
        *p++ = a->batch_id ? BDG_INT(a->batch_row) : BDG_NULL;
        *p++ = BDG_INT(a->recipient_type);
        *p++ = BDG_BYTES(a->recipient_key, 16);
        *p++ = BDG_STR(a->recipient_identity);
        *p++ = BDG_STR(a->recipient_name);
        *p++ = BDG_DATE(a->issued_on);
        *p++ = BDG_DATE(a->expires_on);
        *p++ = BDG_STR(a->external_id);
        *p++ = BDG_STR(a->details_json);
        *p++ = BDG_INT(a->source);
        *p++ = BDG_INT(a->created_by);
        *p++ = BDG_TIME(a->created_at);
    }
    return bdg_db_bulk(db, BDG_Q_ASSERTION_INSERT, args, n);
}

bdg_err_t *bdg_assertion_insert(bdg_db_t *db, const bdg_assertion_t *rows, int n, apr_pool_t *scratch)
{
    bdg_arg_t *args = apr_palloc(scratch, sizeof *args * INSERT_PARAMS * (size_t)(n < INSERT_AT_ONCE ? n : INSERT_AT_ONCE));
    for (int at = 0; at < n; at += INSERT_AT_ONCE)
        BDG_TRY(insert_some(db, rows + at, n - at < INSERT_AT_ONCE ? n - at : INSERT_AT_ONCE, args));
    return NULL;
}
