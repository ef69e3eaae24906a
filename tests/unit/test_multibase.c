#include "unit.h"
#include <apr_strings.h>
#include "core/openbadges/multibase.h"

static void known(void **state)
{
    /* The test vectors of draft-msporny-base58, and the published test key of 1EdTech. */
    static const unsigned char zeros[] = { 0, 0, 0x28, 0x7F, 0xB4, 0xCD };
    static const unsigned char key[32] = { 0x4b, 0xde, 0xaf, 0xde, 0x2e, 0xa8, 0xbe, 0xef, 0xad, 0xd8, 0xc6, 0x99, 0xb5, 0xc7, 0xe0, 0x70,
                                           0x4c, 0xf5, 0x11, 0x54, 0xd5, 0x2e, 0x17, 0xb2, 0x0b, 0x71, 0x33, 0x7c, 0xa0, 0x4c, 0xc5, 0xa5 };
    static const char text[] = "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi";
    unsigned char *got;
    size_t len;
    bdg_multikey_e kind;
    assert_string_equal(bdg_multibase_z("Hello World!", 12, *state), "z2NEpo7TZRRrLZSi2U");
    assert_string_equal(bdg_multibase_z("The quick brown fox jumps over the lazy dog.", 44, *state),
                        "zUSm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z");
    assert_string_equal(bdg_multibase_z(zeros, sizeof zeros, *state), "z11233QC4");
    assert_string_equal(bdg_multibase_z("", 0, *state), "z");
    assert_string_equal(bdg_multibase_u("\xFF\xFE", 2, *state), "u__4");
    assert_string_equal(bdg_multikey_encode(BDG_MULTIKEY_ED25519, key, *state), text);
    assert_ok(bdg_multikey_decode(&kind, &got, &len, text, *state));
    assert_int_equal(kind, BDG_MULTIKEY_ED25519);
    assert_int_equal(len, 32);
    assert_memory_equal(got, key, 32);
}

static void there_and_back(void **state)
{
    unsigned char in[BDG_MULTIBASE_MAX + 1], *out;
    size_t len;
    for (size_t n = 1; n <= 700; n += n < 70 ? 1 : 90)
        for (int fill = 0; fill < 3; fill++) {
            for (size_t i = 0; i < n; i++)
                in[i] = (unsigned char)(fill == 0 ? 0 : fill == 1 ? 255 : i * 37 + n);
            const char *texts[] = { bdg_multibase_z(in, n, *state), bdg_multibase_u(in, n, *state) };
            for (int k = 0; k < 2; k++) {
                assert_ok(bdg_multibase_decode(&out, &len, texts[k], *state));
                assert_int_equal(len, n);
                assert_memory_equal(out, in, n);
            }
        }
    memset(in, 255, sizeof in);
    assert_non_null(bdg_multibase_z(in, BDG_MULTIBASE_MAX, *state));
    assert_null(bdg_multibase_z(in, BDG_MULTIBASE_MAX + 1, *state));
}

static void malformed(void **state)
{
    static const char *const bad[] = { "", "z", "u", "6Mk", "m", "f00", "z0", "zO", "zI", "zl", "z6Mk ", "z6Mk\n", "z6M\xC3\xA9", "u*", "u=", "uA", "uAA==", "U__4" };
    unsigned char *out;
    size_t len;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_err(bdg_multibase_decode(&out, &len, bad[i], *state), BDG_E_MALFORMED, NULL);
    char *long_text = apr_palloc(*state, 1 << 20);
    memset(long_text, '2', 1 << 20);
    long_text[0] = 'z';
    long_text[(1 << 20) - 1] = 0;
    assert_err(bdg_multibase_decode(&out, &len, long_text, *state), BDG_E_TOO_LARGE, NULL);
    memset(long_text + 1, '1', 1 << 19);
    assert_err(bdg_multibase_decode(&out, &len, long_text, *state), BDG_E_TOO_LARGE, NULL);
}

static void keys(void **state)
{
    unsigned char key[60], *out;
    size_t len, sizes[] = { 32, 33, 49 };
    bdg_multikey_e kind;
    static const char *const starts[] = { "z6Mk", "zDn", "z82" };
    memset(key, 2, sizeof key);
    for (int k = 0; k < 3; k++) {
        const char *text = bdg_multikey_encode((bdg_multikey_e)k, key, *state);
        assert_int_equal(strncmp(text, starts[k], strlen(starts[k])), 0);
        assert_ok(bdg_multikey_decode(&kind, &out, &len, text, *state));
        assert_true((int)kind == k && len == sizes[k] && !memcmp(out, key, len));
    }
    assert_err(bdg_multikey_decode(&kind, &out, &len, "u7QE", *state), BDG_E_MALFORMED, "begins with z");
    assert_err(bdg_multikey_decode(&kind, &out, &len, "", *state), BDG_E_MALFORMED, NULL);
    assert_err(bdg_multikey_decode(&kind, &out, &len, "z2", *state), BDG_E_UNSUPPORTED, NULL);
    assert_err(bdg_multikey_decode(&kind, &out, &len, bdg_multibase_z("\xED\x01" "short", 7, *state), *state), BDG_E_MALFORMED, "as long");
    assert_err(bdg_multikey_decode(&kind, &out, &len, bdg_multibase_z("\xE7\x01" "secp256k1", 11, *state), *state), BDG_E_UNSUPPORTED, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(known), pooled_test(there_and_back), pooled_test(malformed), pooled_test(keys) };
    return unit_main(tests);
}
