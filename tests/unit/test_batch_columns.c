/* core/batch_rows and core/batch_columns: rows packed and read back; headings found and understood; what has to be asked. */
#include "unit.h"
#include <apr_strings.h>
#include "core/batch_columns.h"
#include "core/batch_headings.h"
#include "io/csv.h"

typedef struct file_t { bdg_columns_t *cols; bdg_buf_t *chunk; int rows; } file_t;

/* A small CSV goes the way of an upload, up to what its columns are taken for. */
static file_t file_of(const char *csv, const bdg_award_rules_t *rules, const json_t *remembered, apr_pool_t *pool)
{
    file_t f = { bdg_columns_make(pool), bdg_buf_make(1 << 20, pool), 0 };
    bdg_text_t *text;
    bdg_csv_t *reader;
    assert_ok(bdg_text_open_mem(&text, csv, strlen(csv), pool));
    assert_ok(bdg_csv_open(&reader, text, 0, NULL, pool));
    for (;; f.rows++) {
        bdg_table_row_t row;
        int eof;
        assert_ok(bdg_csv_next(reader, &row, &eof));
        if (eof)
            break;
        bdg_columns_count(f.cols, &row, pool);
        bdg_rows_pack(f.chunk, &row);
    }
    bdg_columns_take(f.cols, f.chunk->data, f.chunk->len, bdg_columns_find_header(f.chunk->data, f.chunk->len, rules, pool), pool);
    bdg_columns_guess(f.cols, rules, remembered, pool);
    return f;
}

static bdg_award_rules_t *rules_of(const char *attributes, apr_pool_t *pool)
{
    bdg_badge_class_t badge = { .attributes_json = attributes };
    bdg_award_rules_t *r;
    assert_ok(bdg_award_rules_make(&r, &badge, pool));
    return r;
}
#define GRADE "[{\"key\":\"grade\",\"name\":\"Grade\",\"type\":\"number\"}]"

static void expect(const file_t *f, const bdg_award_rules_t *rules, const char *targets, apr_pool_t *pool)
{
    char *out = "";
    for (int i = 0; i < f->cols->n; i++) {
        const char *key = bdg_target_key(f->cols->c[i].target, rules, pool);
        out = apr_pstrcat(pool, out, i ? "," : "", *key ? key : "-", NULL);
    }
    assert_string_equal(out, targets);
}

static void rows_come_back(void **state)
{
    bdg_buf_t *b = bdg_buf_make(1 << 20, *state);
    bdg_slice_t cells[3] = { { "Ana", 3 }, { "", 0 }, { "x", 1 } };
    char *big = apr_palloc(*state, 40000);
    memset(big, 'B', 40000);
    bdg_slice_t wide[2] = { { big, 40000 }, { "", 0 } };
    bdg_rows_pack(b, &(bdg_table_row_t){ .number = 7, .ncells = 3, .cells = cells, .flags = BDG_ROW_STRAY_QUOTE });
    bdg_rows_pack(b, &(bdg_table_row_t){ .number = 1000000, .ncells = 2, .cells = wide, .hidden = 1 });
    const char *at = b->data, *end = b->data + b->len;
    bdg_packed_row_t *row = apr_palloc(*state, sizeof *row);
    assert_int_equal(bdg_rows_next(row, &at, end), 1);
    assert_int_equal(row->number, 7);
    assert_int_equal(row->ncells, 3);
    assert_int_equal(row->flags, BDG_ROW_STRAY_QUOTE);
    assert_memory_equal(row->cells[2].data, "x", 1);
    assert_int_equal(bdg_rows_next(row, &at, end), 1);
    assert_int_equal(row->number, 1000000);
    assert_int_equal(row->ncells, 1);
    assert_true(row->hidden);
    assert_int_equal(row->cells[0].len, 40000);
    assert_int_equal(bdg_rows_next(row, &at, end), 0);
    for (size_t cut = 1; cut < 12; cut++) {   /* damaged: never beyond the end */
        at = b->data;
        int rc = bdg_rows_next(row, &at, b->data + cut);
        assert_true(rc == -1 || (rc == 1 && at <= b->data + cut));
    }
}

static void headings_without_their_dress(void **state)
{
    assert_string_equal(bdg_heading_plain("  E-Mail Adresse* ", *state), "emailadresse");
    assert_string_equal(bdg_heading_plain("Gültig bis", *state), "gultigbis");
    assert_string_equal(bdg_heading_plain("Prénom", *state), "prenom");
    assert_string_equal(bdg_heading_plain("RECIPIENT_NAME", *state), "recipientname");
    assert_string_equal(bdg_heading_plain("Imię i nazwisko", *state), "imieinazwisko");
    assert_string_equal(bdg_heading_plain("氏名", *state), "氏名");
    assert_string_equal(bdg_heading_plain("?!", *state), "");
}

static void columns_in_several_languages(void **state)
{
    bdg_award_rules_t *r = rules_of(GRADE, *state);
    file_t f = file_of("Recipient Name,Recipient Email,Issue Date,Expiry Date,Grade,Narrative,Evidence URL,External ID\na,a@x.org,2026-01-01,,5,,,\n", r, NULL, *state);
    expect(&f, r, "name,email,issued_on,expires_on,attribute:grade,narrative,evidence_url,external_id", *state);
    f = file_of("Name;E-Mail;Ausstellungsdatum;Note\na;a@x.org;01.02.2026;55,5\n", r, NULL, *state);
    expect(&f, r, "name,email,issued_on,attribute:grade", *state);
    assert_int_equal(f.cols->c[2].order, BDG_ORDER_DAY_FIRST);
    assert_int_equal(f.cols->c[3].decimal, BDG_DECIMAL_COMMA);
    f = file_of("Vorname;Name;Mail\na;b;a@x.org\n", r, NULL, *state);
    expect(&f, r, "first_name,last_name,email", *state);
    f = file_of("Nombre;Apellidos;Correo electrónico\na;b;a@x.org\n", r, NULL, *state);
    expect(&f, r, "first_name,last_name,email", *state);
    f = file_of("Nom,Prénom,Courriel\na,b,a@x.org\n", r, NULL, *state);
    expect(&f, r, "last_name,first_name,email", *state);
    f = file_of("Contact ID,First Name,Last Name,Email,Close Date,Notes\n1,a,b,a@x.org,1/13/2026,private\n", r, NULL, *state);
    expect(&f, r, "external_id,first_name,last_name,email,-,-", *state);
    f = file_of("Student mail address,Name as printed\na@x.org,b\n", r, NULL, *state);
    expect(&f, r, "email,name", *state);
    assert_int_equal(f.cols->c[0].sure, BDG_SURE_GUESS);
}

static void headings_are_found(void **state)
{
    bdg_award_rules_t *r = rules_of("[]", *state);
    file_t f = file_of("Spring graduates,,\n,,\nRecipient Name,Email,\na,a@x.org,\n", r, NULL, *state);
    assert_int_equal(f.cols->header_number, 3);
    f = file_of("a,a@x.org\nb,b@x.org\n", r, NULL, *state);
    assert_int_equal(f.cols->header, -1);
    expect(&f, r, "-,email", *state);
    f = file_of("Kolumne 1,Kolumne 2\nx,a@x.org\ny,b@x.org\n", r, NULL, *state);
    assert_int_equal(f.cols->header, 0);
    expect(&f, r, "-,email", *state);
}

static void what_has_to_be_asked(void **state)
{
    bdg_question_t q[BDG_QUESTIONS];
    bdg_award_rules_t *r = rules_of("[]", *state), *needs = rules_of("[{\"key\":\"g\",\"name\":\"Group\",\"type\":\"text\",\"required\":true}]", *state);
    file_t f = file_of("Recipient Name,Email,Email\na,a@x.org,b@x.org\n", r, NULL, *state);
    assert_int_equal(bdg_columns_questions(q, f.cols, r), 1);
    assert_int_equal(q[0].kind, BDG_ASK_WHICH);
    f = file_of("Name,Room\na,1\n", r, NULL, *state);
    assert_int_equal(bdg_columns_questions(q, f.cols, r), 1);
    assert_int_equal(q[0].kind, BDG_ASK_MISSING);
    assert_int_equal(q[0].target, BDG_AWARD_IDENTITY);
    f = file_of("Name,Email\na,a@x.org\n", needs, NULL, *state);
    assert_int_equal(bdg_columns_questions(q, f.cols, needs), 1);
    assert_int_equal(q[0].target, BDG_AWARD_FIXED);
    f = file_of("Name,Email,Issue date\na,a@x.org,03/04/2026\n", r, NULL, *state);
    assert_int_equal(bdg_columns_questions(q, f.cols, r), 1);
    assert_int_equal(q[0].kind, BDG_ASK_ORDER);
    f = file_of("Name,Email,Issue date\na,a@x.org,03/04/2026\nb,b@x.org,31/04/2026\n", r, NULL, *state);
    assert_int_equal(bdg_columns_questions(q, f.cols, r), 0);
    assert_int_equal(f.cols->c[2].order, BDG_ORDER_DAY_FIRST);
    f = file_of("Name,Email,Issue date,Expiry date\na,a@x.org,03/04/2026,12/31/2028\n", r, NULL, *state);
    assert_int_equal(bdg_columns_questions(q, f.cols, r), 0);
    assert_int_equal(f.cols->c[2].order, BDG_ORDER_MONTH_FIRST);
}

static void choices_are_remembered(void **state)
{
    bdg_award_rules_t *r = rules_of("[]", *state);
    file_t f = file_of("Wer,Wohin,Datum\na,a@x.org,03/04/2026\n", r, NULL, *state);
    f.cols->c[0].target = BDG_AWARD_NAME;
    f.cols->c[0].sure = BDG_SURE_CHOSEN;
    f.cols->c[2].sure = BDG_SURE_CHOSEN;
    f.cols->c[2].order = BDG_ORDER_MONTH_FIRST;
    f.cols->c[2].order_chosen = 1;
    json_t *kept = bdg_json_own(bdg_columns_mapping_json(f.cols, r, *state), *state);
    f = file_of("DATUM,Wohin,wer\n05/06/2026,b@x.org,b\n", r, kept, *state);
    expect(&f, r, "issued_on,email,name", *state);
    assert_int_equal(f.cols->c[0].order, BDG_ORDER_MONTH_FIRST);
    assert_int_equal(f.cols->c[2].sure, BDG_SURE_REMEMBERED);
    /* and all of it as stored, read back */
    json_t *found = bdg_json_own(bdg_columns_found_json(f.cols), *state), *mapping = bdg_json_own(bdg_columns_mapping_json(f.cols, r, *state), *state);
    bdg_columns_t *again = bdg_columns_make(*state);
    bdg_columns_read(again, found, mapping, r);
    assert_int_equal(again->n, 3);
    assert_int_equal(again->c[2].target, BDG_AWARD_NAME);
    assert_int_equal(again->c[0].order, BDG_ORDER_MONTH_FIRST);
    assert_string_equal(again->c[0].either_sample, "05/06/2026");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        pooled_test(rows_come_back), pooled_test(headings_without_their_dress), pooled_test(columns_in_several_languages), pooled_test(headings_are_found),
        pooled_test(what_has_to_be_asked), pooled_test(choices_are_remembered),
    };
    return unit_main(tests);
}
