#include "store/imported.h"
#include "store/list.h"
#include <apr_strings.h>
#include <string.h>

static void take(bdg_imported_t *b, const bdg_row_t *row, apr_pool_t *pool)
{
    int c = 0;
    memset(b, 0, sizeof *b);
    b->id = bdg_row_int(row, c++);
    b->public_id = bdg_row_str(row, c++, pool);
    b->source_url = bdg_row_str(row, c++, pool);
    b->file_name = bdg_row_str(row, c++, pool);
    b->outcome = bdg_row_str(row, c++, pool);
    b->is_mine = bdg_row_int(row, c++) != 0;
    b->verdict_json = bdg_row_str(row, c++, pool);
    b->checked_at = bdg_row_time(row, c++);
    b->name = bdg_row_str(row, c++, pool);
    b->issuer_name = bdg_row_str(row, c++, pool);
    b->issued_on = bdg_row_date(row, c++);
    b->expires_on = bdg_row_date(row, c++);
    b->has_picture = bdg_row_int(row, c++) != 0;
    b->created_at = bdg_row_time(row, c++);
    b->revision = (int)bdg_row_int(row, c++);
}

static bdg_err_t *take_row(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    take(apr_array_push(l->rows), row, l->pool);
    return NULL;
}

bdg_err_t *bdg_imported_list(apr_array_header_t **out, bdg_db_t *db, int64_t account_id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_imported_t), pool);
    BDG_TRY(bdg_db_each(db, BDG_Q_IMPORTED_OF_ACCOUNT, BDG_ARGS(BDG_INT(account_id), BDG_INT(BDG_IMPORTED_MAX)), take_row, &l));
    *out = bdg_list_end(&l, 0);
    return NULL;
}

bdg_err_t *bdg_imported_of_collection(apr_array_header_t **out, bdg_db_t *db, int64_t collection_id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_imported_t), pool);
    BDG_TRY(bdg_db_each(db, BDG_Q_IMPORTED_OF_COLLECTION, BDG_ARGS(BDG_INT(collection_id)), take_row, &l));
    *out = bdg_list_end(&l, 0);
    return NULL;
}

typedef struct one_t { bdg_imported_t *b; apr_pool_t *pool; } one_t;

static bdg_err_t *take_one(void *baton, const bdg_row_t *row)
{
    one_t *o = baton;
    o->b = apr_palloc(o->pool, sizeof *o->b);
    take(o->b, row, o->pool);
    return NULL;
}

bdg_err_t *bdg_imported_get(bdg_imported_t **out, bdg_db_t *db, int64_t account_id, int64_t id, apr_pool_t *pool)
{
    one_t o = { NULL, pool };
    BDG_TRY(bdg_db_one(db, BDG_Q_IMPORTED_GET, BDG_ARGS(BDG_INT(id), BDG_INT(account_id)), take_one, &o));
    *out = o.b;
    return NULL;
}

bdg_err_t *bdg_imported_scope(int64_t *id, bdg_db_t *db, int64_t account_id, const char *public_id)
{
    return bdg_db_int(db, BDG_Q_IMPORTED_SCOPE, BDG_ARGS(BDG_STR(public_id), BDG_INT(account_id)), id);
}

typedef struct text_t { const char *data; size_t len; apr_pool_t *pool; } text_t;

static bdg_err_t *take_text(void *baton, const bdg_row_t *row)
{
    text_t *t = baton;
    t->data = bdg_row_str(row, 0, t->pool);
    return NULL;
}

bdg_err_t *bdg_imported_same(const char **public_id, bdg_db_t *db, int64_t account_id, const unsigned char sha256[32], apr_pool_t *pool)
{
    text_t t = { NULL, 0, pool };
    BDG_TRY(bdg_db_each(db, BDG_Q_IMPORTED_SAME, BDG_ARGS(BDG_INT(account_id), BDG_BYTES(sha256, 32)), take_text, &t));
    *public_id = t.data;
    return NULL;
}

bdg_err_t *bdg_imported_count(int64_t *n, bdg_db_t *db, int64_t account_id) { return bdg_db_int(db, BDG_Q_IMPORTED_COUNT, BDG_ARGS(BDG_INT(account_id)), n); }

static bdg_err_t *take_bytes(void *baton, const bdg_row_t *row)
{
    text_t *t = baton;
    const void *p = bdg_row_bytes(row, 0, &t->len);
    t->data = p ? apr_pmemdup(t->pool, p, t->len) : "";
    return NULL;
}

static bdg_err_t *bytes(const char **data, size_t *len, bdg_db_t *db, bdg_query_e q, const bdg_arg_t *args, apr_pool_t *pool)
{
    text_t t = { NULL, 0, pool };
    BDG_TRY(bdg_db_one(db, q, args, 2, take_bytes, &t));
    *data = t.data;
    *len = t.len;
    return NULL;
}

bdg_err_t *bdg_imported_data(const char **data, size_t *len, bdg_db_t *db, int64_t account_id, int64_t id, apr_pool_t *pool)
{
    return bytes(data, len, db, BDG_Q_IMPORTED_DATA, (const bdg_arg_t[]){ BDG_INT(id), BDG_INT(account_id) }, pool);
}

bdg_err_t *bdg_imported_png(const char **png, size_t *len, bdg_db_t *db, int64_t account_id, int64_t id, apr_pool_t *pool)
{
    return bytes(png, len, db, BDG_Q_IMPORTED_PNG, (const bdg_arg_t[]){ BDG_INT(id), BDG_INT(account_id) }, pool);
}

bdg_err_t *bdg_imported_png_public(const char **png, size_t *len, bdg_db_t *db, const char *collection_public_id, const char *public_id, apr_pool_t *pool)
{
    return bytes(png, len, db, BDG_Q_IMPORTED_PNG_PUBLIC, (const bdg_arg_t[]){ BDG_STR(collection_public_id), BDG_STR(public_id) }, pool);
}

bdg_err_t *bdg_imported_insert(bdg_imported_t *b, bdg_db_t *db, int64_t account_id, const bdg_imported_bytes_t *bytes_)
{
    return bdg_db_exec(db, BDG_Q_IMPORTED_INSERT, BDG_ARGS(BDG_STR(b->public_id), BDG_INT(account_id), BDG_STR(b->source_url), BDG_STR(b->file_name), BDG_BYTES(bytes_->data, bytes_->len),
        BDG_BYTES(bytes_->sha256, 32), BDG_STR(b->outcome), BDG_INT(b->is_mine), BDG_STR(b->verdict_json), BDG_STR(b->name), BDG_STR(b->issuer_name), BDG_DATE(b->issued_on),
        BDG_DATE(b->expires_on), bytes_->png ? BDG_BYTES(bytes_->png, bytes_->png_len) : BDG_NULL), NULL, &b->id);
}

bdg_err_t *bdg_imported_checked(bdg_db_t *db, int64_t account_id, const bdg_imported_t *b)
{
    return bdg_db_exec(db, BDG_Q_IMPORTED_CHECKED, BDG_ARGS(BDG_STR(b->outcome), b->is_mine < 0 ? BDG_NULL : BDG_INT(b->is_mine), BDG_STR(b->verdict_json), BDG_STR(b->name),
        BDG_STR(b->issuer_name), BDG_DATE(b->issued_on), BDG_DATE(b->expires_on), BDG_INT(b->id), BDG_INT(account_id)), NULL, NULL);
}

bdg_err_t *bdg_imported_replace(bdg_db_t *db, int64_t account_id, int64_t id, bdg_imported_t *b, const bdg_imported_bytes_t *bytes_)
{
    b->id = id;
    BDG_TRY(bdg_db_exec(db, BDG_Q_IMPORTED_REPLACE, BDG_ARGS(BDG_BYTES(bytes_->data, bytes_->len), BDG_INT(id), BDG_INT(account_id)), NULL, NULL));
    return bdg_imported_checked(db, account_id, b);
}

bdg_err_t *bdg_imported_delete(bdg_db_t *db, int64_t account_id, int64_t id) { return bdg_db_exec(db, BDG_Q_IMPORTED_DELETE, BDG_ARGS(BDG_INT(id), BDG_INT(account_id)), NULL, NULL); }
bdg_err_t *bdg_imported_delete_all(bdg_db_t *db, int64_t account_id) { return bdg_db_exec(db, BDG_Q_IMPORTED_DELETE_ALL, BDG_ARGS(BDG_INT(account_id)), NULL, NULL); }
