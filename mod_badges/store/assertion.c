#include "store/assertion.h"
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

bdg_err_t *bdg_assertion_insert(bdg_db_t *db, const bdg_assertion_t *rows, int n, apr_pool_t *scratch)
{
    enum { PARAMS = 18 };
    bdg_arg_t *args = apr_palloc(scratch, sizeof *args * PARAMS * (size_t)n), *p = args;
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
