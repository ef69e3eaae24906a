/* Values on their way into a column and back: NULLs, big ones, dates and times, arrays of rows. */
#include "store.h"
#include "base/id.h"
#include "store/assertion.h"
#include "store/graphic.h"
#include "store/picture.h"
#include <apr_strings.h>

#define BIG (2 << 20)
#define MANY 5000

static const char *new_id(apr_pool_t *pool)
{
    char id[BDG_ID_LEN + 1];
    bdg_id_new(id);
    return apr_pstrdup(pool, id);
}

static bdg_assertion_t award(apr_pool_t *pool)
{
    bdg_assertion_t a = { .public_id = new_id(pool), .organisation_id = 1, .badge_class_id = 2, .badge_class_version_id = 3, .issuer_version_id = 4,
        .recipient_identity = "ann@example.org", .recipient_name = "Ann", .issued_on = bdg_date_make(2026, 11, 22), .expires_on = BDG_DATE_NONE, .created_at = 1 };
    bdg_random(a.recipient_key, sizeof a.recipient_key);
    return a;
}

static bdg_assertion_t *again(store_t *s, const char *id)
{
    bdg_assertion_t *a;
    MUST(bdg_assertion_by_public_id(&a, s->db, id, s->pool));
    return a;
}

static void nulls(void **state)
{
    store_t *s = *state;
    bdg_assertion_t a = award(s->pool), b = award(s->pool);
    b.batch_id = 9;
    b.batch_row = 0;
    b.external_id = "";
    b.details_json = "{}";
    b.expires_on = bdg_date_make(2027, 1, 31);
    MUST(bdg_assertion_insert(s->db, &a, 1, s->pool));
    MUST(bdg_assertion_insert(s->db, &b, 1, s->pool));
    bdg_assertion_t *x = again(s, a.public_id), *y = again(s, b.public_id);
    assert_null(x->external_id);
    assert_null(x->details_json);
    assert_null(x->revocation_reason);
    assert_int_equal(x->expires_on, BDG_DATE_NONE);
    assert_int_equal(x->revoked_at, 0);
    assert_string_equal(y->external_id, "");
    assert_string_equal(y->details_json, "{}");
    assert_int_equal(y->expires_on, b.expires_on);
    assert_int_equal(raw_int(s->raw, "SELECT COUNT(*) FROM assertion WHERE batch_id IS NULL AND batch_row IS NULL AND expires_on IS NULL AND external_id IS NULL"), 1);
    x = again(s, a.public_id);      /* the same statement after a row without NULLs */
    assert_null(x->external_id);
}

static void dates_and_times(void **state)
{
    store_t *s = *state;
    static const int days[][3] = { { 1900, 1, 1 }, { 1969, 12, 31 }, { 1970, 1, 1 }, { 2000, 2, 29 }, { 2026, 11, 22 }, { 2038, 1, 20 }, { 9999, 12, 31 } };
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        bdg_assertion_t a = award(s->pool);
        a.issued_on = a.expires_on = bdg_date_make(days[i][0], days[i][1], days[i][2]);
        a.created_at = bdg_time_of_date(a.issued_on) + 86399LL * 1000000 + 999999;
        MUST(bdg_assertion_insert(s->db, &a, 1, s->pool));
        bdg_assertion_t *b = again(s, a.public_id);
        assert_int_equal(b->issued_on, a.issued_on);
        assert_int_equal(b->expires_on, a.expires_on);
        assert_true(b->created_at == a.created_at);
        const char *text = raw_text(s->raw, s->pool, apr_psprintf(s->pool, "SELECT CONCAT(issued_on, ' ', created_at) FROM assertion WHERE public_id = '%s'", a.public_id));
        assert_string_equal(text, apr_psprintf(s->pool, "%s %s 23:59:59.999999", bdg_date_iso(a.issued_on, s->pool), bdg_date_iso(a.issued_on, s->pool)));
    }
}

static const void *noise(size_t n, apr_pool_t *pool)
{
    unsigned char *p = apr_palloc(pool, n);
    bdg_random(p, n);
    return p;
}

static int64_t put_graphic(store_t *s, const void *svg, size_t svg_len, const void *png, size_t png_len)
{
    bdg_graphic_t g = { .public_id = new_id(s->pool), .organisation_id = 1, .name = "Coach" };
    bdg_graphic_bytes_t b = { .width = 1, .height = 1, .svg = svg, .svg_len = svg_len, .png = png, .png_len = png_len };
    MUST(bdg_graphic_insert(&g, &b, s->db, 1));
    return g.id;
}

static void big_columns(void **state)
{
    store_t *s = *state;
    const void *a = noise(BIG, s->pool), *b = noise(BIG + 1, s->pool), *c = noise(511, s->pool), *d = noise(512, s->pool);
    int64_t big = put_graphic(s, a, BIG, b, BIG + 1), small = put_graphic(s, NULL, 0, c, 511), edge = put_graphic(s, d, 512, c, 0);
    for (int round = 0; round < 3; round++) {     /* buffers grow and shrink in between */
        bdg_picture_t *p;
        MUST(bdg_picture_by_id(&p, s->db, small, s->pool));
        assert_null(p->svg);
        assert_int_equal(p->png_len, 511);
        assert_memory_equal(p->png, c, 511);
        MUST(bdg_picture_by_id(&p, s->db, big, s->pool));
        assert_int_equal(p->svg_len, BIG);
        assert_int_equal(p->png_len, BIG + 1);
        assert_memory_equal(p->svg, a, BIG);
        assert_memory_equal(p->png, b, BIG + 1);
        MUST(bdg_picture_by_id(&p, s->db, edge, s->pool));
        assert_int_equal(p->svg_len, 512);
        assert_memory_equal(p->svg, d, 512);
        assert_int_equal(p->png_len, 0);
    }
}

/* Row r: NULLs in a pattern of its own in every column that may be NULL, the first rows all NULL. */
static void bulk(void **state)
{
    store_t *s = *state;
    bdg_assertion_t *rows = apr_palloc(s->pool, sizeof *rows * MANY);
    for (int r = 0; r < MANY; r++) {
        rows[r] = award(s->pool);
        rows[r].batch_id = 7;
        rows[r].batch_row = r;
        rows[r].recipient_name = apr_psprintf(s->pool, "Zoë %d 😀", r);
        rows[r].issued_on = bdg_date_make(1900, 1, 1) + r;
        rows[r].created_at = 1000000LL * r + r;
        if (r >= 10 && r % 2)
            rows[r].expires_on = bdg_date_make(9999, 12, 31) - r;
        if (r >= 10 && r % 3 == 0)
            rows[r].external_id = apr_psprintf(s->pool, "%d", r);
        if (r >= 10 && r % 5 == 0)
            rows[r].details_json = apr_psprintf(s->pool, "{\"narrative\":\"%0*d\"}", r % 1000 + 1, r);
    }
    MUST(bdg_assertion_insert(s->db, rows, MANY, s->pool));
    assert_int_equal(raw_int(s->raw, "SELECT COUNT(*) FROM assertion WHERE batch_id = 7"), MANY);
    for (int r = 0; r < MANY; r += r < 40 ? 1 : 487) {
        bdg_assertion_t *a = again(s, rows[r].public_id);
        assert_int_equal(a->batch_row, r);
        assert_string_equal(a->recipient_name, rows[r].recipient_name);
        assert_memory_equal(a->recipient_key, rows[r].recipient_key, 16);
        assert_int_equal(a->issued_on, rows[r].issued_on);
        assert_int_equal(a->expires_on, rows[r].expires_on);
        assert_true(a->created_at == rows[r].created_at);
        assert_true(!a->external_id == !rows[r].external_id && (!a->external_id || !strcmp(a->external_id, rows[r].external_id)));
        assert_true(!a->details_json == !rows[r].details_json && (!a->details_json || !strcmp(a->details_json, rows[r].details_json)));
    }
    assert_int_equal(raw_int(s->raw, "SELECT COUNT(*) FROM assertion WHERE (expires_on IS NULL) <> (batch_row < 10 OR batch_row % 2 = 0) OR "
                                     "(external_id IS NULL) <> (batch_row < 10 OR batch_row % 3 <> 0) OR (details_json IS NULL) <> (batch_row < 10 OR batch_row % 5 <> 0) OR "
                                     "issued_on <> DATE '1900-01-01' + INTERVAL batch_row DAY"), 0);
    bdg_assertion_t one = award(s->pool);      /* the same statement, as one row */
    MUST(bdg_assertion_insert(s->db, &one, 1, s->pool));
    assert_null(again(s, one.public_id)->details_json);
}

typedef struct two_t { bdg_assertion_t *rows; } two_t;
static bdg_err_t *insert_two(bdg_db_t *db, void *baton, apr_pool_t *scratch) { return bdg_assertion_insert(db, ((two_t *)baton)->rows, 3, scratch); }

static void bulk_is_whole_or_nothing(void **state)
{
    store_t *s = *state;
    bdg_assertion_t rows[3] = { award(s->pool), award(s->pool), award(s->pool) };
    rows[2].public_id = rows[0].public_id;
    two_t two = { rows };
    assert_err(bdg_db_tx(s->db, insert_two, &two, s->pool), BDG_E_DUPLICATE, NULL);
    assert_int_equal(raw_int(s->raw, "SELECT COUNT(*) FROM assertion"), 0);
    rows[2].public_id = new_id(s->pool);
    MUST(bdg_db_tx(s->db, insert_two, &two, s->pool));
    assert_int_equal(raw_int(s->raw, "SELECT COUNT(*) FROM assertion"), 3);
}

static bdg_err_t *stop_at_once(void *baton, const bdg_row_t *row)
{
    (void)row;
    ++*(int *)baton;
    return bdg_err(BDG_E_CONFLICT, "enough");
}

static bdg_err_t *count(void *baton, const bdg_row_t *row)
{
    (void)row;
    ++*(int *)baton;
    return NULL;
}

static void callers_mistakes(void **state)
{
    store_t *s = *state;
    int n = 0;
    int64_t i;
    assert_err(bdg_db_each(s->db, BDG_Q_PUBLIC_CHANGE_ALL, BDG_NO_ARGS, stop_at_once, &n), BDG_E_CONFLICT, "enough");
    assert_int_equal(n, 1);
    MUST(bdg_db_each(s->db, BDG_Q_PUBLIC_CHANGE_ALL, BDG_NO_ARGS, count, &n));      /* and the connection is fine */
    assert_int_equal(n, 65);
    assert_err(bdg_db_int(s->db, BDG_Q_PUBLIC_CHANGE_ALL, BDG_NO_ARGS, &i), BDG_E_INTERNAL, NULL);
    assert_err(bdg_db_int(s->db, BDG_Q_ASSERTION_BY_PUBLIC_ID, BDG_ARGS(BDG_STR("nobody")), &i), BDG_E_NOT_FOUND, NULL);
    assert_err(bdg_db_exec(s->db, BDG_Q_PUBLIC_CHANGE_BUMP, BDG_NO_ARGS, NULL, NULL), BDG_E_INTERNAL, NULL);
    MUST(bdg_db_exec(s->db, BDG_Q_PUBLIC_CHANGE_BUMP, BDG_ARGS(BDG_INT(3)), &i, NULL));
    assert_int_equal(i, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = { store_test(nulls), store_test(dates_and_times), store_test(big_columns), store_test(bulk), store_test(bulk_is_whole_or_nothing),
                                        store_test(callers_mistakes) };
    return store_main(tests);
}
