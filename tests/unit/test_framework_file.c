/* Frameworks as files: CASE and spreadsheets are read into the same items, what is too long is cut, and what is none is refused with a sentence. */
#include "unit.h"
#include "core/framework_file.h"
#include <apr_file_io.h>
#include <apr_strings.h>
#include <unistd.h>

typedef struct seen_t { const char *all; apr_pool_t *pool; } seen_t;

static bdg_err_t *note(void *baton, const bdg_framework_item_t *i)
{
    seen_t *s = baton;
    s->all = apr_psprintf(s->pool, "%s%d<%d %s|%s|%s|%s|%s;", s->all, i->number, i->parent, i->code ? i->code : "", i->name, i->description ? i->description : "", i->kind ? i->kind : "",
                          i->url ? i->url : "");
    return NULL;
}

static const char *written(const char *data, size_t len, apr_pool_t *pool)
{
    char path[] = "/tmp/unit-framework-XXXXXX";
    apr_file_t *f;
    assert_int_equal(apr_file_mktemp(&f, path, APR_FOPEN_CREATE | APR_FOPEN_WRITE | APR_FOPEN_EXCL, pool), APR_SUCCESS);
    assert_int_equal(apr_file_write_full(f, data, len, NULL), APR_SUCCESS);
    apr_file_close(f);
    return apr_pstrdup(pool, path);
}

static bdg_err_t *open_text(bdg_framework_file_t **f, const char *text, apr_pool_t *pool)
{
    const char *path = written(text, strlen(text), pool);
    bdg_err_t *e = bdg_framework_file_open(f, path, pool);
    if (e)
        unlink(path);
    return e;
}

static const char *items(const char *text, bdg_framework_about_t *about, apr_pool_t *pool)
{
    seen_t s = { "", pool };
    bdg_framework_file_t *f;
    const char *path = written(text, strlen(text), pool);
    assert_ok(bdg_framework_file_open(&f, path, pool));
    *about = *bdg_framework_file_about(f);
    assert_ok(bdg_framework_file_items(f, note, &s));
    unlink(path);
    return s.all;
}

static void a_case_package(void **state)
{
    bdg_framework_about_t about;
    /* associations stand before the items, and name things that are not there, or the item itself */
    assert_string_equal(items("\xef\xbb\xbf {\"CFAssociations\":[{\"associationType\":\"isChildOf\",\"originNodeURI\":{\"identifier\":\"b\"},\"destinationNodeURI\":{\"identifier\":\"a\"}},"
                              "{\"associationType\":\"isChildOf\",\"originNodeURI\":{\"identifier\":\"a\"},\"destinationNodeURI\":{\"identifier\":\"a\"}},"
                              "{\"associationType\":\"isChildOf\",\"originNodeURI\":{\"identifier\":\"a\"},\"destinationNodeURI\":{\"identifier\":\"zz\"}},{\"associationType\":\"isPeerOf\"},{}],"
                              "\"CFItems\":[{\"identifier\":\"a\",\"fullStatement\":\"Swims\"},{\"fullStatement\":\" \"},"
                              "{\"identifier\":\"b\",\"fullStatement\":\"Swims far\",\"abbreviatedStatement\":\"Far\",\"humanCodingScheme\":\"W.1\",\"CFItemType\":\"Skill\",\"uri\":\"https://x.example/b\"},"
                              "{\"identifier\":\"c\",\"fullStatement\":\"C\",\"notes\":\"N\",\"uri\":\"javascript:x\"}],"
                              "\"CFDocument\":{\"title\":\"Water\",\"creator\":\"Board\",\"version\":\"3\",\"uri\":\"https://x.example/d\",\"identifier\":\"d\"}}", &about, *state),
                        "1<0 |Swims|||;2<1 W.1|Far|Swims far|Skill|https://x.example/b;3<0 |C|N||;");
    assert_string_equal(about.kind, "case");
    assert_string_equal(about.name, "Water");
    assert_string_equal(about.publisher, "Board");
    assert_string_equal(about.url, "https://x.example/d");
    assert_int_equal(about.items, 3);
    assert_int_equal(about.skipped, 1);
}

static void a_spreadsheet(void **state)
{
    bdg_framework_about_t about;
    assert_string_equal(items("Full_Statement;humanCodingScheme;Parent;URI\nSwim;A;;https://x.example/a\nDive;A.1;A;no address\n;A.2;A;\nRing;R;R;\nSwim;A;;\n", &about, *state),
                        "1<0 A|Swim|||https://x.example/a;2<1 A.1|Dive|||;3<0 R|Ring|||;4<0 A|Swim|||;");
    assert_string_equal(about.kind, "csv");
    assert_null(about.name);
    assert_int_equal(about.items, 4);
    assert_int_equal(about.skipped, 1);
}

static void long_texts_are_cut(void **state)
{
    bdg_framework_about_t about;
    char *name = apr_pcalloc(*state, 4001);
    for (int i = 0; i < 2000; i++)
        memcpy(name + 2 * i, "\xc3\xbc", 2);
    const char *all = items(apr_pstrcat(*state, "Name\n", name, "\n", NULL), &about, *state);
    assert_memory_equal(all, "1<0 |\xc3\xbc", 7);
    const char *bar = strchr(all + 5, '|');
    assert_int_equal(bar - (all + 5), 2 * (BDG_FRAMEWORK_NAME_MAX - 1) + 3);      /* and "…" */
    assert_memory_equal(bar - 3, "\xe2\x80\xa6", 3);
}

static void what_is_none(void **state)
{
    bdg_framework_file_t *f;
    assert_err(open_text(&f, "{", *state), BDG_E_MALFORMED, NULL);
    assert_err(open_text(&f, "{}", *state), BDG_E_INVALID, "no items");
    assert_err(open_text(&f, "{\"CFItems\":[]}", *state), BDG_E_INVALID, "no items");
    assert_err(open_text(&f, "{\"CFItems\":[{\"fullStatement\":1}]}", *state), BDG_E_INVALID, "no items");
    assert_err(open_text(&f, "{\"CFItems\":[1]}", *state), BDG_E_MALFORMED, "no object");
    assert_err(open_text(&f, "{\"CFItems\":[{\"fullStatement\":\"A\"}]", *state), BDG_E_MALFORMED, NULL);
    assert_err(open_text(&f, "Colour,Size\nred,1\n", *state), BDG_E_INVALID, "Name");
    assert_err(open_text(&f, "Name\n\n", *state), BDG_E_INVALID, "no items");
    assert_err(bdg_framework_file_open(&f, "/nowhere/at/all", *state), BDG_E_INTERNAL, NULL);
}

static bdg_err_t *enough(void *baton, const bdg_framework_item_t *i)
{
    (void)i;
    return ++*(int *)baton == 2 ? bdg_err(BDG_E_CONFLICT, "Enough.") : NULL;
}

static void an_error_ends_the_reading(void **state)
{
    bdg_framework_file_t *f;
    int n = 0;
    const char text[] = "Name\nA\nB\nC\n", *path = written(text, strlen(text), *state);
    assert_ok(bdg_framework_file_open(&f, path, *state));
    assert_err(bdg_framework_file_items(f, enough, &n), BDG_E_CONFLICT, "Enough");
    assert_int_equal(n, 2);
    unlink(path);
}

static void too_many(void **state)
{
    bdg_framework_file_t *f;
    size_t each = strlen("A\n"), n = BDG_FRAMEWORK_ITEMS_MAX + 1;
    char *text = apr_palloc(*state, 5 + n * each + 1);
    memcpy(text, "Name\n", 5);
    for (size_t i = 0; i < n; i++)
        memcpy(text + 5 + i * each, "A\n", each);
    text[5 + n * each] = 0;
    assert_err(open_text(&f, text, *state), BDG_E_TOO_LARGE, "200000");
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(a_case_package), pooled_test(a_spreadsheet), pooled_test(long_texts_are_cut), pooled_test(what_is_none),
                                        pooled_test(an_error_ends_the_reading), pooled_test(too_many) };
    return unit_main(tests);
}
