/* Catalogues: what is read, what is refused, plural forms, formats, Accept-Language, dates. */
#include "unit.h"
#include "base/catalogue.h"
#include "base/language.h"
#include "base/time.h"
#include <apr_strings.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define HEADER "Content-Type: text/plain; charset=UTF-8\nX-Native-Name: Deutsch\nPlural-Forms: nplurals=2; plural=n != 1;\n"

typedef struct text_t { const char *s; size_t len; } text_t;
#define T(s) { s, sizeof(s) - 1 }

/* A .mo file: pairs of key and text, already in order. */
static const char *mo(const text_t *texts, uint32_t n, size_t *len, apr_pool_t *pool)
{
    size_t size = 28 + 16 * (size_t)n, at = size;
    for (uint32_t i = 0; i < 2 * n; i++)
        size += texts[i].len + 1;
    char *out = apr_pcalloc(pool, size);
    uint32_t head[7] = { 0x950412de, 0, n, 28, 28 + 8 * n, 0, 0 };
    memcpy(out, head, sizeof head);
    for (uint32_t i = 0; i < 2 * n; i++) {
        uint32_t entry[2] = { (uint32_t)texts[i].len, (uint32_t)at };
        memcpy(out + 28 + (i % 2) * 8 * n + i / 2 * 8, entry, 8);
        memcpy(out + at, texts[i].s, texts[i].len);
        at += texts[i].len + 1;
    }
    *len = size;
    return out;
}

static const text_t german[] = {
    T(""), T(HEADER), T("%d badge\0%d badges"), T("%d Badge\0%d Badges"), T("%s has %d of %s"), T("%3$s: %2$d bei %1$s"), T("%s is %d"), T("%d ist %s"),
    T("Save"), T("Speichern"), T("between thousands\004,"), T("."), T("date: day, month, year\004%1$d %2$s %3$d"), T("%1$d. %2$s %3$d"),
    T("month\004March"), T("M\xc3\xa4rz"), T("untranslated"), T("") };

static bdg_language_t *read_german(apr_pool_t *pool)
{
    size_t len;
    bdg_language_t *l;
    const char *data = mo(german, sizeof german / sizeof *german / 2, &len, pool);
    assert_ok(bdg_language_read(&l, "de", data, len, pool));
    return l;
}

static void sentences(void **state)
{
    bdg_language_t *l = read_german(*state);
    assert_string_equal(bdg_language_now()->tag, "en");
    assert_string_equal(_("Save"), "Save");
    bdg_language_use(l);
    assert_string_equal(bdg_language_now()->name, "Deutsch");
    assert_string_equal(_("Save"), "Speichern");
    assert_string_equal(_("untranslated"), "untranslated");
    assert_string_equal(_("nobody knows it"), "nobody knows it");
    assert_string_equal(_(""), "");
    assert_null(bdg_tr(NULL));
    assert_string_equal(bdg_say(*state, "%s has %d of %s", "Ada", 3, "Badges"), "Badges: 3 bei Ada");
    assert_string_equal(bdg_say(*state, "%s is %d", "Ada", 3), "Ada is 3");     /* its translation takes other arguments */
    assert_string_equal(bdg_say_n(*state, "%d badge", "%d badges", 1, 1), "1 Badge");
    assert_string_equal(bdg_say_n(*state, "%d badge", "%d badges", 5, 5), "5 Badges");
    assert_string_equal(bdg_date_words(bdg_date_make(2026, 3, 9), *state), "9. M\xc3\xa4rz 2026");
    assert_string_equal(bdg_date_short(bdg_date_make(2026, 3, 9), *state), "9 Mar 2026");
    bdg_err_t *e = bdg_err(BDG_E_INVALID, "%s has %d of %s", "Ada", 3, "x");
    assert_string_equal(e->message, "x: 3 bei Ada");
    assert_string_equal(bdg_err_english(e), "Ada has 3 of x");
    bdg_err_clear(e);
    bdg_language_use(NULL);
    assert_string_equal(bdg_date_words(bdg_date_make(2026, 3, 9), *state), "9 March 2026");
    assert_string_equal(bdg_say_n(*state, "%d badge", "%d badges", 1, 1), "1 badge");
}

static void formats(void **state)
{
    (void)state;
    assert_true(bdg_format_fits("%s and %d", "%2$d und %1$s"));
    assert_true(bdg_format_fits("%s and %ld", "%s und %5ld"));
    assert_true(bdg_format_fits("%d%%", "%d %%"));
    assert_true(bdg_format_fits("%s and %d", "nur %s"));
    assert_true(bdg_format_fits("100", "hundert"));
    assert_false(bdg_format_fits("%s", "%s %s"));
    assert_false(bdg_format_fits("%s", "%d"));
    assert_false(bdg_format_fits("%d", "%ld"));
    assert_false(bdg_format_fits("%s and %d", "%2$d"));       /* leaves a gap */
    assert_false(bdg_format_fits("%s and %d", "%2$d %s"));
    assert_false(bdg_format_fits("%s", "%1$s %n"));
    assert_false(bdg_format_fits("%s", "%*s"));
    assert_false(bdg_format_fits("%s", "%"));
    assert_false(bdg_format_fits("%s", "%99$s"));
    assert_false(bdg_format_fits("%s", "%m"));
}

static void plurals(void **state)
{
    static const struct { const char *rule; unsigned long n; unsigned form; } fine[] = {
        { "nplurals=2; plural=(n != 1);", 1, 0 }, { "nplurals=2; plural=n>1;", 1, 0 }, { "nplurals=2; plural=n>1", 2, 1 }, { "nplurals=1; plural=0;", 7, 0 },
        { "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);", 21, 0 },
        { "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);", 12, 2 },
        { "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);", 33, 1 },
        { "nplurals=2; plural=n/0;", 5, 0 }, { "nplurals=2; plural=n;", 5, 0 }, { "nplurals=6; plural=!n+2*2-1;", 5, 3 } };
    static const char *const bad[] = { "", "nplurals=0; plural=0;", "nplurals=9; plural=n;", "nplurals=2; plural=", "nplurals=2; plural=n+;", "nplurals=2; plural=(n;",
        "nplurals=2; plural=n ? 1;", "nplurals=2; plural=x;", "nplurals=2; plural=n n;", "nplurals=2; plural=99999999999;" };
    bdg_plural_t *p;
    for (size_t i = 0; i < sizeof fine / sizeof *fine; i++) {
        assert_ok(bdg_plural_parse(&p, fine[i].rule, *state));
        assert_int_equal(bdg_plural_form(p, fine[i].n), fine[i].form);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_err(bdg_plural_parse(&p, bad[i], *state), BDG_E_MALFORMED, "plurals");
    char deep[600] = "nplurals=2; plural=";
    memset(deep + 19, '(', 500);
    assert_err(bdg_plural_parse(&p, deep, *state), BDG_E_MALFORMED, "plurals");
    memset(deep + 19, '!', 500);
    assert_err(bdg_plural_parse(&p, deep, *state), BDG_E_MALFORMED, "plurals");
}

static void damaged(void **state)
{
    size_t len;
    bdg_language_t *l;
    const char *data = mo(german, sizeof german / sizeof *german / 2, &len, *state);
    for (size_t n = 0; n < len; n++) {     /* cut anywhere */
        bdg_err_t *e = bdg_language_read(&l, "de", data, n, *state);
        assert_non_null(e);
        bdg_err_clear(e);
    }
    srand(7);
    for (int round = 0; round < 3000; round++) {    /* whatever is read must be safe to use */
        char *copy = apr_pmemdup(*state, data, len);
        for (int k = 0; k < 4; k++)
            copy[(size_t)rand() % len] = (char)rand();
        bdg_err_t *e = bdg_language_read(&l, "de", copy, len, *state);
        if (!e) {
            bdg_language_use(l);
            (void)_("Save");
            (void)bdg_say(*state, "%s has %d of %s", "Ada", 3, "x");
            (void)bdg_tr_n("%d badge", "%d badges", 5);
            bdg_language_use(NULL);
        }
        bdg_err_clear(e);
    }
    static const text_t order[] = { T(""), T(HEADER), T("b"), T("1"), T("a"), T("2") }, latin[] = { T(""), T(HEADER), T("b"), T("\xe4") },
        charset[] = { T(""), T("Content-Type: text/plain; charset=ISO-8859-1\n") };
    data = mo(order, 3, &len, *state);
    assert_err(bdg_language_read(&l, "de", data, len, *state), BDG_E_MALFORMED, "order");
    data = mo(latin, 2, &len, *state);
    assert_err(bdg_language_read(&l, "de", data, len, *state), BDG_E_MALFORMED, "UTF-8");
    data = mo(charset, 1, &len, *state);
    assert_err(bdg_language_read(&l, "de", data, len, *state), BDG_E_MALFORMED, "header");
}

static void accepted(void **state)
{
    bdg_language_t *de = read_german(*state), *br = apr_pmemdup(*state, de, sizeof *de);
    br->tag = "pt-BR";
    const bdg_language_t *list[] = { bdg_only_english.list[0], de, br };
    bdg_languages_t all = { list, 3 };
    static const struct { const char *header, *tag; } cases[] = { { NULL, "en" }, { "", "en" }, { "de", "de" }, { "DE-at", "de" }, { "fr, de;q=0.5", "de" },
        { "en;q=0.8, de;q=0.9", "de" }, { "en, de", "en" }, { "de;q=0", "en" }, { "pt", "pt-BR" }, { "pt-br", "pt-BR" }, { "*", "en" }, { "xx", "en" },
        { "de;q=nonsense, en", "en" }, { ",,, de", "de" }, { "de-CH-1996", "de" }, { "en-US,en;q=0.9,de;q=0.8", "en" } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(bdg_languages_accepted(&all, cases[i].header)->tag, cases[i].tag);
    assert_ptr_equal(bdg_languages_find(&all, "PT-br"), br);
    assert_null(bdg_languages_find(&all, "pt"));
    assert_null(bdg_languages_find(&all, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(sentences), pooled_test(formats), pooled_test(plurals), pooled_test(damaged), pooled_test(accepted) };
    return unit_main(tests);
}
