/* io/encoding: what a file is written in, and its text as UTF-8. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <apr_general.h>
#include "base/str.h"
#include "io/encoding.h"

static apr_pool_t *pool;

static int setup(void **state)
{
    (void)state;
    apr_initialize();
    return apr_pool_create(&pool, NULL) != APR_SUCCESS;
}

static int teardown(void **state)
{
    (void)state;
    apr_pool_destroy(pool);
    return 0;
}

/* Reads all of it in bites of size bytes. */
static const char *read_all(bdg_text_t *t, size_t bite)
{
    size_t len = 0, got;
    char *out = apr_pcalloc(pool, 1 << 20);
    do {
        assert_null(bdg_text_read(t, out + len, bite, &got));
        len += got;
    } while (got);
    assert_true(bdg_utf8_valid(out, len, NULL));
    return out;
}

static const bdg_text_info_t *check(const char *in, size_t len, const char *want)
{
    bdg_text_t *t = NULL;
    for (size_t bite = 8; bite < 70000; bite = bite * 3 + 1) {
        assert_null(bdg_text_open_mem(&t, in, len, pool));
        assert_string_equal(read_all(t, bite), want);
    }
    return bdg_text_info(t);
}
#define CHECK(in, want) check(in, sizeof(in) - 1, want)

static void refused(const char *in, size_t len, const char *word)
{
    bdg_text_t *t;
    bdg_err_t *err = bdg_text_open_mem(&t, in, len, pool);
    assert_non_null(err);
    assert_int_equal(err->code, BDG_E_UNSUPPORTED);
    assert_non_null(strstr(err->message, word));
    bdg_err_clear(err);
}
#define REFUSED(in, word) refused(in, sizeof(in) - 1, word)

static void test_utf8(void **state)
{
    (void)state;
    assert_int_equal(CHECK("", "")->encoding, BDG_ENC_UTF8);
    assert_int_equal(CHECK("a,b\n", "a,b\n")->bom, 0);
    assert_int_equal(CHECK("\xEF\xBB\xBF" "a,\xC5\x81\n", "a,\xC5\x81\n")->bom, 1);
    assert_int_equal(CHECK("\xF0\x9F\x8E\x93", "\xF0\x9F\x8E\x93")->mixed, 0);
}

static void test_1252(void **state)
{
    (void)state;
    const bdg_text_info_t *i = CHECK("Casta\xF1" "eda \x80 O\x92" "Brien", "Casta\xC3\xB1" "eda \xE2\x82\xAC O\xE2\x80\x99" "Brien");
    assert_int_equal(i->encoding, BDG_ENC_CP1252);
    assert_int_equal(i->replaced, 0);
    i = CHECK("\x81x\x8D\x8F\x90\x9D", "\xEF\xBF\xBDx\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    assert_int_equal(i->replaced, 5);
    /* a sequence cut off at the very end is no UTF-8 */
    assert_int_equal(CHECK("caf\xC3", "caf\xC3\x83")->encoding, BDG_ENC_CP1252);
}

static void test_mixed(void **state)
{
    (void)state;
    const bdg_text_info_t *i = CHECK("Bj\xC3\xB6rk,M\xFCller", "Bj\xC3\xB6rk,M\xC3\xBCller");
    assert_int_equal(i->encoding, BDG_ENC_UTF8);
    assert_int_equal(i->mixed, 1);
    assert_int_equal(i->replaced, 1);
    assert_int_equal(CHECK("\xEF\xBB\xBF" "M\xFCller\xE2\x82", "M\xC3\xBCller\xC3\xA2\xE2\x80\x9A")->mixed, 1);
}

static void test_utf16(void **state)
{
    (void)state;
    assert_int_equal(CHECK("\xFF\xFE" "a\0,\0\x41\x01\r\0\n\0", "a,\xC5\x81\r\n")->encoding, BDG_ENC_UTF16LE);
    assert_int_equal(CHECK("\xFE\xFF" "\0a\0,\x01\x41", "a,\xC5\x81")->encoding, BDG_ENC_UTF16BE);
    assert_int_equal(CHECK("n\0a\0m\0e\0,\0x\0\r\0\n\0", "name,x\r\n")->bom, 0);
    assert_int_equal(CHECK("\0n\0a\0m\0e\0,\0x", "name,x")->encoding, BDG_ENC_UTF16BE);
    CHECK("\xFF\xFE" "\x3C\xD8\x93\xDF!\0", "\xF0\x9F\x8E\x93!");
    /* half a pair, a NUL, an odd byte at the end */
    assert_int_equal(CHECK("\xFF\xFE" "\x3C\xD8" "a\0\0\0\x93\xDF" "b", "\xEF\xBF\xBD" "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD")->replaced, 4);
}

static void test_refused(void **state)
{
    (void)state;
    REFUSED("%PDF-1.7\n...", "PDF");
    REFUSED("\x89PNG\r\n\x1a\n", "PNG");
    REFUSED("PK\003\004....", "ZIP");
    REFUSED("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1....", "Save it as .xlsx");
    REFUSED("\xFF\xFE\0\0a\0\0\0", "UTF-32");
    REFUSED("a,b\0c,d\n", "does not hold text");
    REFUSED("\x01\x02\x03\x04 abc", "does not hold text");
}

static void test_long(void **state)
{
    (void)state;
    /* a character of three bytes that lies across every border of blocks, and the one bad byte after 200 KB */
    size_t n = 0;
    char *in = malloc(300000), *copy;
    for (in[n++] = 'x'; n < 200000; n += 3)
        memcpy(in + n, "\xE2\x82\xAC", 3);
    in[n] = 0;
    copy = malloc(n + 1);
    memcpy(copy, in, n + 1);
    assert_int_equal(check(copy, n, in)->encoding, BDG_ENC_UTF8);
    free(copy);
    memset(in, 'a', 299999);
    in[250000] = (char)0xFC;
    bdg_text_t *t;
    assert_null(bdg_text_open_mem(&t, in, 299999, pool));
    assert_int_equal(bdg_text_info(t)->encoding, BDG_ENC_CP1252);
    assert_int_equal(strlen(read_all(t, 65536)), 300000);
    free(in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_utf8), cmocka_unit_test(test_1252),    cmocka_unit_test(test_mixed),
        cmocka_unit_test(test_utf16), cmocka_unit_test(test_refused), cmocka_unit_test(test_long),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
