#include "unit.h"
#include "base/buf.h"
#include "base/fault.h"
#include "base/log.h"
#include <stdio.h>

static void grows_to_its_cap(void **state)
{
    bdg_buf_t *b = bdg_buf_make(1000, *state);
    assert_null(b->data);
    bdg_buf_str(b, "");
    assert_string_equal(b->data, "");
    for (int i = 0; i < 99; i++)
        bdg_buf_printf(b, "%09d%c", i, ' ');
    bdg_buf_add(b, "0123456789", 10);
    assert_ok(bdg_buf_check(b));
    assert_int_equal(b->len, 1000);
    assert_int_equal(strlen(b->data), 1000);
    bdg_buf_char(b, 'x');
    assert_err(bdg_buf_check(b), BDG_E_TOO_LARGE, "1000 bytes");
    assert_int_equal(b->len, 1000);
    bdg_buf_clear(b);
    assert_ok(bdg_buf_check(b));
    bdg_buf_printf(b, "%0800d", 7);
    assert_int_equal(b->len, 800);
    bdg_buf_add(b, "x", (size_t)-1);          /* no overflow of the sum */
    assert_err(bdg_buf_check(b), BDG_E_TOO_LARGE, NULL);
}

static void errors_chain(void **state)
{
    (void)state;
    bdg_err_t *e = bdg_err_detail(bdg_err(BDG_E_NOT_FOUND, "No %s.", "badge"), "id %d", 7);
    e = bdg_err_wrap(e, BDG_E_INTERNAL, "Cannot show it.");
    assert_int_equal(e->code, BDG_E_INTERNAL);
    assert_string_equal(e->cause->message, "No badge.");
    assert_string_equal(e->cause->detail, "id 7");
    assert_string_equal(bdg_code_name(e->cause->code), "not_found");
    bdg_err_clear(e);
    bdg_err_clear(NULL);
    assert_string_equal(bdg_code_name((bdg_code_e)99), "internal");
}

static char logged[5000];
static void keep(void *baton, bdg_log_level_e level, const char *file, int line, const char *text)
{
    (void)baton, (void)level, (void)file, (void)line;
    strncpy(logged, text, sizeof logged - 1);
}

/* Nobody can write a line of the log by choosing a name. */
static void log_is_one_line(void **state)
{
    (void)state;
    bdg_log_set(keep, NULL);
    bdg_log(BDG_LOG_WARN, "BDG0001", "name %s", "a\nBDG0002: forged\r\x1b[31m");
    assert_string_equal(logged, "BDG0001: name a\\x0aBDG0002: forged\\x0d\\x1b[31m");
    bdg_err_t *e = bdg_err_wrap(bdg_err(BDG_E_INVALID, "Inner."), BDG_E_CONFLICT, "Outer.");
    bdg_log_err(BDG_LOG_ERROR, "BDG0003", e, "doing it");
    assert_non_null(strstr(logged, "BDG0003: doing it: [conflict] Outer."));
    assert_non_null(strstr(logged, "<- [invalid] Inner."));
    bdg_err_clear(e);
    bdg_log_set(NULL, NULL);
}

/* The Nth allocation fails: the buffer says so, keeps what it had, and works again once cleared. */
static void alloc_faults(void **state)
{
    for (int n = 1;; n++) {
        char spec[32];
        bdg_buf_t *b = bdg_buf_make(100000, *state);
        snprintf(spec, sizeof spec, "alloc:%d", n);
        bdg_fault_set(spec);
        for (int i = 0; i < 1000; i++)
            bdg_buf_str(b, "0123456789");
        int reached = bdg_fault_reached();
        bdg_fault_set(NULL);
        if (!reached) {
            assert_ok(bdg_buf_check(b));
            assert_int_equal(b->len, 10000);
            assert_true(n > 3);
            return;
        }
        assert_err(bdg_buf_check(b), BDG_E_TOO_LARGE, NULL);
        assert_true(b->len % 10 == 0 && b->len < 10000);
        bdg_buf_clear(b);
        bdg_buf_str(b, "again");
        assert_string_equal(b->data, "again");
    }
}

/* Nothing that must be escaped gets past it, wherever it stands. */
static void plain(void **state)
{
    char text[50];
    for (int address = 0; address < 2; address++)
        for (int c = 1; c < 256; c++)
            for (int at = 0; at < 40; at++) {
                bdg_buf_t *b = bdg_buf_make(100, *state);
                memset(text, 'a', 40);
                text[40] = 0;
                text[at] = (char)c;
                int odd = c < 0x20 || c >= 0x7f || strchr(address ? "\"\\ <>{}|^`" : "\"\\", c), done = bdg_buf_plain(b, '<', text, '>', address);
                if (odd ? done : !done && !strchr("{|}~", c))
                    fail_msg("character %d at %d, address %d: %d", c, at, address, done);
                assert_int_equal(b->len, done ? 42 : 0);
                if (done)
                    assert_true(b->data[0] == '<' && !memcmp(b->data + 1, text, 40) && !strcmp(b->data + 41, ">"));
            }
    bdg_buf_t *small = bdg_buf_make(3, *state);
    assert_int_equal(bdg_buf_plain(small, '"', "ab", '"', 0), 0);
    assert_true(small->overflowed);
    small = bdg_buf_make(3, *state);
    assert_int_equal(bdg_buf_plain(small, '"', "", '"', 0), 1);
    assert_string_equal(small->data, "\"\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(plain), pooled_test(grows_to_its_cap), pooled_test(errors_chain), pooled_test(log_is_one_line), pooled_test(alloc_faults) };
    return unit_main(tests);
}
