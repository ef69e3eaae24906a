#include "unit.h"
#include "base/id.h"
#include "base/str.h"

static void ids(void **state)
{
    char a[BDG_ID_LEN + 1], b[BDG_ID_LEN + 1];
    int seen[256] = { 0 }, kinds = 0;
    (void)state;
    for (int i = 0; i < 2000; i++) {
        bdg_id_new(a);
        bdg_id_new(b);
        assert_true(bdg_id_valid(a));
        assert_string_not_equal(a, b);
        assert_true(a[0] >= '0' && a[0] <= '7');      /* 128 bits leave three for the first character */
        for (int k = 0; k < BDG_ID_LEN; k++)
            seen[(unsigned char)a[k]] = 1;
    }
    for (int c = 0; c < 256; c++)
        kinds += seen[c];
    assert_int_equal(kinds, 32);
    assert_false(bdg_id_valid(NULL));
    assert_false(bdg_id_valid(""));
    assert_false(bdg_id_valid("0123456789abcdefghjkmnpqr"));
    assert_true(bdg_id_valid("0123456789abcdefghjkmnpqrs"));
    assert_false(bdg_id_valid("0123456789abcdefghjkmnpqrst"));
    assert_false(bdg_id_valid("0123456789abcdefghjkmnpqri"));
    assert_false(bdg_id_valid("0123456789ABCDEFGHJKMNPQRS"));
}

static void worked_out(void **state)
{
    unsigned char raw[BDG_ID_BYTES] = { 0 };
    char id[BDG_ID_LEN + 1];
    (void)state;
    bdg_id_of(id, raw);
    assert_string_equal(id, "00000000000000000000000000");
    raw[15] = 33;
    bdg_id_of(id, raw);
    assert_string_equal(id, "00000000000000000000000011");
    memset(raw, 0xff, sizeof raw);
    bdg_id_of(id, raw);
    assert_string_equal(id, "7zzzzzzzzzzzzzzzzzzzzzzzzz");
    assert_true(bdg_id_valid(id));
}

static void tokens(void **state)
{
    unsigned char made[32], again[32];
    const char *token = bdg_token_new(made, *state);
    assert_int_equal(strlen(token), 43);
    bdg_token_hash(token, again);
    assert_memory_equal(made, again, 32);
    assert_string_not_equal(token, bdg_token_new(again, *state));
}

/* FIPS 180-2, appendix B.1. */
static void sha256(void **state)
{
    unsigned char hash[32];
    bdg_sha256("abc", 3, hash);
    assert_string_equal(bdg_hex(hash, 32, *state), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    bdg_sha256("", 0, hash);
    assert_string_equal(bdg_hex(hash, 32, *state), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(ids), pooled_test(worked_out), pooled_test(tokens), pooled_test(sha256) };
    return unit_main(tests);
}
