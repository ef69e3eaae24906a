/* A spreadsheet becomes the chunks of a batch. */
#include "base/id.h"
#include "base/str.h"
#include "core/batch.h"
#include "store/audit.h"
#include <apr_file_io.h>
#include <apr_strings.h>
#include <string.h>

#define CHUNK_MAX (BDG_CHUNK_BYTES + (2 << 20))   /* the last row of a chunk may be as large as a row can be */

typedef struct load_t {
    int64_t id;
    int revision;
    const bdg_actor_t *actor;
    const char *path, *file_name, *sheet;
    const bdg_table_limits_t *limits;
    /* set anew by each try */
    bdg_db_t *db;
    bdg_batch_t *batch;
    bdg_badge_class_t *badge;
    bdg_award_rules_t *rules;
    bdg_columns_t *cols;
    bdg_buf_t *buf;
    const char *first_chunk;
    size_t first_len;
    int seq, rows, rows_before;
    apr_pool_t *pool;
} load_t;

static bdg_err_t *cannot_read(const char *path, apr_status_t rv)
{
    char why[120];
    return bdg_err_detail(bdg_err(BDG_E_INTERNAL, "The file could not be read."), "%s: %s", path, apr_strerror(rv, why, sizeof why));
}

static bdg_err_t *hash_file(unsigned char out[32], const char *path, apr_pool_t *pool)
{
    bdg_sha256_t h;
    apr_file_t *f;
    char *block = apr_palloc(pool, 65536);
    apr_status_t rv = apr_file_open(&f, path, APR_FOPEN_READ | APR_FOPEN_BINARY, APR_FPROT_OS_DEFAULT, pool);
    if (rv != APR_SUCCESS)
        return cannot_read(path, rv);
    bdg_sha256_begin(&h);
    do {
        apr_size_t n = 65536;
        rv = apr_file_read(f, block, &n);
        if (rv == APR_SUCCESS)
            bdg_sha256_more(&h, block, n);
    } while (rv == APR_SUCCESS);
    apr_file_close(f);
    if (!APR_STATUS_IS_EOF(rv))
        return cannot_read(path, rv);
    bdg_sha256_end(&h, out);
    return NULL;
}

/* ---------------------------------------------------------------- rows */

static bdg_err_t *close_chunk(load_t *l)
{
    bdg_chunk_t c = { .seq = l->seq, .first_row = l->rows_before, .row_count = l->rows - l->rows_before };
    if (!c.row_count)
        return NULL;
    BDG_TRY(bdg_buf_check(l->buf));
    c.data = l->buf->data;
    c.len = l->buf->len;
    BDG_TRY(bdg_chunk_insert(l->db, l->id, &c));
    if (!l->seq++) {
        l->first_chunk = apr_pmemdup(l->pool, c.data, c.len);
        l->first_len = c.len;
    }
    l->rows_before = l->rows;
    bdg_buf_clear(l->buf);
    return NULL;
}

static bdg_err_t *read_rows(load_t *l, bdg_table_t *table)
{
    for (;;) {
        bdg_table_row_t row;
        int eof;
        BDG_TRY(bdg_table_next(table, &row, &eof));
        if (eof)
            return close_chunk(l);
        if (bdg_rows_blank(&row))
            continue;
        bdg_columns_count(l->cols, &row, l->pool);
        bdg_rows_pack(l->buf, &row);
        l->rows++;
        if (l->rows - l->rows_before >= BDG_CHUNK_ROWS || l->buf->len >= BDG_CHUNK_BYTES)
            BDG_TRY(close_chunk(l));
    }
}

/* ---------------------------------------------------------------- what was found */

static const char *found_json(load_t *l, bdg_table_t *table)
{
    const bdg_table_info_t *info = bdg_table_info(table);
    json_t *j = bdg_json_object(l->pool);
    char delimiter[2] = { info->delimiter, 0 };
    bdg_json_str(j, "kind", info->kind == BDG_TABLE_CSV ? "csv" : "xlsx");
    if (info->kind == BDG_TABLE_CSV) {
        bdg_json_str(j, "encoding", bdg_encoding_name(info->text.encoding));
        bdg_json_bool(j, "mixed", info->text.mixed);
        bdg_json_str(j, "delimiter", delimiter);
    } else {
        json_t *sheets = json_array();
        bdg_json_str(j, "sheet", info->sheet);
        for (int i = 0; i < info->nsheets; i++)
            bdg_json_add(sheets, json_string(info->sheets[i].name));
        bdg_json_set(j, "sheets", sheets);
    }
    bdg_json_int(j, "rows", l->rows);
    bdg_json_int(j, "header", l->cols->header);
    bdg_json_int(j, "header_number", l->cols->header_number);
    bdg_json_set(j, "columns", bdg_columns_found_json(l->cols));
    return bdg_json_dump(j, l->pool);
}

static bdg_err_t *understand(load_t *l)
{
    const char *mapping = NULL, *options;
    json_t *remembered = NULL;
    if (!l->rows)
        return bdg_err(BDG_E_INVALID, "This file is empty. Choose one with a row of headings and a row for each recipient.");
    int header = bdg_columns_find_header(l->first_chunk, l->first_len, l->rules, l->pool);
    if (l->rows - (header + 1) < 1)
        return bdg_err(BDG_E_INVALID, "This file has headings, but no rows below them. Add a row for each recipient.");
    bdg_columns_take(l->cols, l->first_chunk, l->first_len, header, l->pool);
    BDG_TRY(bdg_batch_remembered(&mapping, &options, l->db, l->badge->id, l->id, l->pool));
    if (mapping)
        BDG_TRY(bdg_json_parse(&remembered, mapping, strlen(mapping), 8 << 20, l->pool));
    bdg_columns_guess(l->cols, l->rules, remembered, l->pool);
    return NULL;
}

static bdg_err_t *audit(load_t *l)
{
    json_t *after = bdg_json_object(l->pool);
    bdg_json_str(after, "file", l->batch->file_name);
    bdg_json_int(after, "rows", l->batch->row_count);
    return bdg_audit(l->db, l->batch->organisation_id, l->actor->account_id, l->actor->address, "batch.upload", "batch", l->id, NULL, after, l->pool);
}

static bdg_err_t *load(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    load_t *l = baton;
    bdg_table_t *table;
    bdg_batch_lock_t lock;
    bdg_batch_options_t options;
    l->db = db;
    l->pool = scratch;
    l->seq = l->rows = l->rows_before = 0;
    l->cols = bdg_columns_make(scratch);
    l->buf = bdg_buf_make(CHUNK_MAX, scratch);
    BDG_TRY(bdg_batch_lock(&lock, db, l->id));
    BDG_TRY(bdg_batch_may_change(&lock, l->revision));
    BDG_TRY(bdg_batch_by_id(&l->batch, db, l->id, scratch));
    BDG_TRY(bdg_badge_class_by_id(&l->badge, db, l->batch->badge_class_id, scratch));
    BDG_TRY(bdg_award_rules_make(&l->rules, l->badge, scratch));
    BDG_TRY(bdg_table_open(&table, l->path, l->sheet, l->limits, scratch));
    BDG_TRY(bdg_batch_empty(db, l->id));
    BDG_TRY(read_rows(l, table));
    BDG_TRY(understand(l));
    BDG_TRY(hash_file(l->batch->file_sha256, l->path, scratch));
    /* Mends belong to the file that they were chosen for; what was chosen for the batch stays. */
    bdg_batch_options_read(&options, l->batch->options_json, l->badge, scratch);
    options.nmends = 0;
    options.skip_errors = 0;
    options.today = BDG_DATE_NONE;
    l->batch->file_name = bdg_rows_file_name(l->file_name, scratch);
    l->batch->file_json = found_json(l, table);
    l->batch->mapping_json = bdg_json_dump(bdg_json_own(bdg_columns_mapping_json(l->cols, l->rules, scratch), scratch), scratch);
    l->batch->options_json = bdg_batch_options_write(&options, scratch);
    l->batch->row_count = l->rows - (l->cols->header + 1);
    BDG_TRY(bdg_batch_set_file(db, l->batch));
    return audit(l);
}

bdg_err_t *bdg_batch_load(bdg_db_t *db, const bdg_actor_t *actor, int64_t id, int revision, const char *path, const char *file_name, const char *sheet,
                          const bdg_table_limits_t *limits, apr_pool_t *pool)
{
    load_t l = { .id = id, .revision = revision, .actor = actor, .path = path, .file_name = file_name, .sheet = sheet, .limits = limits };
    return bdg_db_tx(db, load, &l, pool);
}
