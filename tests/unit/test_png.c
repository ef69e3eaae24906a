#include "io/png.h"
#include "png_make.h"
#include "unit.h"
#include <apr_strings.h>
#include <stdio.h>
#include <unistd.h>

static const char doc[] = "{\"type\":\"Assertion\",\"name\":\"Zo\xc3\xab \xe2\x9c\x93\"}";

static void whole_pictures_pass(void **state)
{
    bdg_buf_t *b = png_plain(3, 2, *state);
    bdg_png_info_t info;
    assert_ok(bdg_png_check(&info, b->data, b->len));
    assert_int_equal(info.width, 3);
    assert_int_equal(info.height, 2);
    assert_false(info.animated);
    assert_true(bdg_png_is(b->data, b->len));
    assert_false(bdg_png_is("\x89PNG", 4));
}

/* Every cut and every flipped byte must be noticed: CRC-32 finds any single byte. */
static void damage_is_noticed(void **state)
{
    bdg_buf_t *b = png_plain(5, 4, *state);
    for (size_t n = 0; n < b->len; n++)
        assert_err(bdg_png_check(NULL, b->data, n), n < 8 ? BDG_E_UNSUPPORTED : BDG_E_INVALID, NULL);
    for (size_t i = 8; i < b->len; i++) {
        b->data[i] ^= 0x10;
        bdg_err_t *e = bdg_png_check(NULL, b->data, b->len);
        assert_non_null(e);
        bdg_err_clear(e);
        b->data[i] ^= 0x10;
    }
    assert_ok(bdg_png_check(NULL, b->data, b->len));
}

static void bombs_are_told_from_their_header(void **state)
{
    static const struct { unsigned w, h; bdg_code_e code; } sizes[] = { { 65535, 65535, BDG_E_TOO_LARGE }, { 0x7fffffff, 0x7fffffff, BDG_E_TOO_LARGE },
        { 10001, 1, BDG_E_TOO_LARGE }, { 1, 10001, BDG_E_TOO_LARGE }, { 4097, 4096, BDG_E_TOO_LARGE }, { 0, 5, BDG_E_INVALID }, { 5, 0, BDG_E_INVALID } };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        bdg_buf_t *b = bdg_buf_make(1000, *state);
        png_put_head(b, sizes[i].w, sizes[i].h, 8, 6);
        assert_err(bdg_png_check(NULL, b->data, b->len), sizes[i].code, NULL);      /* nothing behind the header is needed */
    }
    bdg_buf_t *b = bdg_buf_make(100000, *state);
    png_put_head(b, 10000, 1600, 1, 0);
    png_put_idat(b, 1251 * 1600, 0);
    png_put_chunk(b, "IEND", "", 0);
    assert_ok(bdg_png_check(NULL, b->data, b->len));
}

static void wrong_orders_are_refused(void **state)
{
    static const char *const orders[] = { "IDAT IEND", "IHDR IEND", "IHDR IDAT", "IHDR IDAT tEXt IDAT IEND", "IHDR IHDR IDAT IEND", "IHDR IDAT PLTE IEND",
        "IHDR PLTE PLTE IDAT IEND", "IHDR ABCD IDAT IEND", "IHDR ab1d IDAT IEND", "IEND IHDR IDAT", "tEXt IHDR IDAT IEND" };
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        bdg_buf_t *b = bdg_buf_make(10000, *state), *head = bdg_buf_make(1000, *state);
        png_put_head(head, 2, 2, 8, 2);
        bdg_buf_add(b, head->data, 8);
        for (const char *p = orders[i]; *p; p += p[4] ? 5 : 4)
            if (!strncmp(p, "IHDR", 4))
                bdg_buf_add(b, head->data + 8, head->len - 8);
            else if (!strncmp(p, "IDAT", 4))
                png_put_idat(b, 14, 0);
            else
                png_put_chunk(b, p, "abc", strncmp(p, "IEND", 4) ? 3 : 0);
        assert_err(bdg_png_check(NULL, b->data, b->len), BDG_E_INVALID, "damaged");
    }
}

static void glued_files_are_refused(void **state)
{
    static const char *const tails[] = { "PK\x03\x04", "<html><script>alert(1)</script>", "\n" };
    for (size_t i = 0; i < 3; i++) {
        bdg_buf_t *b = png_plain(2, 2, *state);
        bdg_buf_str(b, tails[i]);
        assert_err(bdg_png_check(NULL, b->data, b->len), BDG_E_INVALID, "something else");
    }
    assert_err(bdg_png_check(NULL, "GIF89a..........", 16), BDG_E_UNSUPPORTED, "not a PNG");
    assert_err(bdg_png_check(NULL, "", 0), BDG_E_UNSUPPORTED, NULL);
}

static void lengths_do_not_wrap(void **state)
{
    bdg_buf_t *b = bdg_buf_make(1000, *state);
    png_put_head(b, 2, 2, 8, 6);
    bdg_buf_add(b, "\xff\xff\xff\xf4IDAT0000", 12);
    assert_err(bdg_png_check(NULL, b->data, b->len), BDG_E_INVALID, NULL);
}

static void animation_is_told(void **state)
{
    bdg_buf_t *b = bdg_buf_make(1000, *state);
    bdg_png_info_t info;
    png_put_head(b, 2, 2, 8, 6);
    png_put_chunk(b, "acTL", "\0\0\0\2\0\0\0\0", 8);
    png_put_idat(b, 18, 0);
    png_put_chunk(b, "IEND", "", 0);
    assert_ok(bdg_png_check(&info, b->data, b->len));
    assert_true(info.animated);
}

static void baked_text_comes_back(void **state)
{
    bdg_buf_t *b = png_plain(4, 4, *state), *one = bdg_buf_make(1 << 20, *state), *two = bdg_buf_make(1 << 20, *state), *three = bdg_buf_make(1 << 20, *state);
    const char *text;
    size_t len;
    assert_ok(bdg_png_bake(one, b->data, b->len, BDG_PNG_OB2, doc, sizeof doc - 1));
    assert_ok(bdg_png_check(NULL, one->data, one->len));
    assert_memory_equal(one->data + 33 + 4, "iTXtopenbadges\0\0\0\0\0{", 20);      /* directly behind the header, plain, no language */
    assert_ok(bdg_png_extract(&text, &len, one->data, one->len, BDG_PNG_OB2, *state));
    assert_int_equal(len, sizeof doc - 1);
    assert_string_equal(text, doc);
    assert_ok(bdg_png_extract(&text, &len, one->data, one->len, BDG_PNG_OB3, *state));
    assert_null(text);
    /* again, other keyword: the first is gone */
    assert_ok(bdg_png_bake(two, one->data, one->len, BDG_PNG_OB3, "a.b.c", 5));
    assert_ok(bdg_png_extract(&text, &len, two->data, two->len, BDG_PNG_OB2, *state));
    assert_null(text);
    assert_ok(bdg_png_extract(&text, &len, two->data, two->len, BDG_PNG_OB3, *state));
    assert_string_equal(text, "a.b.c");
    /* same in, same out */
    assert_ok(bdg_png_bake(three, b->data, b->len, BDG_PNG_OB3, "a.b.c", 5));
    assert_int_equal(three->len, two->len);
    assert_memory_equal(three->data, two->data, two->len);
}

static void baking_has_its_caps(void **state)
{
    bdg_buf_t *b = png_plain(4, 4, *state), *out = bdg_buf_make(100, *state);
    char *large = apr_pcalloc(*state, BDG_PNG_TEXT_MAX + 1);
    memset(large, 'x', BDG_PNG_TEXT_MAX + 1);
    assert_err(bdg_png_bake(out, b->data, b->len, BDG_PNG_OB2, large, BDG_PNG_TEXT_MAX + 1), BDG_E_TOO_LARGE, NULL);
    assert_err(bdg_png_bake(out, b->data, b->len, BDG_PNG_OB2, large, 200), BDG_E_TOO_LARGE, NULL);
    assert_err(bdg_png_bake(out, b->data, b->len, BDG_PNG_OB2, "a\0b", 3), BDG_E_INVALID, NULL);
    assert_err(bdg_png_bake(out, b->data, b->len, "Comment", "a", 1), BDG_E_INTERNAL, NULL);
}

/* The independent reader: Python's struct and zlib, straight from the specification. */
static void python_reads_the_same(void **state)
{
    static const char script[] = "import struct,sys,zlib\n"
        "d=open(sys.argv[1],'rb').read();assert d[:8]==b'\\x89PNG\\r\\n\\x1a\\n';i=8;seen=[];idat=b'';text=[]\n"
        "while i<len(d):\n"
        " n,=struct.unpack('>I',d[i:i+4]);t=d[i+4:i+8];c=d[i+8:i+8+n];assert struct.unpack('>I',d[i+8+n:i+12+n])[0]==zlib.crc32(t+c)\n"
        " seen.append(t);i+=12+n\n"
        " if t==b'IDAT': idat+=c\n"
        " if t==b'iTXt':\n"
        "  k,r=c.split(b'\\0',1);assert r[:2]==b'\\0\\0';lang,tk,v=r[2:].split(b'\\0',2);assert lang==b'' and tk==b'';text.append((k,v))\n"
        "assert seen==[b'IHDR',b'iTXt',b'IDAT',b'IEND'],seen\n"
        "assert len(zlib.decompress(idat))==4*17\n"
        "assert len(text)==1 and text[0][0]==b'openbadges'\n"
        "sys.stdout.buffer.write(text[0][1])\n";
    char path[] = "/tmp/badges-png-XXXXXX", got[200] = "";
    if (access("/usr/bin/python3", X_OK)) {
        print_message("python3 is not here\n");
        skip();
    }
    bdg_buf_t *b = png_plain(4, 4, *state), *baked = bdg_buf_make(1 << 20, *state);
    assert_ok(bdg_png_bake(baked, b->data, b->len, BDG_PNG_OB2, doc, sizeof doc - 1));
    int fd = mkstemp(path);
    assert_true(fd >= 0 && write(fd, baked->data, baked->len) == (ssize_t)baked->len);
    close(fd);
    /* The script goes in by a file: it holds both kinds of quotes. */
    char prog[] = "/tmp/badges-py-XXXXXX";
    fd = mkstemp(prog);
    assert_true(fd >= 0 && write(fd, script, sizeof script - 1) == (ssize_t)sizeof script - 1);
    close(fd);
    FILE *p = popen(apr_psprintf(*state, "/usr/bin/python3 %s %s", prog, path), "r");
    assert_non_null(p);
    size_t n = fread(got, 1, sizeof got - 1, p);
    got[n] = 0;
    int status = pclose(p);
    unlink(path);
    unlink(prog);
    assert_int_equal(status, 0);
    assert_string_equal(got, doc);
}

static bdg_buf_t *with_chunk(const char *type, const void *data, size_t len, apr_pool_t *pool)
{
    bdg_buf_t *b = bdg_buf_make(8 << 20, pool);
    png_put_head(b, 1, 1, 8, 6);
    png_put_chunk(b, type, data, len);
    png_put_idat(b, 5, 0);
    png_put_chunk(b, "IEND", "", 0);
    return b;
}

static size_t deflated(unsigned char *to, const char *head, size_t head_len, size_t raw_len, int value)
{
    unsigned long z = compressBound(raw_len);
    unsigned char *raw = malloc(raw_len);
    memset(raw, value, raw_len);
    memcpy(to, head, head_len);
    compress2(to + head_len, &z, raw, raw_len, 9);
    free(raw);
    return head_len + z;
}

static void old_kinds_of_text_are_read(void **state)
{
    static unsigned char data[200000];
    const char *text;
    size_t len;
    bdg_buf_t *b = with_chunk("tEXt", "openbadges\0https://x.example/1", 30, *state);
    assert_ok(bdg_png_extract(&text, &len, b->data, b->len, BDG_PNG_OB2, *state));
    assert_string_equal(text, "https://x.example/1");
    b = with_chunk("zTXt", data, deflated(data, "openbadges\0\0", 12, 1000, 'a'), *state);
    assert_ok(bdg_png_extract(&text, &len, b->data, b->len, BDG_PNG_OB2, *state));
    assert_int_equal(len, 1000);
    b = with_chunk("iTXt", data, deflated(data, "openbadges\0\1\0en\0x\0", 18, 1000, 'a'), *state);
    assert_ok(bdg_png_extract(&text, &len, b->data, b->len, BDG_PNG_OB2, *state));
    assert_int_equal(strlen(text), 1000);
}

static void text_bombs_and_broken_text(void **state)
{
    static unsigned char data[200000];
    const char *text;
    size_t len;
    bdg_buf_t *b = with_chunk("iTXt", data, deflated(data, "openbadges\0\1\0\0\0", 15, 50 << 20, 'a'), *state);
    assert_err(bdg_png_extract(&text, &len, b->data, b->len, BDG_PNG_OB2, *state), BDG_E_TOO_LARGE, NULL);
    b = with_chunk("zTXt", data, deflated(data, "openbadges\0\0", 12, 50 << 20, 'a'), *state);
    assert_err(bdg_png_extract(&text, &len, b->data, b->len, BDG_PNG_OB2, *state), BDG_E_TOO_LARGE, NULL);
    static const struct { const char *type, *data; size_t len; } bad[] = { { "iTXt", "openbadges\0", 11 }, { "iTXt", "openbadges\0\0\0", 13 },
        { "iTXt", "openbadges\0\0\0en", 15 }, { "iTXt", "openbadges\0\2\0\0\0x", 16 }, { "iTXt", "openbadges\0\1\0\0\0junk", 19 },
        { "zTXt", "openbadges\0\1abc", 15 }, { "zTXt", "openbadges\0", 11 }, { "tEXt", "openbadges\0a\0b", 14 } };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        b = with_chunk(bad[i].type, bad[i].data, bad[i].len, *state);
        assert_err(bdg_png_extract(&text, &len, b->data, b->len, BDG_PNG_OB2, *state), BDG_E_INVALID, NULL);
        assert_ok(bdg_png_check(NULL, b->data, b->len));
    }
    b = with_chunk("tEXt", "openbadgesX\0hello", 17, *state);
    assert_ok(bdg_png_extract(&text, &len, b->data, b->len, BDG_PNG_OB2, *state));
    assert_null(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        pooled_test(whole_pictures_pass), pooled_test(damage_is_noticed), pooled_test(bombs_are_told_from_their_header),
        pooled_test(wrong_orders_are_refused), pooled_test(glued_files_are_refused), pooled_test(lengths_do_not_wrap),
        pooled_test(animation_is_told), pooled_test(baked_text_comes_back), pooled_test(baking_has_its_caps),
        pooled_test(python_reads_the_same), pooled_test(old_kinds_of_text_are_read), pooled_test(text_bombs_and_broken_text),
    };
    return unit_main(tests);
}
