#include "unit.h"
#include "io/qr.h"
#include "io/totp.h"

static const unsigned char secret[] = "12345678901234567890";     /* of the RFCs' test values */

/* RFC 4226, Appendix D. */
static void hotp_values(void **state)
{
    static const char *const want[] = { "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489" };
    char code[BDG_TOTP_DIGITS + 1];
    (void)state;
    for (int i = 0; i < 10; i++) {
        bdg_totp_code(code, secret, i);
        assert_string_equal(code, want[i]);
    }
}

/* RFC 6238, Appendix B: eight digits there, of which ours are the last six. */
static void totp_values(void **state)
{
    static const struct { int64_t at; const char *code; } want[] = { { 59, "287082" }, { 1111111109, "081804" }, { 1111111111, "050471" },
        { 1234567890, "005924" }, { 2000000000, "279037" }, { 20000000000, "353130" } };
    (void)state;
    for (int i = 0; i < 6; i++)
        assert_int_equal(bdg_totp_step(secret, want[i].code, want[i].at), want[i].at / 30);
}

static void clocks_may_differ_by_a_step(void **state)
{
    (void)state;
    assert_int_equal(bdg_totp_step(secret, "050471", 1111111111 - 30), 1111111111 / 30);
    assert_int_equal(bdg_totp_step(secret, "050471", 1111111111 + 30), 1111111111 / 30);
    assert_int_equal(bdg_totp_step(secret, "050471", 1111111111 + 90), 0);
    assert_int_equal(bdg_totp_step(secret, "050471", 1111111111 - 90), 0);
}

static void what_is_no_code(void **state)
{
    static const char *const bad[] = { "", " ", "05047", "0504711", "05047a", "-50471", "050471\n", "٠٥٠٤٧١" };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(bdg_totp_step(secret, bad[i], 1111111111), 0);
    assert_int_equal(bdg_totp_step(secret, " 050 471 ", 1111111111), 1111111111 / 30);
}

/* RFC 4648, 10, without the padding. */
static void base32(void **state)
{
    static const char *const want[][2] = { { "", "" }, { "f", "MY" }, { "fo", "MZXQ" }, { "foo", "MZXW6" }, { "foob", "MZXW6YQ" }, { "fooba", "MZXW6YTB" }, { "foobar", "MZXW6YTBOI" } };
    for (int i = 0; i < 7; i++)
        assert_string_equal(bdg_base32(want[i][0], strlen(want[i][0]), *state), want[i][1]);
}

static void qr(void **state)
{
    static char long_text[1200];
    const char *path;
    int side;
    assert_ok(bdg_qr(&side, &path, "otpauth://totp/x?secret=MZXW6YTB", *state));
    assert_int_equal(side % 4, 1);                                 /* 17 + 4 n modules, and twice four of quiet */
    assert_int_equal(strncmp(path, "M4 4h7v1h-7z", 12), 0);        /* the finder at the top left is seven wide */
    memset(long_text, 'x', sizeof long_text - 1);
    assert_err(bdg_qr(&side, &path, long_text, *state), BDG_E_INVALID, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(hotp_values), pooled_test(totp_values), pooled_test(clocks_may_differ_by_a_step), pooled_test(what_is_no_code),
                                        pooled_test(base32), pooled_test(qr) };
    return unit_main(tests);
}
