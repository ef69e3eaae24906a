/* The list of credentials: for each filter, page by page to the end and back again, it shows what a plain query finds, each once and in order; and
 * it does so, or says that it cannot, when the database fails in between. */
#include "store.h"
#include "store/assertion_list.h"
#include "base/id.h"

#define AWARDS 900
#define ORGANISATIONS 23

/* Two badges of one issuer and one of another, in organisation 1; and as many of organisation 2, which must never show. Dates and names repeat, so that
 * keys alone do not tell rows apart. */
static void fill(MYSQL *my)
{
    raw_run(my, "INSERT INTO organisation (id, public_id, slug, name, created_at) SELECT seq, CONCAT('org', LPAD(seq, 23, '0')), CONCAT('o', seq), CONCAT('O', seq), UTC_TIMESTAMP(6) "
                "FROM seq_1_to_" APR_STRINGIFY(ORGANISATIONS));
    raw_run(my, "INSERT INTO organisation_ancestor (organisation_id, ancestor_id, depth) SELECT seq, seq, 0 FROM seq_1_to_" APR_STRINGIFY(ORGANISATIONS));
    raw_run(my, "INSERT INTO badge_class (id, public_id, organisation_id, issuer_id, state, version_id, award_count, created_at, created_by, updated_at) "
                "SELECT seq, CONCAT('badge', LPAD(seq, 21, '0')), IF(seq > 3, 2, 1), IF(seq = 3, 2, 1), 'published', seq, 300, UTC_TIMESTAMP(6), 1, UTC_TIMESTAMP(6) FROM seq_1_to_4");
    raw_run(my, "INSERT INTO badge_class_version (id, badge_class_id, number, name, description, language, tags_json, attributes_json, created_at, created_by) "
                "SELECT seq, seq, 1, CONCAT('Badge ', seq), '', 'en', '[]', '[]', UTC_TIMESTAMP(6), 1 FROM seq_1_to_4");
    raw_run(my, "INSERT INTO batch (id, public_id, organisation_id, badge_class_id, name, state, created_by, created_at, updated_at) "
                "VALUES (5, 'batch000000000000000000005', 1, 1, 'Spring', 'issued', 1, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))");
    raw_run(my, "INSERT INTO assertion (id, public_id, organisation_id, badge_class_id, badge_class_version_id, issuer_version_id, batch_id, batch_row, state, recipient_key, "
                "recipient_identity, recipient_name, issued_on, expires_on, external_id, source, created_by, created_at) "
                "SELECT seq, LPAD(LOWER(CONV(seq * 7919, 10, 16)), 26, '0'), IF(seq % 9 = 0, 2, 1), IF(seq % 9 = 0, 4, 1 + seq % 3), IF(seq % 9 = 0, 4, 1 + seq % 3), 1, "
                "IF(seq % 9 AND seq % 3 = 0 AND seq % 2, 5, NULL), IF(seq % 9 AND seq % 3 = 0 AND seq % 2, seq, NULL), seq % 7 = 0, UNHEX(MD5(seq)), "
                "CONCAT('person.', seq % 50, '@people.example'), CONCAT(IF(seq % 4, 'Noor ', 'Ana '), seq % 25), '2026-01-01' + INTERVAL (seq % 40) DAY, "
                "IF(seq % 5 = 0, NULL, '2026-06-01' + INTERVAL (CAST(seq % 120 AS SIGNED) - 60) DAY), IF(seq % 10 = 0, CONCAT('X', seq % 30), NULL), 0, 1, UTC_TIMESTAMP(6) "
                "FROM seq_1_to_" APR_STRINGIFY(AWARDS));
}

#define TODAY 20605      /* 2026-06-01 */

static const char *day(bdg_date_t d, apr_pool_t *pool) { return apr_psprintf(pool, "('1970-01-01' + INTERVAL %d DAY)", (int)d); }

/* The same filter in plain words of SQL. */
static const char *plain(const bdg_assertion_filter_t *f, apr_pool_t *pool)
{
    static const char *const states[BDG_CREDENTIAL_STATES] = { "1", "state = 0 AND (expires_on IS NULL OR expires_on >= '2026-06-01')",
        "state = 0 AND expires_on BETWEEN '2026-06-01' AND '2026-07-01'", "state = 0 AND expires_on < '2026-06-01'", "state = 1", "state = 0" };
    const char *w = apr_psprintf(pool, "organisation_id %s AND %s", f->reach == BDG_REACH_ALONE ? "= 1" : "<> " APR_STRINGIFY(ORGANISATIONS), states[f->state]);
    if (f->badge_class_id)
        w = apr_psprintf(pool, "%s AND badge_class_id = %d", w, (int)f->badge_class_id);
    if (f->batch_id)
        w = apr_psprintf(pool, "%s AND batch_id = %d", w, (int)f->batch_id);
    if (f->badges)
        w = apr_psprintf(pool, "%s AND badge_class_id IN (%d, %d)", w, (int)f->badges[0], (int)f->badges[1]);
    if (f->issued_from != BDG_DATE_NONE)
        w = apr_psprintf(pool, "%s AND issued_on >= %s", w, day(f->issued_from, pool));
    if (f->issued_to != BDG_DATE_NONE)
        w = apr_psprintf(pool, "%s AND issued_on <= %s", w, day(f->issued_to, pool));
    if (f->text && f->in == BDG_TEXT_NAME)
        w = apr_psprintf(pool, "%s AND recipient_name LIKE '%s%%'", w, f->text);
    if (f->text && f->in == BDG_TEXT_IDENTITY)
        w = apr_psprintf(pool, "%s AND recipient_identity LIKE '%s%%'", w, f->text);
    if (f->text && f->in == BDG_TEXT_EXTERNAL)
        w = apr_psprintf(pool, "%s AND external_id = '%s'", w, f->text);
    if (f->text && f->in == BDG_TEXT_CONTAINS)
        w = apr_psprintf(pool, "%s AND (recipient_name LIKE '%%%s%%' OR recipient_identity LIKE '%%%s%%' OR external_id = '%s')", w, f->text, f->text, f->text);
    return w;
}

/* Marks what a page shows; fails for what was seen before. */
static void see(unsigned char *seen, const bdg_assertion_page_t *page, int limit, int *n)
{
    assert_true(page->nrows <= limit);
    for (int i = 0; i < page->nrows; i++) {
        assert_in_range(page->rows[i].id, 1, AWARDS);
        assert_int_equal(seen[page->rows[i].id]++, 0);
    }
    *n += page->nrows;
}

/* Pages until there is no cursor on; gives how many rows they had. last: the last page, turn: the cursor back from it. */
static int walk(store_t *s, const bdg_assertion_filter_t *f, const char *cursor, int back, int limit, bdg_assertion_page_t *last, const char **turn, unsigned char *seen,
                apr_pool_t *pool)
{
    bdg_assertion_page_t page;
    int n = 0, pages = 0;
    do {
        assert_true(pages++ < AWARDS + 10);
        MUST(bdg_assertion_list(&page, s->db, f, cursor, back, limit, pool));
        see(seen, &page, limit, &n);
        *last = page;
        *turn = back ? page.next : page.previous;
        cursor = back ? page.previous : page.next;
    } while (cursor);
    return n;
}

/* Newest first, where that is the order. */
static void check_order(store_t *s, const bdg_assertion_filter_t *f, apr_pool_t *pool)
{
    bdg_assertion_page_t page;
    MUST(bdg_assertion_list(&page, s->db, f, NULL, 0, 1000, pool));
    for (int i = 1; i < page.nrows; i++) {
        const bdg_assertion_row_t *a = &page.rows[i - 1], *b = &page.rows[i];
        if (f->batch_id)
            assert_true(a->batch_row < b->batch_row);
        else if (f->state == BDG_CREDENTIAL_EXPIRING && !f->text)
            assert_true(a->expires_on < b->expires_on || (a->expires_on == b->expires_on && a->id < b->id));
        else if (f->reach != BDG_REACH_ALONE && f->text && a->organisation_id != b->organisation_id)
            assert_true(a->organisation_id < b->organisation_id);
        else if (f->text && f->in == BDG_TEXT_NAME)
            assert_true(strcmp(a->recipient_name, b->recipient_name) <= 0);
        else if (f->text && f->in == BDG_TEXT_IDENTITY)
            assert_true(strcmp(a->recipient_identity, b->recipient_identity) <= 0);
        else if (!f->text && !(f->state == BDG_CREDENTIAL_EXPIRED && f->issued_from == BDG_DATE_NONE && f->issued_to == BDG_DATE_NONE))
            assert_true(a->issued_on > b->issued_on || (a->issued_on == b->issued_on && a->id > b->id));
    }
}

static void check(store_t *s, const bdg_assertion_filter_t *f, int limit, apr_pool_t *pool)
{
    unsigned char seen[AWARDS + 1] = { 0 }, again[AWARDS + 1] = { 0 };
    bdg_assertion_page_t last, first;
    int64_t count;
    bdg_count_e kind;
    const char *turn, *where = plain(f, pool);
    long long want = raw_int(s->raw, apr_psprintf(pool, "SELECT COUNT(*) FROM assertion WHERE %s", where));
    int n = walk(s, f, NULL, 0, limit, &last, &turn, seen, pool);
    if (n != want)
        fail_msg("%d of %lld, %d a page: %s", n, want, limit, where);
    const char *ids = "0";
    for (int id = 1; id <= AWARDS; id++)
        if (seen[id])
            ids = apr_psprintf(pool, "%s,%d", ids, id);
    assert_int_equal(raw_int(s->raw, apr_psprintf(pool, "SELECT COUNT(*) FROM assertion WHERE id IN (%s) AND %s", ids, where)), want);
    if (turn)
        walk(s, f, turn, 1, limit, &first, &turn, again, pool);
    for (int i = 0; i < last.nrows; i++)      /* the first page is filled up, and may then hold some of the last one's */
        again[last.rows[i].id] = 1;
    if (memcmp(seen, again, sizeof seen))
        fail_msg("the way back shows others, %d a page: %s", limit, where);
    MUST(bdg_assertion_list_count(&count, &kind, s->db, f, AWARDS * 2, 0, pool));
    assert_int_equal(kind, BDG_COUNT_EXACT);
    assert_int_equal(count, want);
    check_order(s, f, pool);
}

static bdg_assertion_filter_t any(void)
{
    return (bdg_assertion_filter_t){ .organisation_id = 1, .issued_from = BDG_DATE_NONE, .issued_to = BDG_DATE_NONE, .today = TODAY };
}

#define FROM 20459      /* 2026-01-06 */
#define TO 20474

static const struct { const char *text; bdg_text_in_e in; int badge, batch, badges; } narrow[] = {
    { NULL, 0, 0, 0, 0 }, { NULL, 0, 2, 0, 0 }, { NULL, 0, 0, 5, 0 }, { NULL, 0, 1, 5, 0 }, { NULL, 0, 0, 0, 1 }, { "Noor", BDG_TEXT_NAME, 0, 0, 0 }, { "noor 1", BDG_TEXT_NAME, 3, 0, 0 },
    { "person.1", BDG_TEXT_IDENTITY, 0, 0, 0 }, { "X10", BDG_TEXT_EXTERNAL, 0, 0, 0 }, { "oor 2", BDG_TEXT_CONTAINS, 2, 0, 0 }, { "son.4", BDG_TEXT_CONTAINS, 0, 5, 0 },
    { "X20", BDG_TEXT_CONTAINS, 0, 0, 1 }, { "nobody", BDG_TEXT_IDENTITY, 0, 0, 0 }, { "100%", BDG_TEXT_NAME, 0, 0, 0 },
};

static void every_filter(void **state)
{
    static const int limits[] = { 7, 50, 1000 };
    static const int64_t two[] = { 1, 3 };
    store_t *s = *state;
    int checked = 0;
    fill(s->raw);
    for (size_t k = 0; k < sizeof narrow / sizeof *narrow; k++)
        for (int st = 0; st < BDG_CREDENTIAL_STATES; st++)
            for (int dates = 0; dates < 4; dates++) {
                apr_pool_t *pool;
                bdg_assertion_filter_t f = any();
                apr_pool_create(&pool, s->pool);
                f.text = narrow[k].text, f.in = narrow[k].in, f.badge_class_id = narrow[k].badge, f.batch_id = narrow[k].batch, f.state = (bdg_credential_state_e)st;
                f.badges = narrow[k].badges ? two : NULL, f.nbadges = narrow[k].badges ? 2 : 0;
                f.issued_from = dates & 1 ? FROM : BDG_DATE_NONE, f.issued_to = dates & 2 ? TO : BDG_DATE_NONE;
                check(s, &f, limits[checked++ % 3], pool);
                apr_pool_destroy(pool);
            }
    print_message("%d filters, from end to end and back\n", checked);
}

/* Of an organisation and those below it: awards are spread over all of them, and those of the last one, which lies beside, never show. */
static void every_filter_below(void **state)
{
    static const int limits[] = { 3, 30, 1000 };
    static const struct { const char *text; bdg_text_in_e in; } texts[] = { { NULL, 0 }, { "Noor", BDG_TEXT_NAME }, { "person.1", BDG_TEXT_IDENTITY }, { "X20", BDG_TEXT_EXTERNAL }, { "nobody", BDG_TEXT_IDENTITY } };
    store_t *s = *state;
    int checked = 0;
    fill(s->raw);
    raw_run(s->raw, "UPDATE assertion SET organisation_id = 1 + (id * 7) % " APR_STRINGIFY(ORGANISATIONS));
    raw_run(s->raw, "INSERT INTO organisation_ancestor (organisation_id, ancestor_id, depth) SELECT id, 1, 1 FROM organisation WHERE id NOT IN (1, " APR_STRINGIFY(ORGANISATIONS) ")");
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
        for (int st = 0; st < BDG_CREDENTIAL_STATES; st++)
            for (int dates = 0; dates < 4; dates++) {
                apr_pool_t *pool;
                bdg_assertion_filter_t f = any();
                apr_pool_create(&pool, s->pool);
                f.reach = BDG_REACH_FEW, f.text = texts[k].text, f.in = texts[k].in, f.state = (bdg_credential_state_e)st;
                f.issued_from = dates & 1 ? FROM : BDG_DATE_NONE, f.issued_to = dates & 2 ? TO : BDG_DATE_NONE;
                check(s, &f, limits[checked++ % 3], pool);
                apr_pool_destroy(pool);
            }
    print_message("%d filters over a tree\n", checked);
}

/* Whatever a cursor says, it shows only what belongs to the organisation and fits the filter. */
static void strange_cursors(void **state)
{
    store_t *s = *state;
    bdg_assertion_page_t page;
    fill(s->raw);
    const char *foreign = raw_text(s->raw, s->pool, "SELECT public_id FROM assertion WHERE organisation_id = 2 LIMIT 1");
    const char *misfit = raw_text(s->raw, s->pool, "SELECT public_id FROM assertion WHERE organisation_id = 1 AND badge_class_id = 1 LIMIT 1");
    const char *cursors[] = { "", "~", "x", foreign, apr_pstrcat(s->pool, foreign, "~", NULL), misfit, apr_pstrcat(s->pool, misfit, "~", NULL), "00000000000000000000000000",
        "zzzzzzzzzzzzzzzzzzzzzzzzzz~~~", "' OR 1=1 -- aaaaaaaaaaaaaaaaaaa", "\xff\xfe\xfd", apr_pstrcat(s->pool, misfit, misfit, misfit, NULL) };
    for (size_t i = 0; i < sizeof cursors / sizeof *cursors; i++)
        for (int back = 0; back <= 1; back++) {
            bdg_assertion_filter_t f = any();
            f.badge_class_id = 2;
            MUST(bdg_assertion_list(&page, s->db, &f, cursors[i], back, 20, s->pool));
            for (int r = 0; r < page.nrows; r++)
                assert_int_equal(page.rows[r].badge_class_id, 2);
        }
}

#ifdef BDG_FAULTS
static bdg_code_e under(const char *fault, int *rows, int *reached, store_t *s)
{
    apr_pool_t *pool;
    bdg_db_t *db;
    bdg_assertion_page_t page = { 0 };
    bdg_assertion_filter_t f = any();
    int64_t count;
    bdg_count_e kind;
    apr_pool_create(&pool, s->pool);
    MUST(bdg_db_connect(&db, "group=badges", pool));
    f.text = "Noor";
    f.state = BDG_CREDENTIAL_VALID;
    bdg_fault_set(fault);
    bdg_err_t *e = bdg_assertion_filter_resolve(&f, 0, db, pool);
    if (!e)
        e = bdg_assertion_list(&page, db, &f, NULL, 0, 20, pool);
    if (!e)
        e = bdg_assertion_list(&page, db, &f, page.next, 0, 20, pool);
    if (!e)
        e = bdg_assertion_list_count(&count, &kind, db, &f, AWARDS, 0, pool);
    *reached = fault ? bdg_fault_reached() : 0;
    bdg_fault_set(NULL);
    *rows = page.nrows;
    bdg_code_e code = e ? e->code : 0;
    bdg_err_clear(e);
    apr_pool_destroy(pool);
    return code;
}

/* A read that fails says so, and is not taken for an empty list; what may be tried again is, unseen. */
static void faults(void **state)
{
    static const int numbers[] = { 1213, 1020, 1047, 2013, 1114 };
    store_t *s = *state;
    int rows, reached, places = 0;
    fill(s->raw);
    assert_int_equal(under(NULL, &rows, &reached, s), 0);
    assert_int_equal(rows, 20);
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
        reached = 1;
        for (int n = 1; reached; n++) {
            bdg_code_e code = under(apr_psprintf(s->pool, "db:%d:%d", n, numbers[k]), &rows, &reached, s);
            int again = numbers[k] == 1213 || numbers[k] == 1020;
            if (reached && (again ? code != 0 || rows != 20 : code != BDG_E_UNAVAILABLE && code != BDG_E_INTERNAL))
                fail_msg("fault %d at %d said %s, with %d rows", numbers[k], n, code ? bdg_code_name(code) : "fine", rows);
            places = n;
        }
    }
    assert_true(places > 5);
    print_message("%d places, %d faults at each\n", places - 1, (int)(sizeof numbers / sizeof *numbers));
}
#endif

int main(void)
{
    bdg_log_set(quiet, NULL);
    const struct CMUnitTest tests[] = { store_test(every_filter), store_test(every_filter_below), store_test(strange_cursors),
#ifdef BDG_FAULTS
        store_test(faults),
#endif
    };
    return store_main(tests);
}
